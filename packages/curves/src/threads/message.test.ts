import { expect, test } from 'vitest';
import { LARGE } from '../bytes.ts';
import type { Job } from './job.ts';
import { intoMemoryOf } from './message.ts';

const filled = (length: number, value: number) => new Uint8Array(length).fill(value);
const check = (points: Uint8Array): Extract<Job, { op: 'check' }> => ({
  op: 'check',
  curve: 'bn254',
  group: 'G1',
  points,
});

test('a large answer goes back in the memory of what was asked', () => {
  const job = check(filled(LARGE, 7));
  const answer = intoMemoryOf(job, filled(LARGE, 9));
  expect(answer).toBe(job.points);
  expect(answer).toEqual(filled(LARGE, 9));
});

test('one of another length, or a small one, is left where it is', () => {
  for (const [asked, answered] of [
    [LARGE, LARGE + 64],
    [LARGE - 1, LARGE - 1],
  ] as const) {
    const other = filled(answered, 9);
    expect(intoMemoryOf(check(filled(asked, 7)), other)).toBe(other);
  }
});
