import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cipherStream } from './cipher-stream.ts';
import { cipherStream as cipherStreamBrowser } from './cipher-stream-browser.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, createCipheriv: vi.fn(crypto.createCipheriv) };
});
const { createCipheriv } = vi.mocked(await import('node:crypto'));
afterEach(() => createCipheriv.mockClear());

describe.each([
  ['here', cipherStream],
  ['in browsers', cipherStreamBrowser],
] as const)('a stream %s', (_where, stream) => {
  test('is ChaCha20: draft-strombergson-chacha-test-vectors-01, TC1', () => {
    const expected =
      '76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7' +
      'da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586';
    expect(bytesToHex(stream(new Uint8Array(32), 0, new Uint8Array(64)))).toBe(expected);
  });

  test('can be taken from any block on', () => {
    const key = new Uint8Array(32).fill(7);
    const all = stream(key, 0, new Uint8Array(2000)).slice();
    fc.assert(
      fc.property(fc.nat(20), fc.nat(700), (block, length) => {
        expect(stream(key, block, new Uint8Array(length))).toEqual(
          all.slice(64 * block, 64 * block + length),
        );
      }),
    );
  });
});

test('streams are the same, with OpenSSL and without', () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(key, fc.nat(2 ** 31 - 1), fc.nat(1000), (one, block, length) => {
      expect(cipherStream(one, block, new Uint8Array(length))).toEqual(
        cipherStreamBrowser(one, block, new Uint8Array(length)),
      );
    }),
  );
  const long = [cipherStream, cipherStreamBrowser].map((stream) =>
    stream(new Uint8Array(32), 1, new Uint8Array(100_000)),
  );
  expect(Buffer.compare(long[0]!, long[1]!)).toBe(0);
  expect(createCipheriv).toHaveBeenCalled();
  createCipheriv.mockImplementationOnce(() => {
    throw new Error('Unknown cipher');
  });
  const fixed = new Uint8Array(32).fill(9);
  expect(cipherStream(fixed, 5, new Uint8Array(100))).toEqual(
    cipherStreamBrowser(fixed, 5, new Uint8Array(100)),
  );
});
