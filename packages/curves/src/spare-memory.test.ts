import { expect, test } from 'vitest';
import { LARGE } from './bytes.ts';
import { copyToSend, giveBack, SpareMemory } from './spare-memory.ts';

test('what is given back is used again, by whoever asks for about as much', () => {
  const memory = new SpareMemory();
  const first = memory.take(LARGE + 5).fill(7);
  expect(first).toHaveLength(LARGE + 5);
  memory.giveBack(first);
  expect(first).toHaveLength(0);
  const [less, again] = [memory.take(LARGE), memory.take(2 * LARGE)];
  expect(less.buffer.byteLength).toBe(LARGE);
  expect(again[0]).toBe(7);
});

test('what came back from a thread is used again', () => {
  const memory = new SpareMemory();
  const { buffer } = memory.take(LARGE).fill(7);
  memory.keep(structuredClone(buffer, { transfer: [buffer] }));
  expect(memory.take(LARGE)[0]).toBe(7);
});

test('nothing is given twice', () => {
  const memory = new SpareMemory();
  const bytes = memory.take(LARGE);
  memory.giveBack(bytes);
  memory.giveBack(bytes);
  expect(memory.take(LARGE).buffer).not.toBe(memory.take(LARGE).buffer);
});

test('a part of something stays as it is, and so does what is small or has an odd size', () => {
  const memory = new SpareMemory();
  const whole = new Uint8Array(2 * LARGE).fill(7);
  const small = memory.take(LARGE - 1);
  const odd = new Uint8Array(LARGE + 64);
  for (const bytes of [whole.subarray(0, LARGE), whole.subarray(LARGE), small, odd]) memory.giveBack(bytes);
  expect([whole.length, small.length, odd.length]).toEqual([2 * LARGE, LARGE - 1, LARGE + 64]);
  expect(memory.take(LARGE)[0]).toBe(0);
});

test('sizes that nobody asks for any more make room', () => {
  const memory = new SpareMemory();
  memory.giveBack(memory.take(1 << 20).fill(7));
  const taken = Array.from({ length: 16 }, () => memory.take(1 << 19));
  for (const bytes of taken) memory.giveBack(bytes);
  expect(memory.take(1 << 20)[0]).toBe(7);
  memory.giveBack(memory.take(1 << 23).fill(8));
  memory.giveBack(memory.take(1 << 22).fill(8));
  const [kept, forgotten] = [memory.take(1 << 23), memory.take(1 << 20)];
  expect([kept[0], forgotten[0]]).toEqual([8, 0]);
});

test('what is more than may be kept is not', () => {
  const memory = new SpareMemory();
  memory.giveBack(memory.take(1 << 25).fill(7));
  expect(memory.take(1 << 25)[0]).toBe(0);
});

test('outside of browsers memory goes back to the system, and copies are just as long', () => {
  const bytes = new Uint8Array(LARGE);
  giveBack(bytes);
  expect(bytes).toHaveLength(0);
  const copy = copyToSend(new Uint8Array(LARGE + 70).fill(3), 1, LARGE + 6);
  expect([copy.length, copy.buffer.byteLength, copy[0]]).toEqual([LARGE + 5, LARGE + 5, 3]);
});
