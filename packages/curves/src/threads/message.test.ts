import { expect, test } from 'vitest';
import { LARGE } from '../bytes.ts';
import type { Job } from './job.ts';
import { buffersOfReply, intoMemoryOf, withSpent } from './message.ts';

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

test('what was sent and does not carry the answer goes back beside it', () => {
  const job: Job = {
    op: 'msm',
    curve: 'bn254',
    group: 'G1',
    points: filled(2 * LARGE, 7),
    scalars: filled(LARGE, 8),
    width: 16,
  };
  const small = { bytes: filled(64, 9) };
  const buffers = [job.points.buffer, job.scalars.buffer];
  expect(withSpent(small, job).spent).toEqual(buffers);
  expect(buffersOfReply(withSpent(small, job))).toEqual([small.bytes.buffer, ...buffers]);
  expect(withSpent({ bytes: job.scalars as Uint8Array<ArrayBuffer> }, job).spent).toEqual([
    job.points.buffer,
  ]);
  expect(buffersOfReply(withSpent({ error: 'no' }, job))).toEqual(buffers);
  expect(withSpent(small, check(filled(LARGE - 1, 7))).spent).toEqual([]);
});
