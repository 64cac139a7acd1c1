/** Turns that are promised: kept for one person, announced, and no obstacle for ever. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { type QueuePerson, type QueueStage, queueStage } from '../support/queue-stage.ts';
import { backings, type TestServer } from '../support/server.ts';
import { contribute } from '../support/test-scheme.ts';

const MINUTE = 60_000;

describe.each(backings())('reserved turns on $name', ({ start }) => {
  let server: TestServer;
  let stage: QueueStage;
  let a: QueuePerson;
  let b: QueuePerson;
  let special: QueuePerson;
  beforeEach(async () => {
    server = await start();
    stage = await queueStage(server);
    [a, b, special] = [await stage.person(), await stage.person(), await stage.person()];
  });
  afterEach(() => server.close());

  const seconds = (millis: number) => Math.floor((server.now() + millis) / 1000);
  const reserve = (from: number, until: number, more: object = {}) =>
    stage.coordinator.post(`/ceremonies/${stage.ceremonyId}/reservations`, {
      participantId: special.id,
      circuitId: stage.circuits[0],
      from: seconds(from),
      until: seconds(until),
      note: 'as agreed',
      ...more,
    });
  const announcements = async () => {
    const { ctx } = server.running.application;
    const rows = await ctx.store.db
      .selectFrom('event')
      .select('body')
      .where('ceremonyId', '=', stage.ceremonyId)
      .where('type', '=', 'coordinator.note')
      .execute();
    return rows.map(({ body }) => JSON.parse(body).data);
  };

  it('wait for their person while others would be there, with a limit of their own, and are announced', async () => {
    await a.start();
    const made = await reserve(MINUTE, 20 * MINUTE, { limit: 3_600, note: 'an air-gapped machine' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ name: 'contributor-3', limit: 3_600, state: 'PLANNED' });
    await special.post(`/participants/${special.id}/presence`, { sign: 'LEAVING' });
    await stage.pass(2 * MINUTE, [a, b]);
    expect((await b.turn()).json.queue).toMatchObject({ place: 2 });
    expect((await special.turn()).json.queue).toMatchObject({ place: 1, present: false });
    await a.upload(contribute(await a.base(), 'a'));
    await stage.pass(4 * MINUTE, [b]);
    expect(await stage.statuses()).toEqual(['DONE', 'WAITING', 'WAITING']);
    await special.post(`/participants/${special.id}/presence`, {});
    expect((await special.row()).status).toBe('READY');
    await special.start();
    expect((await special.turn()).json.deadlineAt).toBe(seconds(3_600_000));
    const { json } = await server.send(`/ceremonies/${stage.ceremonyId}/reservations`);
    expect(json).toMatchObject({ total: 1, items: [{ state: 'USED', note: 'an air-gapped machine' }] });
    expect(await announcements()).toMatchObject([
      { note: 'reservation', participant: special.id, circuit: stage.circuits[0], who: 'coordinator' },
    ]);
  });

  it('pass when their person does not come, and the others go on', async () => {
    await a.start();
    await reserve(0, 4 * MINUTE);
    await special.post(`/participants/${special.id}/presence`, { sign: 'LEAVING' });
    await a.upload(contribute(await a.base(), 'a'));
    await stage.pass(3 * MINUTE, [b]);
    expect((await b.row()).status).toBe('WAITING');
    await stage.pass(2 * MINUTE, [b]);
    expect((await b.row()).status).toBe('READY');
    const { json } = await server.send(`/ceremonies/${stage.ceremonyId}/reservations?state=PASSED`);
    expect(json.total).toBe(1);
  });

  it('end with their person, and are announced no longer', async () => {
    await a.start();
    await reserve(MINUTE, 20 * MINUTE);
    expect((await special.remove(`/participants/${special.id}`)).status).toBe(204);
    const { json } = await server.send(`/ceremonies/${stage.ceremonyId}/reservations`);
    expect(json).toMatchObject({ total: 1, items: [{ state: 'CANCELED' }] });
    const { by, ...told } = (await announcements()).at(-1);
    expect(told).toMatchObject({ note: 'reservation canceled', participant: special.id, who: 'participant' });
    expect(by).toBeUndefined();
  });

  it('are moved and given up by coordinators alone, and overlap nobody else’s', async () => {
    const { json } = await reserve(10 * MINUTE, 20 * MINUTE);
    expect(outcome(await reserve(15 * MINUTE, 25 * MINUTE))).toEqual([409, 'CONFLICT']);
    expect(outcome(await reserve(30 * MINUTE, 29 * MINUTE))).toEqual([409, 'CONFLICT']);
    expect(outcome(await reserve(-30 * MINUTE, -20 * MINUTE))).toEqual([409, 'CONFLICT']);
    expect(outcome(await reserve(MINUTE, 2 * MINUTE, { participantId: 99_999 }))).toEqual([404, 'NOT_FOUND']);
    const path = `/reservations/${json.id}`;
    expect(outcome(await b.patch(path, { note: 'mine' }))).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await b.remove(`${path}?reason=no`))).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await stage.coordinator.remove(path))).toEqual([400, 'INVALID_REQUEST']);
    const read = await b.get(path);
    expect(read.status).toBe(200);
    const old = await stage.coordinator.patch(path, { note: 'x' }, { 'if-match': '"99"' });
    expect(outcome(old)).toEqual([412, 'VERSION_MISMATCH']);
    const moved = await stage.coordinator.patch(path, { until: seconds(30 * MINUTE) });
    expect(moved.json.until).toBe(seconds(30 * MINUTE));
    expect((await stage.coordinator.remove(`${path}?reason=ill`)).json.state).toBe('CANCELED');
    expect(outcome(await stage.coordinator.remove(`${path}?reason=ill`))).toEqual([409, 'CONFLICT']);
    expect(await announcements()).toHaveLength(3);
  });

  it('have the time that an outage took', async () => {
    await reserve(0, 10 * MINUTE);
    await server.restart({}, 30 * MINUTE);
    const { json } = await server.send(`/ceremonies/${stage.ceremonyId}/reservations`);
    expect(json.items[0]).toMatchObject({ state: 'PLANNED', until: seconds(10 * MINUTE) });
  });
});
