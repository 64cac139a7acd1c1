/** Queues over a whole server: order, presence, the two clocks, several circuits. */
import { afterEach, describe, expect, it } from 'vitest';
import { queueStage, verdicts } from '../support/queue-stage.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { contribute } from '../support/test-scheme.ts';

const MINUTE = 60_000;

describe.each(oneBacking())('queues on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  it('offers the slot to the first who is present, and takes contributions in their order', async () => {
    server = await start();
    const stage = await queueStage(server);
    const [a, b, c] = [await stage.person(), await stage.person(), await stage.person()];
    expect(await stage.statuses()).toEqual(['READY', 'WAITING', 'WAITING']);
    expect((await b.turn()).json).toMatchObject({ state: 'WAITING', queue: { place: 1, present: true } });
    expect((await c.turn()).json.queue).toMatchObject({ place: 2, ahead: 1 });
    await a.work();
    expect(await stage.statuses()).toEqual(['DONE', 'READY', 'WAITING']);
    await b.work();
    await c.work();
    expect(await stage.statuses()).toEqual(['DONE', 'DONE', 'DONE']);
    expect((await stage.heads())[0]).toMatchObject({ position: 3, faults: 0 });
  });

  it('hands out the head with what it takes to start', async () => {
    server = await start();
    const stage = await queueStage(server);
    const a = await stage.person();
    const offered = await a.turn();
    expect(offered.json).toMatchObject({ state: 'OFFERED', status: 'READY', position: 1 });
    expect(offered.json.startBy).toBe(Math.floor(server.now() / 1000) + 180);
    expect(offered.json.step).toBeUndefined();
    await a.start();
    const working = await a.turn();
    const head = (await stage.heads())[0]!.head;
    expect(working.json).toMatchObject({ state: 'WORKING', step: 'DOWNLOADING', base: { sha256: head } });
    expect(working.json.base.url).toBe(`/files/${head}/circuit-1-00000`);
    expect(working.json.deadlineAt).toBe(Math.floor(server.now() / 1000) + 600);
  });

  it('lets anybody read what is handed out, in parts as well, and every state after it was extended', async () => {
    server = await start();
    const stage = await queueStage(server);
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    const { url, size } = (await a.turn()).json.base;
    const whole = await server.send(url);
    expect([whole.status, whole.text.length]).toEqual([200, size]);
    const part = await server.send(url, { headers: { range: 'bytes=2-7' } });
    expect([part.status, part.text]).toEqual([206, whole.text.slice(2, 8)]);
    await a.upload(contribute(await a.base(), 'a'));
    await verdicts(server);
    const extended = (await b.turn()).json.base.url;
    await b.work();
    expect((await server.send(extended)).status).toBe(200);
    expect((await server.send(`/files/${'0'.repeat(64)}/x`)).status).toBe(404);
  });

  it('passes an offer on that nobody takes, without a lost attempt, and keeps the place of the absent', async () => {
    server = await start();
    const stage = await queueStage(server);
    const [a, b] = [await stage.person(), await stage.person()];
    await stage.pass(3 * MINUTE, [b]);
    expect(await stage.statuses()).toEqual(['READY', 'WAITING']);
    await stage.pass(8_000, [b]);
    expect(await stage.statuses()).toEqual(['WAITING', 'READY']);
    expect(await a.row()).toMatchObject({ attempts: 0, barredUntil: null, presentUntil: null });
    // A client that is only connected is offered nothing more; a person who comes back is first again.
    await b.work();
    await stage.pass(8_000, [a]);
    expect((await a.row()).status).toBe('WAITING');
    const back = await a.post(`/participants/${a.id}/presence`, { sign: 'ACTION' });
    expect(back.json).toMatchObject({ state: 'OFFERED', status: 'READY' });
  });

  it('gives a turn that is declined to the next one', async () => {
    server = await start();
    const stage = await queueStage(server);
    const [a] = [await stage.person(), await stage.person()];
    await a.decline();
    expect(await stage.statuses()).toEqual(['WAITING', 'READY']);
    expect((await a.row()).attempts).toBe(0);
  });

  it('lets nobody keep others out who pass the turn to each other for ever', async () => {
    server = await start();
    const stage = await queueStage(server);
    const hogs = [await stage.person(), await stage.person()];
    const other = await stage.person();
    let rounds = 0;
    while ((await other.row()).status !== 'READY' && ++rounds < 20)
      for (const hog of hogs)
        if ((await hog.row()).status === 'READY') {
          await hog.decline();
          await hog.post(`/participants/${hog.id}/presence`, { sign: 'ACTION' });
        }
    expect(rounds).toBeLessThan(5);
    await other.work();
    // Where nobody else is there they are as good as anybody.
    expect(await stage.statuses()).toEqual(['READY', 'WAITING', 'DONE']);
  });

  it('takes a turn away at its limit, lets the next one go on, and takes the loser back after the penalty', async () => {
    server = await start();
    const stage = await queueStage(server);
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    await stage.pass(10 * MINUTE, [a, b]);
    expect(await stage.statuses()).toEqual(['CONTRIBUTING', 'WAITING']);
    await stage.pass(4_000, [a, b]);
    expect(await stage.statuses()).toEqual(['EXHUMED', 'READY']);
    expect(await a.row()).toMatchObject({ cause: 'DEADLINE', attempts: 1 });
    await b.work();
    await stage.pass(10 * MINUTE + 8_000, []);
    expect(await a.row()).toMatchObject({ status: 'WAITING', cause: null });
    await a.post(`/participants/${a.id}/presence`, {});
    expect((await a.row()).status).toBe('READY');
    await a.work();
    expect(await stage.statuses()).toEqual(['DONE', 'DONE']);
  });

  it('warns before the deadline, once', async () => {
    server = await start();
    const stage = await queueStage(server);
    const a = await stage.person();
    await a.start();
    await stage.pass(9 * MINUTE);
    const { ctx } = server.running.application;
    const warned = await ctx.store.db
      .selectFrom('event')
      .selectAll()
      .where('ceremonyId', '=', stage.ceremonyId)
      .where('type', '=', 'turn.warned')
      .execute();
    expect(warned).toHaveLength(1);
  });

  it('lets different people work on different circuits at once', async () => {
    server = await start();
    const stage = await queueStage(server, { circuits: 3 });
    const [a, b, c] = [await stage.person(), await stage.person(), await stage.person()];
    await a.work();
    expect(await a.row()).toMatchObject({ status: 'READY', circuitId: stage.circuits[1], circuitsDone: 1 });
    expect((await b.row()).status).toBe('READY');
    await a.start();
    await b.start();
    for (const person of [b, a]) {
      await person.upload(contribute(await person.base(), 'somebody'));
      await verdicts(server);
    }
    expect(await a.row()).toMatchObject({ status: 'READY', circuitId: stage.circuits[2] });
    expect(await b.row()).toMatchObject({ status: 'READY', circuitId: stage.circuits[1] });
    expect(await c.row()).toMatchObject({ status: 'READY', circuitId: stage.circuits[0] });
    for (const person of [a, b, c]) await person.work();
    for (const person of [b, c]) await person.work();
    await c.work();
    expect(await stage.statuses()).toEqual(['DONE', 'DONE', 'DONE']);
    expect((await stage.heads()).map(({ position }) => position)).toEqual([3, 3, 3]);
  });

  it('serves the private queue before the public one and priority within, and the standby list when nobody is there', async () => {
    server = await start();
    const stage = await queueStage(server);
    const first = await stage.person();
    const standby = await stage.person({ queueClass: 'STANDBY' });
    const open = await stage.person();
    const urgent = await stage.person({ priority: 5 });
    const invited = await stage.person({ queueClass: 'PRIVATE' });
    const order = [];
    for (const person of [first, invited, urgent, open, standby]) {
      order.push((await person.row()).status);
      await person.work();
    }
    expect(order).toEqual(Array(5).fill('READY'));
  });

  it('shows the queue to everybody without a word about identities', async () => {
    server = await start();
    const stage = await queueStage(server, { circuits: 2 });
    const people = [await stage.person(), await stage.person(), await stage.person()];
    await people[0]!.start();
    const all = await server.send(`/ceremonies/${stage.ceremonyId}/queue`);
    expect(all.json.circuits).toMatchObject([
      { slug: 'circuit-1', waiting: 2, now: { name: 'contributor-1', step: 'DOWNLOADING' } },
      { slug: 'circuit-2', waiting: 0 },
    ]);
    const first = await server.send(`/circuits/${stage.circuits[0]}/queue?limit=1`);
    expect(first.json).toMatchObject({ total: 2, next: '1', items: [{ place: 1, name: 'contributor-2' }] });
    expect(first.json.items[0].estimate).toMatchObject({ seconds: 600, about: 'about 10 minutes' });
    const second = await server.send(`/circuits/${stage.circuits[0]}/queue?limit=1&after=1`);
    expect(second.json).toMatchObject({ items: [{ place: 2, name: 'contributor-3' }] });
    expect(second.json.next).toBeUndefined();
    expect(all.text + first.text).not.toMatch(/0x[0-9a-f]{40}/);
  });

  it('holds a request until something changes, and counts who holds one as present', async () => {
    server = await start();
    const stage = await queueStage(server);
    const [a, b] = [await stage.person(), await stage.person()];
    const { ctx } = server.running.application;
    const holding = () => expect.poll(() => ctx.turnWaits.size).toBe(1);
    const held = b.turn({ prefer: 'wait=20' });
    await holding();
    await a.decline();
    expect((await held).json.state).toBe('OFFERED');
    // For longer than a presence lasts: the request itself shows that somebody is there.
    await b.decline();
    await b.post(`/participants/${b.id}/presence`, {});
    await a.post(`/participants/${a.id}/presence`, {});
    expect(await stage.statuses()).toEqual(['WAITING', 'READY']);
    for (let round = 0; round < 6; round++) {
      const waits = a.turn({ prefer: 'wait=10' });
      await holding();
      await stage.pass(12_000, [b]);
      expect((await waits).json).toMatchObject({ state: 'WAITING', queue: { present: true } });
    }
  });

  it('answers at once what has changed since the answer before', async () => {
    server = await start();
    const stage = await queueStage(server);
    const [a, b] = [await stage.person(), await stage.person()];
    const before = await b.turn();
    await a.decline();
    const known = { prefer: 'wait=20', 'if-none-match': before.headers.get('etag')! };
    const after = await b.turn(known);
    expect(after.json.state).toBe('OFFERED');
    const held = b.turn({ ...known, 'if-none-match': after.headers.get('etag')! });
    await expect.poll(() => server.running.application.ctx.turnWaits.size).toBe(1);
    await b.decline();
    expect((await held).json.state).toBe('WAITING');
  });
});
