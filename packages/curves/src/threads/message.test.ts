import { expect, test } from 'vitest';
import { LARGE } from '../bytes.ts';
import type { Job } from './job.ts';
import { buffersOfReply, withSpent } from './message.ts';

const filled = (length: number, value: number) => new Uint8Array(length).fill(value);
const check = (points: Uint8Array): Extract<Job, { op: 'check' }> => ({
  op: 'check',
  curve: 'bn254',
  group: 'G1',
  points,
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
