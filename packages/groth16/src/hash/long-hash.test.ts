import { blake2b } from '@noble/hashes/blake2.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longHash } from './long-hash.ts';
import { longHash as longHashBrowser } from './long-hash-browser.ts';

test.each([longHash, longHashBrowser])('long hashes are BLAKE2b-512, here and in browsers', (make) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (parts) => {
      const hash = make();
      for (const part of parts) hash.update(part);
      expect(hash.digest()).toEqual(blake2b(Buffer.concat(parts)));
    }),
  );
});
