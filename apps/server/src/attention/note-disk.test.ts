import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../sequencer/test-server.ts';
import { type EventBody, eventsAfter } from '../store/events.ts';

let test: TestServer;
let free: number;

beforeEach(async () => {
  free = 2_000;
  test = await startTestServer({ minFreeDisk: 1_000 }, { freeDisk: async () => free });
});
afterEach(() => test.close());

async function notes(): Promise<unknown[]> {
  const events = await eventsAfter(test.server.application.ctx.store.db, test.server.ceremony.id, 0, 1_000);
  return events
    .filter(({ type }) => type === 'coordinator.note')
    .map(({ body }) => (JSON.parse(body) as EventBody).data.note);
}

it('hands out no turn while disk space is short, bars nobody, and goes on by itself', async () => {
  const [anna, ben] = [await test.person(), await test.person()];
  const first = await anna.tryContribute();
  expect(first.json.contributions).toBeDefined();
  free = 10;
  await test.pass(11_000);
  // The open turn is finished; the next one waits.
  expect((await ben.tryContribute()).json.code).toBe('TryContributeError::AnotherContributionInProgress');
  const sent = await anna.contribute(await anna.compute(first));
  expect(sent.status).toBe(200);
  for (let round = 0; round < 3; round++) {
    await test.pass(32_000);
    const { status, json } = await ben.tryContribute();
    expect([status, json.code]).toEqual([200, 'TryContributeError::AnotherContributionInProgress']);
  }
  free = 2_000;
  await test.pass(32_000);
  expect((await ben.tryContribute()).json.contributions).toBeDefined();
  expect(await notes()).toEqual(['disk short', 'disk enough']);
});

it('gives the slot to a held request once there is space again', async () => {
  const ben = await test.person();
  free = 10;
  await test.pass(11_000);
  const held = ben.tryContribute({ prefer: 'wait=20' });
  while (test.server.application.ctx.held.size === 0) await new Promise(setImmediate);
  await test.pass(2_000);
  expect(test.server.application.ctx.held.size).toBe(1);
  free = 2_000;
  await test.pass(11_000);
  expect((await held).json.contributions).toBeDefined();
});

it('says it once, however often the server starts meanwhile', async () => {
  free = 10;
  await test.pass(11_000);
  await test.restart();
  await test.pass(11_000);
  expect(await notes()).toEqual(['disk short']);
});
