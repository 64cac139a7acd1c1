/** What people in a queue and their coordinators are told, and what the server does about a full disk there. */
import { ANSWER_COUNTS } from '@brebaje/ceremony/presence';
import { mailLink } from '@brebaje/server/notify/links';
import type { Notice } from '@brebaje/server/notify/notice';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type QueuePerson, type QueueStage, queueStage } from '../support/queue-stage.ts';
import type { RestPerson } from '../support/rest-person.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import {
  type ReceivedHook,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';

const MINUTE = 60_000;

describe.each(oneBacking())('people in a queue on $name', ({ start }) => {
  let hook: WebhookReceiver;
  let server: TestServer;
  let stage: QueueStage;
  beforeEach(async () => {
    hook = await startWebhookReceiver();
    server = await start();
    stage = await queueStage(server);
  });
  afterEach(async () => {
    await server.close();
    await hook.close();
  });

  const follow = async (who: RestPerson, name: string) => {
    const target = `${hook.url}?${name}`;
    const { status } = await who.post('/subscriptions', {
      ceremonyId: stage.ceremonyId,
      kind: 'WEBHOOK',
      target,
    });
    expect(status).toBe(201);
  };
  /** What has arrived since the last time, in the order of the events. */
  const told = async (): Promise<ReceivedHook['json'][]> => {
    await server.tick();
    await server.running.application.ctx.sender.idle();
    return hook.hooks.splice(0).map(({ json }) => json);
  };
  const topics = async () => (await told()).map(({ topic }) => topic).sort();
  const enrolled = async (name: string): Promise<QueuePerson> => {
    const person = await stage.person({ waits: false });
    await follow(person, name);
    await person.join();
    return person;
  };

  it('are written to by coordinators, on the channels that they have and nowhere else', async () => {
    const anna = await enrolled('anna');
    const ben = await stage.person();
    await told();
    const write = (by: RestPerson, to: QueuePerson) =>
      by.post(`/participants/${to.id}/messages`, { text: 'Your upload stopped at half. Can we help?' });
    expect((await write(ben, anna)).status).toBe(403);
    expect(await write(stage.coordinator, anna)).toMatchObject({ status: 202, json: { sent: 1 } });
    expect((await write(stage.coordinator, anna)).json.code).toBe('RATE_LIMITED');
    const [message, ...more] = await told();
    expect(more).toEqual([]);
    expect(message).toMatchObject({ topic: 'message', text: expect.stringContaining('stopped at half') });
    const unreached = await write(stage.coordinator, ben);
    expect(unreached).toMatchObject({ status: 202, json: { sent: 0 } });
    expect(unreached.json.text).toContain('stopped at half');
    expect(await told()).toEqual([]);
    const { text } = await server.send(`/ceremonies/${stage.ceremonyId}/events?limit=100`);
    expect(text).not.toContain('stopped at half');
    server.step(60_000);
    expect((await write(stage.coordinator, anna)).json.sent).toBe(1);
  });

  it('are written to at the address of their invitation where they have no channel', async () => {
    await server.restart({ smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'ceremony@example.org' });
    const ben = await stage.person();
    const address = 'ben@example.org';
    const invited = await stage.coordinator.post(`/ceremonies/${stage.ceremonyId}/invitations`, { address });
    const { db } = server.running.application.ctx.store;
    const { id } = invited.json;
    await db.updateTable('participant').set({ invitationId: id }).where('id', '=', ben.id).execute();
    const write = () =>
      stage.coordinator.post(`/participants/${ben.id}/messages`, { text: 'Are you there?' });
    expect(await write()).toMatchObject({ status: 202, json: { sent: 1 } });
    expect((await write()).status).toBe(429);
    const mails = await db.selectFrom('outbox').selectAll().where('topic', '=', 'message').execute();
    expect(mails).toMatchObject([{ address, payload: expect.stringContaining('Are you there?') }]);
  });

  it('hear that their turn comes, that it is theirs, that it runs out, that it is lost, that it is gone', async () => {
    const anna = await enrolled('anna');
    const [offer] = await told();
    expect(offer).toMatchObject({ topic: 'turn.yours', participant: { id: anna.id } });
    expect(offer.data.deadlineAt).toBe(Math.floor(server.now() / 1000) + 180);
    const ben = await enrolled('ben');
    const [coming] = await told();
    expect(coming).toMatchObject({
      topic: 'turn.coming',
      participant: { id: ben.id },
      circuit: { slug: 'circuit-1' },
      data: { place: 1 },
    });
    await anna.start();
    await stage.pass(10 * MINUTE, [anna, ben]);
    expect(await topics()).toEqual(['turn.warned']);
    await stage.pass(8_000, [anna, ben]);
    expect(await topics()).toEqual(['participant.replaced', 'turn.timedout', 'turn.yours']);
    await ben.work();
    expect(await topics()).toContain('contribution.verified');
  });

  it('are offered the turn when they answer the message that it is coming', async () => {
    const ctx = () => server.running.application.ctx;
    const anna = await enrolled('anna');
    const ben = await enrolled('ben');
    await ben.post(`/participants/${ben.id}/presence`, { sign: 'LEAVING' });
    await anna.work();
    expect((await ben.row()).status).toBe('WAITING');
    const [subscription] = await ctx()
      .store.db.selectFrom('subscription')
      .selectAll()
      .where('userId', '=', ben.userId)
      .execute();
    const notice = { topic: 'turn.coming', self: true, ceremony: { slug: 'queues' } } as Notice;
    const { pathname, search } = new URL(mailLink(ctx().config, notice, subscription!));
    const seen = await server.send(pathname + search);
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Are you there?');
    expect((await ben.row()).status).toBe('WAITING');
    expect((await server.send(`${pathname}?token=1.${'a'.repeat(43)}`, { method: 'POST' })).status).toBe(404);
    expect((await server.send(pathname + search, { method: 'POST' })).status).toBe(200);
    expect(await ben.row()).toMatchObject({
      status: 'READY',
      presentUntil: server.now() + ANSWER_COUNTS,
    });
  });

  it('are told about by webhook to the coordinator, who hears announcements and closing, too', async () => {
    await follow(stage.coordinator, 'boss');
    const anna = await enrolled('anna');
    await told();
    await anna.start();
    await stage.pass(10 * MINUTE + 8_000, [anna]);
    expect(await topics()).toEqual(['turn.timedout', 'turn.timedout', 'turn.warned', 'turn.warned']);
    const said = await stage.coordinator.post(`/ceremonies/${stage.ceremonyId}/announcements`, {
      kind: 'INCIDENT',
      text: 'The server was moved.',
    });
    expect(said.status).toBeLessThan(300);
    expect((await told()).map(({ topic, text }) => [topic, text])).toEqual([
      ['announcement', 'The server was moved.'],
      ['announcement', 'The server was moved.'],
    ]);
  });

  it('are offered no turn while the disk is short, and go on by themselves', async () => {
    await follow(stage.coordinator, 'boss');
    server.freeDisk = 10;
    await stage.pass(40_000);
    const anna = await stage.person();
    // What needs a human is looked for every thirty rounds.
    await stage.pass(130_000, [anna]);
    expect(await stage.statuses()).toEqual(['WAITING']);
    expect((await told()).map(({ topic, data }) => [topic, data.code])).toContainEqual([
      'attention',
      'DISK_SHORT',
    ]);
    const attention = await stage.coordinator.get(`/ceremonies/${stage.ceremonyId}/attention`);
    expect(attention.json.items[0]).toMatchObject({ code: 'DISK_SHORT', since: expect.any(Number) });
    server.freeDisk = null;
    await stage.pass(16_000, [anna]);
    expect(await stage.statuses()).toEqual(['READY']);
    await anna.work();
    expect(await stage.statuses()).toEqual(['DONE']);
  });

  it('are missed after ten minutes in which none of them is there', async () => {
    const { coordinator, ceremonyId } = stage;
    const anna = await stage.person();
    await stage.person();
    await anna.work();
    await stage.pass(25 * MINUTE);
    const { items } = (await coordinator.get(`/ceremonies/${ceremonyId}/attention`)).json;
    expect(items).toContainEqual(
      expect.objectContaining({ code: 'NOBODY_PRESENT', circuitId: stage.circuits[0] }),
    );
  });
});
