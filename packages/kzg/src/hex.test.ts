import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, readHex, toHex } from './hex.ts';

test('there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      expect(fromHex(toHex(bytes))).toEqual(bytes);
    }),
  );
});

test('only lower-case digits are read', () => {
  for (let code = 0; code < 256; code++) {
    const digit = String.fromCharCode(code);
    const expected = /[0-9a-f]/.test(digit) ? Uint8Array.of(Number.parseInt(`1${digit}`, 16)) : undefined;
    expect(fromHex(`1${digit}`)).toEqual(expected);
    expect(readHex(Uint8Array.of(code, 0x31), 0, new Uint8Array(1), 0, 1)).toBe(expected !== undefined);
  }
  expect(fromHex('123')).toBeUndefined();
  expect(fromHex('1é')).toBeUndefined();
});

test('digits beyond the end are none', () => {
  expect(readHex(new Uint8Array(3).fill(0x30), 0, new Uint8Array(2), 0, 2)).toBe(false);
});
