import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameBytes } from './same-bytes.ts';

test('byte strings are the same wherever they lie in memory, and differ by any byte', () => {
  const at = (bytes: Uint8Array, offset: number) => {
    const room = new Uint8Array(offset + bytes.length + 3).fill(0xee);
    room.set(bytes, offset);
    return room.subarray(offset, offset + bytes.length);
  };
  const offset = fc.nat(9);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), offset, offset, fc.nat(), (bytes, a, b, place) => {
      expect(sameBytes(at(bytes, a), at(bytes, b))).toBe(true);
      expect(sameBytes(at(bytes, a), at(Uint8Array.of(...bytes, 0), b))).toBe(false);
      if (bytes.length === 0) return;
      const other = bytes.slice();
      other[place % bytes.length]! ^= 1 << (place % 8);
      expect(sameBytes(at(bytes, a), at(other, b))).toBe(false);
    }),
  );
});
