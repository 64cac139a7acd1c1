/** What goes wrong in the queues: refused contributions, faults of ours, halts, restarts, pauses, closing. */
import { pauseCeremony, resumeCeremony } from '@brebaje/server/sequencer/ceremony-commands';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type QueuePerson, type QueueStage, queueStage, verdicts } from '../support/queue-stage.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { bytesOf, contribute, parseState } from '../support/test-scheme.ts';

const MINUTE = 60_000;
const BY = { who: 'operator', reason: 'a test' } as const;

describe.each(oneBacking())('queues in trouble on $name', ({ start }) => {
  let server: TestServer;
  let stage: QueueStage;
  afterEach(() => server.close());

  async function begin(options: Parameters<typeof queueStage>[1] = {}): Promise<void> {
    server = await start();
    stage = await queueStage(server, options);
  }

  async function handIn(person: QueuePerson): Promise<void> {
    await person.upload(contribute(await person.base(), 'somebody'));
    await verdicts(server);
  }

  const ctx = () => server.running.application.ctx;
  const turnsOf = async () =>
    (await server.send(`/turns?ceremonyId=${stage.ceremonyId}`)).json.items as Record<string, unknown>[];

  it('refuses what is no contribution to the state that was handed out, with words for everybody', async () => {
    await begin();
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    const state = parseState(contribute(await a.base(), 'a'));
    await a.upload(bytesOf({ ...state, value: state.value + 1 }));
    await verdicts(server);
    expect(await a.row()).toMatchObject({ status: 'EXHUMED', cause: 'REFUSED', attempts: 1 });
    expect(await stage.heads()).toMatchObject([{ position: 0 }]);
    const verdict = { code: 'Test::mathematical', text: 'the proof does not hold' };
    expect(await turnsOf()).toMatchObject([{ outcome: 'refused', verdict }, { phase: 'OFFERED' }]);
    await b.work();
    expect((await b.row()).status).toBe('DONE');
  });

  it('refuses an unchanged file, an older state and another circuit, and keeps their bytes where a chain has them', async () => {
    await begin({ policy: { lostTurn: 'NOTHING', attempts: 100, returnAfterPenalty: true } });
    const a = await stage.person();
    await a.start();
    const genesis = await a.base();
    await handIn(a);
    const b = await stage.person();
    for (const bytes of [genesis, 'head', contribute(genesis, 'b')] as const) {
      await b.post(`/participants/${b.id}/presence`, {});
      await b.start();
      await b.upload(bytes === 'head' ? await b.base() : bytes);
      await verdicts(server);
      expect(await b.row()).toMatchObject({ cause: 'REFUSED' });
      await stage.pass(4_000, []);
    }
    const head = (await stage.heads())[0]!.head;
    expect(parseState(await ctx().blobs.read(head)).records).toHaveLength(1);
  });

  it('refuses a record that was contributed before', async () => {
    await begin({ circuits: 2 });
    const a = await stage.person();
    await a.start();
    await a.upload(contribute(await a.base(), 'a', { secret: 12_345 }));
    await verdicts(server);
    expect((await a.row()).circuitsDone).toBe(1);
    await a.start();
    await a.upload(contribute(await a.base(), 'a', { secret: 12_345 }));
    await verdicts(server);
    expect(await a.row()).toMatchObject({ status: 'TIMEDOUT', cause: 'REFUSED', circuitsDone: 1 });
  });

  it('gives a turn back when the check cannot run, and costs nobody anything', async () => {
    await begin();
    const a = await stage.person();
    await a.start();
    await stage.pass(5 * MINUTE, [a]);
    server.scheme.failing = 3;
    await handIn(a);
    const after = (await a.turn()).json;
    expect(after).toMatchObject({ state: 'WORKING', step: 'DOWNLOADING' });
    expect(after.deadlineAt).toBe(Math.floor(server.now() / 1000) + 600);
    await handIn(a);
    expect((await a.row()).status).toBe('DONE');
    expect(await stage.heads()).toMatchObject([{ position: 1, faults: 0 }]);
  });

  it('halts one circuit after three faults of ours in a row, and verifies what was received when it goes on', async () => {
    await begin({ circuits: 2 });
    const [a, b] = [await stage.person(), await stage.person()];
    await a.work();
    await a.start();
    await b.start();
    server.scheme.failing = 9;
    for (let round = 0; round < 3; round++) await handIn(a);
    const [one, two] = await stage.heads();
    expect(two).toMatchObject({ faults: 3 });
    expect(two!.haltedAt).not.toBeNull();
    expect(one).toMatchObject({ faults: 0, haltedAt: null });
    // The other circuit goes on, and the clock of this one stands still.
    await handIn(b);
    await stage.pass(12 * MINUTE);
    await b.post(`/participants/${b.id}/presence`, {});
    expect((await a.turn()).json.state).toBe('VERIFYING');
    expect(await b.row()).toMatchObject({ status: 'WAITING', circuitId: stage.circuits[1] });
    const shown = await server.send(`/circuits/${stage.circuits[1]}/queue`);
    expect(shown.json.halted).toMatchObject({ why: expect.stringContaining('verification') });
    const stranger = await b.post(`/circuits/${stage.circuits[1]}/resume`, { reason: 'please' });
    expect([stranger.status, stranger.json.code]).toEqual([403, 'NOT_PERMITTED']);
    const resumed = await stage.coordinator.post(`/circuits/${stage.circuits[1]}/resume`, {
      reason: 'mended',
    });
    expect(resumed.json.halted).toBeUndefined();
    await verdicts(server);
    expect((await a.row()).status).toBe('DONE');
    expect((await b.row()).status).toBe('READY');
  });

  it('stops one circuit by hand: nobody is offered it, the work has its time afterwards', async () => {
    await begin();
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    await stage.pass(5 * MINUTE, [a, b]);
    const halt = { reason: 'we look into something' };
    await stage.coordinator.post(`/circuits/${stage.circuits[0]}/halt`, halt);
    expect((await stage.coordinator.post(`/circuits/${stage.circuits[0]}/halt`, halt)).status).toBe(409);
    await stage.pass(12 * MINUTE);
    await b.post(`/participants/${b.id}/presence`, {});
    expect((await a.row()).status).toBe('CONTRIBUTING');
    await stage.coordinator.post(`/circuits/${stage.circuits[0]}/resume`, { reason: 'done' });
    expect((await a.turn()).json.deadlineAt).toBe(Math.floor(server.now() / 1000) + 300);
    await stage.pass(5 * MINUTE + 4_000, [b]);
    expect(await stage.statuses()).toEqual(['EXHUMED', 'READY']);
  });

  it.each(['offered', 'working', 'uploading', 'verifying'] as const)(
    'loses nothing in a restart of ten minutes while somebody is %s',
    async (when) => {
      await begin();
      const [a, b] = [await stage.person(), await stage.person()];
      const before = (await a.turn()).json;
      let upload: { id: number; partSize: number } | undefined;
      let bytes: Uint8Array = new Uint8Array();
      if (when !== 'offered') await a.start();
      if (when === 'uploading') {
        bytes = contribute(await a.base(), 'a');
        upload = (await a.post(`/participants/${a.id}/uploads`, { kind: 'whole', size: bytes.length })).json;
        const { parts } = (await a.post(`/uploads/${upload!.id}/parts`, { numbers: [1] })).json;
        await server.send(parts[0].url, { method: 'PUT', body: bytes });
      }
      if (when === 'verifying') {
        server.scheme.gate = new Promise(() => {});
        await a.upload(contribute(await a.base(), 'a'));
      }
      await crash(server);
      server.scheme.gate = Promise.resolve();
      await server.restart({}, 10 * MINUTE);
      await server.tick();
      if (when === 'offered') {
        expect((await a.turn()).json).toMatchObject({ state: 'OFFERED', startBy: before.startBy + 600 });
        await a.work();
      } else if (when === 'working') {
        expect((await a.turn()).json).toMatchObject({ state: 'WORKING' });
        expect((await a.turn()).json.deadlineAt).toBe(Math.floor(server.now() / 1000) + 600);
        await handIn(a);
      } else if (when === 'uploading') {
        expect((await a.turn()).json.upload).toEqual({ id: upload!.id });
        const { parts } = (await a.get(`/uploads/${upload!.id}`)).json;
        expect(parts).toMatchObject([{ number: 1, size: bytes.length }]);
        await a.post(`/uploads/${upload!.id}/complete`, { parts: parts.map(nameOf) });
        await verdicts(server);
      } else await verdicts(server);
      expect((await a.row()).status).toBe('DONE');
      expect((await b.row()).status).toBe('READY');
      expect(await stage.heads()).toMatchObject([{ position: 1 }]);
    },
  );

  it('stops every clock in a pause', async () => {
    await begin();
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    await stage.pass(2 * MINUTE, [a, b]);
    await pauseCeremony(ctx(), stage.ceremonyId, BY);
    await stage.pass(12 * MINUTE);
    expect(await stage.statuses()).toEqual(['CONTRIBUTING', 'WAITING']);
    await resumeCeremony(ctx(), stage.ceremonyId, BY);
    expect((await a.turn()).json.deadlineAt).toBe(Math.floor(server.now() / 1000) + 480);
    await stage.pass(8 * MINUTE + 4_000, [b]);
    expect(await stage.statuses()).toEqual(['EXHUMED', 'READY']);
  });

  it('offers nothing after a pause to who came and went during it', async () => {
    await begin();
    const [gone, here] = [await stage.person({ waits: false }), await stage.person({ waits: false })];
    await pauseCeremony(ctx(), stage.ceremonyId, BY);
    const later = async () => {
      server.step(60 * MINUTE);
      await server.tick();
    };
    await later();
    await gone.join();
    await later();
    await here.join();
    await resumeCeremony(ctx(), stage.ceremonyId, BY);
    await server.tick();
    expect(await stage.statuses()).toEqual(['WAITING', 'READY']);
  });

  it('drains: whoever waits finishes, and the absent do not keep it open for ever', async () => {
    await begin({ policy: { drainPatience: 5 * MINUTE } });
    const [a, b, absent] = [await stage.person(), await stage.person(), await stage.person()];
    await a.work();
    await close(server, stage);
    await stage.pass(8_000, [b]);
    expect((await b.row()).status).toBe('READY');
    await b.work();
    // Offered first, because they were here a moment ago; then the patience begins.
    await stage.pass(9 * MINUTE);
    expect(await absent.row()).toMatchObject({ status: 'TIMEDOUT', cause: 'DRAINED', barredUntil: null });
    await stage.pass(4_000);
    expect(await drainedAt(server, stage)).not.toBeNull();
  });

  it('sends home who waits when only the open turn may finish', async () => {
    await begin({ policy: { drainLets: 'OPEN_TURN' } });
    const [a, b] = [await stage.person(), await stage.person()];
    await a.start();
    await close(server, stage);
    await stage.pass(4_000, [a, b]);
    expect(await stage.statuses()).toEqual(['CONTRIBUTING', 'TIMEDOUT']);
    await handIn(a);
    await stage.pass(4_000);
    expect(await drainedAt(server, stage)).not.toBeNull();
  });

  it('offers nothing while disk space is short', async () => {
    await begin();
    const short = vi.spyOn(ctx().disk, 'short').mockReturnValue(true);
    const a = await stage.person();
    expect((await a.row()).status).toBe('WAITING');
    short.mockReturnValue(false);
    await stage.pass(4_000, [a]);
    expect((await a.row()).status).toBe('READY');
  });
});

const nameOf = ({ number, etag }: { number: number; etag: string }) => ({ number, etag });

/** What a killed process does not do any more. */
async function crash(server: TestServer): Promise<void> {
  const { ctx } = server.running.application;
  ctx.verifications.clear();
  ctx.store.transaction = async () => {
    throw new Error('killed');
  };
}

async function close(server: TestServer, { ceremonyId }: QueueStage): Promise<void> {
  await server.running.application.ctx.store.db
    .updateTable('ceremony')
    .set({ closesAt: server.now() })
    .where('id', '=', ceremonyId)
    .execute();
  await server.tick();
}

async function drainedAt(server: TestServer, { ceremonyId }: QueueStage): Promise<number | null> {
  const row = await server.running.application.ctx.store.db
    .selectFrom('ceremony')
    .select('drainedAt')
    .where('id', '=', ceremonyId)
    .executeTakeFirstOrThrow();
  return row.drainedAt;
}
