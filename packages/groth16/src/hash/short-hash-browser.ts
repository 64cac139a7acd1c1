import { sha256 } from '@noble/hashes/sha2.js';
import type { ShortHash } from './short-hash.ts';

/**
 * Of at most that many bytes: Web Crypto hashes off this thread, but only what is all there, of which it makes a copy
 * before it begins. Pages that are not served securely do not have it.
 */
export function shortHash(most: number): ShortHash {
  let buffer: Uint8Array<ArrayBuffer> | undefined;
  let filled = 0;
  return {
    update(bytes) {
      buffer ??= new Uint8Array(most);
      buffer.set(bytes, filled);
      filled += bytes.length;
    },
    async digest() {
      const content = (buffer ?? new Uint8Array(0)).subarray(0, filled);
      filled = 0;
      const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
      return subtle ? new Uint8Array(await subtle.digest('SHA-256', content)) : sha256(content);
    },
  };
}
