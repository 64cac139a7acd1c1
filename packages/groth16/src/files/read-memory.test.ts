import { LARGE } from '@brebaje/curves/bytes';
import { expect, test } from 'vitest';
import { ReadMemory, releaseRead } from './read-memory.ts';

test('what is given back is read into again, by whoever asks for about as much', () => {
  const memory = new ReadMemory();
  const first = memory.take(LARGE + 5).fill(7);
  expect(first).toHaveLength(LARGE + 5);
  memory.giveBack(first);
  expect(first).toHaveLength(0);
  const [less, again] = [memory.take(LARGE), memory.take(2 * LARGE)];
  expect(less.buffer.byteLength).toBe(LARGE);
  expect(again[0]).toBe(7);
});

test('nothing is given twice', () => {
  const memory = new ReadMemory();
  const bytes = memory.take(LARGE);
  memory.giveBack(bytes);
  memory.giveBack(bytes);
  expect(memory.take(LARGE).buffer).not.toBe(memory.take(LARGE).buffer);
});

test('what is not its own stays as it is, and so does what is small', () => {
  const memory = new ReadMemory();
  const [other, small] = [new Uint8Array(LARGE).fill(7), memory.take(LARGE - 1)];
  memory.giveBack(other);
  memory.giveBack(small);
  expect([other.length, small.length]).toEqual([LARGE, LARGE - 1]);
  expect(memory.take(LARGE)[0]).toBe(0);
});

test('no more is kept than readers need', () => {
  const memory = new ReadMemory();
  const taken = Array.from({ length: 9 }, () => memory.take(LARGE));
  for (const bytes of taken) memory.giveBack(bytes);
  expect(taken.filter(({ length }) => length === 0)).toHaveLength(8);
});

test('outside of browsers memory goes back to the system', () => {
  const bytes = new Uint8Array(LARGE);
  releaseRead(bytes);
  expect(bytes).toHaveLength(0);
});
