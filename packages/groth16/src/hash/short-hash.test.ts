import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { shortHash } from './short-hash.ts';
import { shortHash as shortHashBrowser } from './short-hash-browser.ts';

afterEach(() => vi.unstubAllGlobals());

const MOST = 900;

describe.each([
  ['here', shortHash, globalThis.crypto],
  ['in browsers', shortHashBrowser, globalThis.crypto],
  ['in insecure pages', shortHashBrowser, undefined],
] as const)('short hashes %s', (_where, make, crypto) => {
  test('are SHA-256, one after another, of bytes that are overwritten at once', async () => {
    vi.stubGlobal('crypto', crypto);
    const part = fc.uint8Array({ maxLength: MOST / 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(part, { maxLength: 3 })), async (messages) => {
        const hash = make(MOST);
        const buffer = new Uint8Array(MOST);
        const digests = messages.map((parts) => {
          for (const bytes of parts) {
            buffer.set(bytes);
            hash.update(buffer.subarray(0, bytes.length));
          }
          return hash.digest();
        });
        expect(await Promise.all(digests)).toEqual(messages.map((parts) => sha256(Buffer.concat(parts))));
      }),
    );
  });
});
