import { expect, it } from 'vitest';
import { ProgressBuffer, type ProgressRow } from './progress-buffer.ts';

const AT_WORK = {
  id: 7,
  status: 'CONTRIBUTING' as const,
  contributionStep: 'COMPUTING' as const,
  contributionStartedAt: 100,
  contributionProgress: 0,
  tempContributionData: null,
};
const told = (contributionProgress: number) => ({
  contributionStep: 'COMPUTING' as const,
  contributionStartedAt: 100,
  contributionProgress,
  tempContributionData: null,
});

it('writes the latest, once, and shows it before', async () => {
  const written: ProgressRow[][] = [];
  const buffer = new ProgressBuffer(async (rows) => void written.push(rows));
  for (let percent = 1; percent <= 50; percent++) buffer.put(7, told(percent));
  expect(buffer.read(AT_WORK).contributionProgress).toBe(50);
  await buffer.flush();
  await buffer.flush();
  expect(written).toEqual([[{ id: 7, ...told(50) }]]);
});

it('shows it also while it is written', async () => {
  const { promise: written, resolve } = Promise.withResolvers<void>();
  const buffer = new ProgressBuffer(() => written);
  buffer.put(7, told(50));
  const flushing = buffer.flush();
  expect(buffer.read(AT_WORK).contributionProgress).toBe(50);
  buffer.put(7, told(60));
  expect(buffer.read(AT_WORK).contributionProgress).toBe(60);
  resolve();
  await flushing;
  expect(buffer.read(AT_WORK).contributionProgress).toBe(60);
});

it.each([
  { status: 'TIMEDOUT' as const },
  { contributionStep: 'UPLOADING' as const },
  { contributionStartedAt: 200 },
])('is nothing to who is no longer there: %o', (moved) => {
  const buffer = new ProgressBuffer(async () => {});
  buffer.put(7, told(50));
  expect(buffer.read({ ...AT_WORK, ...moved }).contributionProgress).toBe(0);
  expect(buffer.read({ ...AT_WORK, id: 8 }).contributionProgress).toBe(0);
});

it('keeps what could not be written, unless there is something newer', async () => {
  const written: ProgressRow[][] = [];
  let fails = true;
  const buffer = new ProgressBuffer(async (rows) => {
    if (fails) {
      buffer.put(8, told(9));
      throw new Error('full');
    }
    written.push(rows);
  });
  buffer.put(7, told(5));
  buffer.put(8, told(5));
  await expect(buffer.flush()).rejects.toThrow('full');
  fails = false;
  await buffer.flush();
  expect(written[0]?.map(({ id, contributionProgress }) => [id, contributionProgress]).sort()).toEqual([
    [7, 5],
    [8, 9],
  ]);
});
