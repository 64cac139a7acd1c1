import { sha256 } from '@noble/hashes/sha2.js';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** SHA-256 of the bytes, lower-case hex. */
export function hashOf(bytes: Uint8Array): string {
  return Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Six English words (BIP-39's list) of the first 66 bits of a hash in hex: short enough to read out between
 * two machines, long enough that nobody prepares a second state with the same words.
 */
export function fingerprint(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new RangeError('a fingerprint is made of a SHA-256 in lower-case hex');
  const bits = BigInt(`0x${hash.slice(0, 18)}`) >> 6n;
  return Array.from({ length: 6 }, (_, i) => wordlist[Number((bits >> BigInt(11 * (5 - i))) & 2047n)]!).join(
    ' ',
  );
}
