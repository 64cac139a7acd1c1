import { describe, expect, it } from 'vitest';
import { float64, join, signed, unsigned, vector } from './binary.ts';

describe('LEB128', () => {
  it('encodes unsigned integers at the edges of a byte', () => {
    expect(unsigned(0)).toEqual([0]);
    expect(unsigned(127)).toEqual([127]);
    expect(unsigned(128)).toEqual([0x80, 1]);
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(unsigned(127n)).toEqual([127]);
    expect(() => unsigned(-1)).toThrow(RangeError);
  });

  it('encodes signed integers at the edges of a byte', () => {
    expect(signed(63)).toEqual([63]);
    expect(signed(64)).toEqual([0xc0, 0]);
    expect(signed(-1)).toEqual([0x7f]);
    expect(signed(-64)).toEqual([0x40]);
    expect(signed(-65)).toEqual([0xbf, 0x7f]);
    expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
    expect(signed(-(1n << 63n))).toHaveLength(10);
  });
});

it('joins parts and counts items', () => {
  expect([...vector([[1, 2], Uint8Array.of(3)])]).toEqual([2, 1, 2, 3]);
  expect([...join([])]).toEqual([]);
  expect(float64(-2)).toEqual([0, 0, 0, 0, 0, 0, 0, 0xc0]);
});
