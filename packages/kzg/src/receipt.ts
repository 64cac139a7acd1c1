/** What a contributor gets for an accepted contribution, in the form of Ethereum's ceremony. */
import { addr } from 'micro-eth-signer';
import { keccak, recoverSigner, signHash } from './ecdsa.ts';
import { fromHex, toHex } from './hex.ts';

/**
 * The text that is signed: compact JSON of `identity` and `witness`, the contribution's potPubkeys (96 bytes
 * each) in the order of the sub-ceremonies.
 */
export function receiptText(identity: string, pubkeys: Uint8Array[]): string {
  return JSON.stringify({ identity, witness: pubkeys.map((pubkey) => `0x${toHex(pubkey)}`) });
}

/** Signs a receipt as an EIP-191 personal message. 130 lower-case digits of r‖s‖v without 0x, v 27 or 28. */
export function signReceipt(text: string, privateKey: Uint8Array): string {
  return toHex(signHash(personalMessageHash(new TextEncoder().encode(text)), privateKey));
}

/**
 * Whether the key of `address` signed exactly this text. The signature may have 0x and upper-case digits, as
 * pages and wallets print it; the address any case.
 */
export function verifyReceipt(text: string, signature: string, address: string): boolean {
  return personalSigner(new TextEncoder().encode(text), signature)?.toLowerCase() === address.toLowerCase();
}

/**
 * The EIP-55 address whose key signed these bytes as an EIP-191 personal message; undefined when the signature is
 * none. Over other bytes some other address comes out: compare it with one that is known.
 */
export function personalSigner(message: Uint8Array, signature: string): string | undefined {
  const bytes = fromHex(signature.toLowerCase().replace(/^0x/, ''));
  if (bytes === undefined || (bytes[64] ?? 0) < 27) return undefined;
  return recoverSigner(personalMessageHash(message), bytes);
}

/** The EIP-55 address of a 32-byte secp256k1 key. Throws when it is no key. */
export function addressOf(privateKey: Uint8Array): string {
  return addr.fromPrivateKey(privateKey);
}

/** EIP-191 version 0x45. */
function personalMessageHash(message: Uint8Array): Uint8Array {
  return keccak(new TextEncoder().encode(`\x19Ethereum Signed Message:\n${message.length}`), message);
}
