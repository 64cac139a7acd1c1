/** An Ethereum account and what its wallet signs. */
import type { BatchContribution } from '@brebaje/kzg/contribution';
import { signEcdsa } from '@brebaje/kzg/eip712';
import { addr, eip191Signer } from 'micro-eth-signer';

export interface Wallet {
  /** EIP-55. */
  address: string;
  /** personal_sign, 0x and 130 digits. */
  sign(text: string): string;
  /** The ceremony's typed data over a contribution's public keys, 65 bytes. */
  signContribution(contribution: BatchContribution): Uint8Array;
}

export function newWallet(): Wallet {
  const { privateKey, address } = addr.random();
  return {
    address,
    sign: (text) => eip191Signer.sign(text, privateKey),
    signContribution: ({ contributions }) =>
      signEcdsa(contributions, new Uint8Array(Buffer.from(privateKey.replace(/^0x/, ''), 'hex'))),
  };
}
