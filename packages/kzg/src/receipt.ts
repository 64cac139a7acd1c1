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
  return toHex(signHash(personalMessageHash(text), privateKey));
}

/**
 * Whether the key of `address` signed exactly this text. The signature may have 0x and upper-case digits, as
 * pages and wallets print it; the address any case.
 */
export function verifyReceipt(text: string, signature: string, address: string): boolean {
  const bytes = fromHex(signature.toLowerCase().replace(/^0x/, ''));
  if (bytes === undefined || (bytes[64] ?? 0) < 27) return false;
  return recoverSigner(personalMessageHash(text), bytes)?.toLowerCase() === address.toLowerCase();
}

/** The EIP-55 address of a 32-byte secp256k1 key. Throws when it is no key. */
export function addressOf(privateKey: Uint8Array): string {
  return addr.fromPrivateKey(privateKey);
}

/** EIP-191 version 0x45. */
function personalMessageHash(text: string): Uint8Array {
  const message = new TextEncoder().encode(text);
  return keccak(new TextEncoder().encode(`\x19Ethereum Signed Message:\n${message.length}`), message);
}
