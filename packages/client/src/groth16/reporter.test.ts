import { expect, it } from 'vitest';
import type { RestAnswer, RestRequest } from '../rest/rest-client.ts';
import { Reporter } from './reporter.ts';

/** A server that has somebody at a step, and every report that it got. */
function server(step: string) {
  const told: unknown[] = [];
  const aborted: unknown[] = [];
  let gate: Promise<void> = Promise.resolve();
  const asked = async (request: RestRequest) => {
    if (request.method === 'GET') return { body: { contributionStep: step } } as RestAnswer<unknown>;
    await gate;
    const { contributionStep, contributionProgress } = request.body as Record<string, unknown>;
    (request.signal?.aborted ? aborted : told).push([contributionStep, contributionProgress]);
    return request.signal?.aborted ? undefined : ({ body: {} } as RestAnswer<unknown>);
  };
  const client = {
    ask: asked as never,
    tell: async (request: RestRequest) => (await asked(request)) !== undefined,
  };
  let now = 0;
  const world = { now: () => now };
  return {
    told,
    aborted,
    reporter: new Reporter(world, client, 7),
    /** Everything that was begun is over by then. */
    async pass(milliseconds = 10_000) {
      now += milliseconds;
      await new Promise((resolve) => setTimeout(resolve));
    },
    hold() {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return held.resolve;
    },
  };
}

it('tells each step, and each not too often', async () => {
  const { reporter, told, pass } = server('DOWNLOADING');
  reporter.report('DOWNLOADING', 1, 4);
  await pass(1_000);
  reporter.report('DOWNLOADING', 2, 4);
  await pass();
  reporter.report('DOWNLOADING', 3, 4);
  await pass();
  reporter.report('COMPUTING', 0, 1);
  await pass();
  expect(told).toEqual([
    ['DOWNLOADING', 25],
    ['DOWNLOADING', 75],
    ['COMPUTING', 0],
  ]);
});

it('tells nothing of a step that is over, and takes back what is on its way', async () => {
  const { reporter, told, aborted, pass, hold } = server('DOWNLOADING');
  const release = hold();
  reporter.report('COMPUTING', 1, 2);
  await pass();
  reporter.report('COMPUTING', 2, 2);
  release();
  await pass();
  // Nobody knows whether that arrived: a step further would be two at once.
  reporter.report('UPLOADING', 1, 2);
  await pass();
  expect(told).toEqual([]);
  expect(aborted).toEqual([['COMPUTING', 50]]);
});

it('never tells a step back after an earlier run', async () => {
  const { reporter, told, pass } = server('COMPUTING');
  reporter.report('DOWNLOADING', 1, 2);
  await pass();
  reporter.report('COMPUTING', 1, 2);
  await pass();
  reporter.report('UPLOADING', 1, 2);
  await pass();
  expect(told).toEqual([
    ['COMPUTING', 50],
    ['UPLOADING', 50],
  ]);
});
