import { chacha20orig } from '@noble/ciphers/chacha.js';

const NO_NONCE = new Uint8Array(8);

/**
 * ChaCha20's key stream, as Bernstein defined it with a nonce of zero, from a block of 64 bytes on: as many bytes as
 * there are zeros, which are worth nothing afterwards.
 */
export function cipherStream(key: Uint8Array, block: number, zeros: Uint8Array<ArrayBuffer>): Uint8Array {
  return chacha20orig(key, NO_NONCE, zeros, zeros, block);
}
