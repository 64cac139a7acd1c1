import { createHash } from 'node:crypto';

/** SHA-256 of a few megabytes at a time, again and again. */
export interface ShortHash {
  /** Takes in bytes, which are free again when it returns. */
  update(bytes: Uint8Array): void;
  /** Of what came since the last one. */
  digest(): Promise<Uint8Array>;
}

/** By OpenSSL, piece by piece: copies of the bytes would cost more than their hash. */
export function shortHash(_most: number): ShortHash {
  let hash = createHash('sha256');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    async digest() {
      const digest = new Uint8Array(hash.digest());
      hash = createHash('sha256');
      return digest;
    },
  };
}
