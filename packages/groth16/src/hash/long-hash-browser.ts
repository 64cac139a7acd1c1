import { blake2b } from '@noble/hashes/blake2.js';
import type { LongHash } from './long-hash.ts';

/** BLAKE2b-512. Web Crypto has none. */
export function longHash(): LongHash {
  const hash = blake2b.create({ dkLen: 64 });
  const self: LongHash = {
    update(bytes) {
      hash.update(bytes);
      return self;
    },
    digest: () => new Uint8Array(hash.digest()),
  };
  return self;
}
