import { wordlist } from '@scure/bip39/wordlists/english.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprint, hashOf } from './fingerprint.ts';

it('is the first 66 bits of the hash, eleven to a word', () => {
  expect(fingerprint('0'.repeat(64))).toBe('abandon abandon abandon abandon abandon abandon');
  expect(fingerprint('f'.repeat(64))).toBe('zoo zoo zoo zoo zoo zoo');
  expect(fingerprint(`${'0'.repeat(15)}${'0'}4${'0'.repeat(47)}`)).toBe(
    'abandon abandon abandon abandon abandon ability',
  );
});

it('reads back to those bits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
      const hash = hashOf(bytes);
      const words = fingerprint(hash).split(' ');
      const bits = words.map((word) => wordlist.indexOf(word).toString(2).padStart(11, '0')).join('');
      const expected = BigInt(`0x${hash}`).toString(2).padStart(256, '0').slice(0, 66);
      expect(bits).toBe(expected);
    }),
  );
});

it('is made of nothing but a hash', () => {
  expect(() => fingerprint('abc')).toThrow(RangeError);
  expect(() => fingerprint('F'.repeat(64))).toThrow(RangeError);
});
