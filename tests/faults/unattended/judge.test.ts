import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type QueuePerson, type QueueStage, queueStage, verdicts } from '../../support/queue-stage.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { bytesOf, contribute, parseState } from '../../support/test-scheme.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { complaints, type Judged } from './judge.ts';
import { wrongNotices } from './notices.ts';

const MINUTE = 60_000;

describe('the judge of hours unattended', () => {
  let server: TestServer;
  let stage: QueueStage;
  let anna: QueuePerson;
  let hook: WebhookReceiver;
  beforeEach(async () => {
    hook = await startWebhookReceiver();
    server = await startTestServer();
    stage = await queueStage(server);
    anna = await stage.person();
  });
  afterEach(async () => {
    await server.close();
    await hook.close();
  });

  const db = () => server.running.application.ctx.store.db;
  const judge = (about: Partial<Judged> = {}) =>
    complaints(db(), stage.ceremonyId, [
      { id: anna.id, kind: 'x', done: true, confessions: [], surprises: [], wasAway: () => false, ...about },
    ]);

  it('finds nothing where all went well, and names who is not done, or did it without being expected to', async () => {
    expect(await judge({ done: false })).toEqual([]);
    expect((await judge())[0]).toContain('READY by null with 0 circuits');
    await anna.work();
    expect(await judge()).toEqual([]);
    expect(await judge({ done: false })).toHaveLength(1);
    expect(await judge({ surprises: ['what: 404'] })).toEqual([`participant ${anna.id} (x): what: 404`]);
  });

  it('names a loss that nobody confesses, a confession without a loss, and an offer that passed somebody by', async () => {
    await stage.pass(4 * MINUTE);
    expect((await judge({ done: false }))[0]).toContain('was there, and an offer passed');
    expect(await judge({ done: false, wasAway: () => true })).toEqual([]);
    await anna.post(`/participants/${anna.id}/presence`, {});
    await anna.start();
    const bytes = contribute(await anna.base(), 'anna');
    const state = parseState(bytes);
    await anna.upload(bytesOf({ ...state, value: state.value + 1 }));
    await verdicts(server);
    const about = { done: false, wasAway: () => true };
    expect((await judge(about))[0]).toContain('lost by REFUSED, confesses nothing');
    expect(await judge({ ...about, confessions: ['REFUSED'] })).toEqual([]);
    expect(await judge({ ...about, confessions: ['REFUSED', 'DEADLINE'] })).toHaveLength(1);
    await db().updateTable('infraction').set({ at: 1 }).execute();
    expect((await judge({ ...about, confessions: ['REFUSED'] }))[0]).toContain('no event explains');
  });

  it('names a log and a chain that were changed', async () => {
    await anna.work();
    await db().updateTable('contribution').set({ position: 2 }).execute();
    await db().updateTable('circuit').set({ haltedAt: 1 }).execute();
    await db().updateTable('event').set({ at: 1 }).where('seq', '=', 2).execute();
    const found = await judge();
    expect(found).toHaveLength(3);
    expect(found.join()).toMatch(/does not continue the log.*hangs loose.*is halted/);
  });

  it('names messages that did not come, came twice, or should not have come', async () => {
    const body = { ceremonyId: stage.ceremonyId, kind: 'WEBHOOK', target: hook.url };
    await anna.post('/subscriptions', body);
    server.step(4_000);
    await anna.work();
    await server.tick();
    await server.running.application.ctx.sender.idle();
    const wrong = (hooks = hook.hooks) => wrongNotices(db(), stage.ceremonyId, hooks);
    expect(hook.hooks).toHaveLength(1);
    expect(await wrong()).toEqual([]);
    expect((await wrong([]))[0]).toContain('did not come');
    expect((await wrong([...hook.hooks, ...hook.hooks]))[0]).toContain('came twice');
    const stray = { ...hook.hooks[0]!, key: `${stage.ceremonyId}/1/1` };
    expect(await wrong([...hook.hooks, stray])).toEqual([`${stray.key} was not expected`]);
  });
});
