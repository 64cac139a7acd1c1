import { expect, test } from 'vitest';
import { LARGE } from '../bytes.ts';
import { startKernel } from './test-kernels.ts';

const kernel = await startKernel('bn254', 'plain');
const content = Uint8Array.from({ length: LARGE }, (_, i) => i % 251);

test('what is large comes out in the place of what is as long', () => {
  const [at] = kernel.place(content) as [number];
  const over = new Uint8Array(LARGE);
  expect(kernel.read(at, LARGE, over)).toBe(over);
  expect(over).toEqual(content);
});

test('what is small, or longer or shorter than the place, comes out in memory of its own', () => {
  const [at] = kernel.place(content) as [number];
  for (const [length, place] of [
    [LARGE - 1, LARGE - 1],
    [LARGE, LARGE + 64],
    [LARGE, LARGE - 64],
  ] as const) {
    const over = new Uint8Array(place);
    expect(kernel.read(at, length, over)).toEqual(content.subarray(0, length));
    expect(over.every((byte) => byte === 0)).toBe(true);
  }
});

test('what may have to be done again stays as it is', () => {
  const [at] = kernel.place(content) as [number];
  const over = new Uint8Array(LARGE);
  kernel.mayOverwrite = false;
  expect(kernel.read(at, LARGE, over)).toEqual(content);
  expect(over.every((byte) => byte === 0)).toBe(true);
  kernel.mayOverwrite = true;
});
