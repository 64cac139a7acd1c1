import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { expect, it } from 'vitest';
import { testShell } from '../testing/test-shell.ts';
import { awaitResult } from './await-result.ts';

type Finalization = NonNullable<CeremonyBody['finalization']>;

const closed = (finalization: Finalization) => ({ status: 'CLOSED', finalization }) as CeremonyBody;
const QUEUED = closed({ state: 'QUEUED' });
const UNREACHED = closed({ state: 'FAILED', phase: 'BEACON', problem: 'nobody answers' });
const DONE = { status: 'FINALIZED' } as CeremonyBody;

/** A server that answers these one after the other, the last one again and again; its clock moves by sleeping. */
function stage(...answers: CeremonyBody[]) {
  const shell = testShell();
  let now = Date.parse('2026-11-21T23:00:00Z');
  const begun: number[] = [];
  const run = () =>
    awaitResult(
      {
        read: async () => (answers.length > 1 ? answers.shift()! : answers[0]!),
        again: async () => {
          begun.push(now);
          return QUEUED;
        },
      },
      QUEUED,
      {
        now: () => now,
        sleep: async (millis) => {
          now += millis;
        },
      },
      shell,
    );
  return { shell, run, begun };
}

it('asks again for a beacon that nobody gives, and says so', async () => {
  const { run, shell, begun } = stage(UNREACHED, UNREACHED, DONE);
  expect(await run()).toBe(DONE);
  expect(begun).toHaveLength(2);
  expect(shell.errText().match(/nobody answers/g)).toHaveLength(1);
  expect(shell.errText().match(/Trying again until .*23:10 UTC.*--round-file/g)).toHaveLength(1);
});

it('gives up after ten minutes, with what the server said', async () => {
  const { run, begun } = stage(UNREACHED);
  await expect(run()).rejects.toMatchObject({
    exit: 15,
    message: expect.stringContaining('nobody answers'),
    next: expect.stringContaining('--round-file'),
  });
  expect(begun.length).toBeGreaterThan(5);
  expect(begun.at(-1)! - begun[0]!).toBeLessThan(600_000);
});

it('tries nothing again that no other attempt can better', async () => {
  const { run, begun } = stage(closed({ state: 'FAILED', phase: 'VERIFYING', problem: 'not sound' }));
  await expect(run()).rejects.toMatchObject({ exit: 15, message: expect.stringContaining('not sound') });
  expect(begun).toEqual([]);
});
