/** Storage that is away for longer than a turn lasts: who is at work, and tries again, loses nothing by it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import {
  type QueuePerson,
  type QueueStage,
  queueStage,
  sendParts,
  verdicts,
} from '../support/queue-stage.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { contribute } from '../support/test-scheme.ts';

const MINUTE = 60_000;

describe.each(oneBacking())('storage that is away on $name', ({ start }) => {
  let server: TestServer;
  let stage: QueueStage;
  let anna: QueuePerson;
  beforeEach(async () => {
    server = await start();
    stage = await queueStage(server);
    anna = await stage.person();
  });
  afterEach(() => server.close());

  const ctx = () => server.running.application.ctx;
  /** Nothing can be written or read; returns how it ends. */
  function away(code = 'EIO'): () => void {
    const { blobs, parts } = ctx();
    const before = { blobs: { ...blobs }, parts: { ...parts } };
    const fails = () => Promise.reject(Object.assign(new Error(`${code}: no storage`), { code }));
    Object.assign(blobs, { put: fails, read: fails, open: fails, size: fails });
    Object.assign(parts, { put: fails });
    return () => {
      Object.assign(blobs, before.blobs);
      Object.assign(parts, before.parts);
    };
  }
  const told = async () =>
    (
      await ctx()
        .store.db.selectFrom('event')
        .select('body')
        .where('type', '=', 'turn.extended')
        .orderBy('seq')
        .execute()
    ).map(({ body }) => JSON.parse(body).data);
  const again = async (minutes: number, tryAgain: () => Promise<{ status: number }>) => {
    for (let minute = 0; minute < minutes; minute++) {
      expect((await tryAgain()).status).toBeGreaterThanOrEqual(500);
      await stage.pass(MINUTE);
    }
  };

  it('costs no turn while uploading, and is told every half of the limit', async () => {
    await anna.start();
    const bytes = contribute(await anna.base(), 'anna');
    const comeBack = away('ENOSPC');
    await again(12, () => anna.upload(bytes));
    comeBack();
    expect(await anna.row()).toMatchObject({ status: 'CONTRIBUTING', cause: 'BLOCKING_BACKEND_FUNCTION' });
    const events = await told();
    expect(events[0]).toMatchObject({ cause: 'BLOCKING_BACKEND_FUNCTION', participant: anna.id });
    expect(events.length).toBeLessThan(4);
    expect((await anna.upload(bytes)).status).toBe(200);
    await verdicts(server);
    expect(await anna.row()).toMatchObject({ status: 'DONE', cause: null, attempts: 0 });
  });

  it('costs no turn while downloading', async () => {
    await anna.start();
    const { url } = (await anna.turn()).json.base;
    const comeBack = away();
    await again(11, () => server.send(url));
    comeBack();
    await stage.pass(8 * MINUTE);
    await anna.upload(contribute(await anna.base(), 'anna'));
    await verdicts(server);
    expect((await anna.row()).status).toBe('DONE');
  });

  it('costs no turn while the server has no room to begin an upload', async () => {
    await anna.start();
    const bytes = contribute(await anna.base(), 'anna');
    server.freeDisk = 10;
    await stage.pass(12_000);
    await again(11, () => anna.upload(bytes));
    server.freeDisk = null;
    await stage.pass(12_000);
    expect((await anna.upload(bytes)).status).toBe(200);
  });

  it('costs no turn in a lobby', async () => {
    const person = await newContributor(server);
    const sent = await person.compute(await person.start());
    const comeBack = away();
    await again(11, () => person.post(sent));
    comeBack();
    expect((await person.post(sent)).status).toBe(200);
  });

  it('is no excuse for who does not try, nor for what clients do themselves', async () => {
    await anna.start();
    const before = (await anna.turn()).json.deadlineAt;
    const bytes = contribute(await anna.base(), 'anna');
    const begun = await anna.post(`/participants/${anna.id}/uploads`, { kind: 'whole', size: bytes.length });
    await stage.pass(5 * MINUTE);
    expect((await sendParts(server, anna, begun.json, bytes.subarray(1))).status).toBe(400);
    expect((await server.send(`/files/${'0'.repeat(64)}/x`)).status).toBe(404);
    expect((await anna.turn()).json.deadlineAt).toBe(before);
    away();
    await stage.pass(5 * MINUTE + 4_000);
    expect(await anna.row()).toMatchObject({ status: 'TIMEDOUT', cause: 'DEADLINE', attempts: 1 });
    expect(await told()).toEqual([]);
  });
});
