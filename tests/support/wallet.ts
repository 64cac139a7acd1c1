/** An Ethereum account and what its wallet signs. */
import type { BatchContribution } from '@brebaje/kzg/contribution';
import { signEcdsa } from '@brebaje/kzg/eip712';
import { addr, eip191Signer, signTyped } from 'micro-eth-signer';

export interface Wallet {
  /** EIP-55. */
  address: string;
  /** personal_sign, 0x and 130 digits. */
  sign(text: string): string;
  /** eth_signTypedData_v4 of a document as JSON (EIP-712), 0x and 130 digits. */
  signTyped(document: string): string;
  /** The ceremony's typed data over a contribution's public keys, 65 bytes. */
  signContribution(contribution: BatchContribution): Uint8Array;
}

export function newWallet(): Wallet {
  const { privateKey, address } = addr.random();
  return {
    address,
    sign: (text) => eip191Signer.sign(text, privateKey),
    signTyped: (document) => signTyped(JSON.parse(document, asWallet), privateKey),
    signContribution: ({ contributions }) =>
      signEcdsa(contributions, new Uint8Array(Buffer.from(privateKey.replace(/^0x/, ''), 'hex'))),
  };
}

/** Integers of documents, as the signer wants them. */
function asWallet(_: string, value: unknown): unknown {
  return typeof value === 'number' ? BigInt(value) : value;
}
