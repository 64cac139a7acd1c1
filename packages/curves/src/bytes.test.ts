import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickItems, releaseBytes } from './bytes.ts';

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

test('large arrays are given back where nothing else is in their buffers', () => {
  const large = 1 << 20;
  const [alone, part, small] = [
    new Uint8Array(large),
    new Uint8Array(large + 1).subarray(1),
    new Uint8Array(32),
  ];
  releaseBytes(alone, part, small);
  expect([alone.length, part.length, small.length]).toEqual([0, large, 32]);
  const memory = new Uint8Array(new WebAssembly.Memory({ initial: 1, maximum: 2 }).buffer).subarray(1);
  releaseBytes(memory, new Uint8Array(new SharedArrayBuffer(large)));
  expect(memory.length).toBe(65_535);
});
