import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickItems } from './bytes.ts';

test('items are picked in any order, from bytes that begin anywhere', () => {
  const size = 12;
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: size, maxLength: 20 * size }),
      fc.array(fc.nat(1000)),
      fc.nat(7),
      (some, numbers, shift) => {
        const count = Math.floor(some.length / size);
        const bytes = new Uint8Array(count * size + shift).subarray(shift);
        bytes.set(some.subarray(0, count * size));
        const indices = Uint32Array.from(numbers, (number) => number % count);
        const expected = [...indices].flatMap((index) => [...bytes.slice(index * size, (index + 1) * size)]);
        expect([...pickItems(bytes, size, indices)]).toEqual(expected);
      },
    ),
  );
  expect(() => pickItems(new Uint8Array(24), size, Uint32Array.of(2))).toThrow(RangeError);
});
