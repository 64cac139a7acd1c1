import { createHash } from 'node:crypto';
import { unpackState } from '@brebaje/kzg/state';
import { collect } from '@brebaje/kzg/testing/samples';
import { transcriptChunks } from '@brebaje/kzg/transcript';
import { afterEach, describe, expect, it } from 'vitest';
import { defaults } from '../config/options.ts';
import { policyOf, qualificationOf } from '../config/policy-of.ts';
import { findCeremony, updateCeremony } from '../store/ceremonies.ts';
import { contributions } from '../store/contributions.ts';
import { recordOf } from '../verify/kzg-record.ts';
import { createKzgCeremony } from './create-ceremony.ts';
import { loadCircuit } from './load.ts';
import { type Answer, get, startTestServer, type TestServer } from './test-server.ts';

const FULL = 'TryContributeError::LobbyIsFull';

let test: TestServer;
afterEach(() => test.close());

const ceremony = async () => {
  const { ctx } = test.server.application;
  const row = await findCeremony(ctx.store.db, test.server.ceremony.id);
  if (!row) throw new Error('no ceremony');
  return row;
};

async function contribute(): Promise<Answer> {
  const person = await test.person();
  return person.contribute(await person.compute(await person.tryContribute()));
}

describe('the configured ceremony', () => {
  it('is a test when nobody else can reach it, and fixed in a manifest that its hash names', async () => {
    test = await startTestServer();
    const { manifest, manifestHash, status, title } = await ceremony();
    expect([status, title]).toEqual(['OPENED', 'TEST ceremony']);
    expect(
      createHash('sha256')
        .update(manifest ?? '')
        .digest('hex'),
    ).toBe(manifestHash);
    expect(JSON.parse(manifest ?? '')).toMatchObject({
      test: true,
      scheme: 'KZG',
      circuits: [
        {
          metadata: {
            sizes: [
              { g1: 4, g2: 3 },
              { g1: 8, g2: 3 },
            ],
          },
        },
      ],
      receiptAddress: test.server.ceremony.receiptAddress,
    });
  });

  it('stays what it was when the configuration changes', async () => {
    test = await startTestServer();
    const before = await ceremony();
    await test.restart({ ceremonySizes: '16,3', contributionTime: 1_000, ceremonyTitle: 'another' });
    expect(await ceremony()).toEqual(before);
  });

  it('is not begun when nobody could hand in a contribution to it', async () => {
    test = await startTestServer();
    const config = defaults();
    const huge = createKzgCeremony(test.server.application.ctx, {
      slug: 'huge',
      title: 'Huge',
      metadata: { sizes: [{ g1: 65_537, g2: 65 }] },
      policy: policyOf(config),
      qualification: qualificationOf(config),
      test: true,
    });
    await expect(huge).rejects.toThrow('larger than what can be received');
  });

  it('is real behind a public URL', async () => {
    test = await startTestServer({ publicUrl: 'http://localhost:1' });
    expect((await ceremony()).test).toBe(0);
  });

  it('speaks at the root, others under their names, each with its own key', async () => {
    test = await startTestServer();
    const { ctx } = test.server.application;
    const config = defaults();
    const other = await createKzgCeremony(ctx, {
      slug: 'other',
      title: 'Other',
      metadata: { sizes: [{ g1: 4, g2: 2 }] },
      policy: policyOf(config),
      qualification: qualificationOf(config),
      test: true,
    });
    expect((await get(test, '/sequencer/other/info/status')).json.sequencer_address).toBe(
      other.receiptAddress,
    );
    expect((await get(test, '/info/status')).json.sequencer_address).not.toBe(other.receiptAddress);
    expect((await get(test, '/sequencer/none/info/status')).status).toBe(404);
  });
});

describe('a ceremony that ends', () => {
  it('by count lets nobody in after the last one', async () => {
    test = await startTestServer({ closesAfter: 2 });
    expect((await contribute()).status).toBe(200);
    expect((await ceremony()).status).toBe('OPENED');
    expect((await contribute()).status).toBe(200);
    expect((await ceremony()).status).toBe('CLOSED');
    expect((await (await test.person()).tryContribute()).json.code).toBe(FULL);
    await test.pass(1_000);
    expect((await ceremony()).drainedAt).toBe(test.clock.time);
  });

  it('by date lets those inside finish', async () => {
    test = await startTestServer();
    const { db } = test.server.application.ctx.store;
    const inside = await test.person();
    const handedOut = await inside.tryContribute();
    await updateCeremony(db, await ceremony(), { closesAt: test.clock.time + 2_000 });
    await test.pass(1_000);
    expect((await ceremony()).status).toBe('OPENED');
    await test.pass(1_000);
    expect((await ceremony()).status).toBe('CLOSED');
    expect((await inside.contribute(await inside.compute(handedOut))).status).toBe(200);
    await test.pass(1_000);
    expect((await ceremony()).drainedAt).toBe(test.clock.time);
  });

  it('can send home whom it does not let finish, without blame', async () => {
    test = await startTestServer({ drainLets: 'OPEN_TURN' });
    const { db } = test.server.application.ctx.store;
    const [active, waiting] = [await test.person(), await test.person()];
    const handedOut = await active.tryContribute();
    await waiting.tryContribute();
    await updateCeremony(db, await ceremony(), { closesAt: test.clock.time + 1_000 });
    await test.pass(2_000);
    const rows = await db
      .selectFrom('participant')
      .select(['status', 'cause', 'barredUntil'])
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { status: 'CONTRIBUTING', cause: null, barredUntil: null },
      { status: 'TIMEDOUT', cause: 'DRAINED', barredUntil: null },
    ]);
    expect((await active.contribute(await active.compute(handedOut))).status).toBe(200);
  });
});

describe('the transcript', () => {
  it('is the same while it is read, whatever is accepted meanwhile', async () => {
    test = await startTestServer();
    await contribute();
    const { sequencer } = test.server.application;
    const before = await sequencer.currentState(test.server.ceremony.id);
    const chunks = before.chunks()[Symbol.asyncIterator]();
    const parts: Uint8Array[] = [(await chunks.next()).value];
    await contribute();
    await contribute();
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) parts.push(next.value);
    const again: Uint8Array[] = [];
    for await (const part of before.chunks()) again.push(part);
    expect(Buffer.concat(parts)).toEqual(Buffer.concat(again));
    expect(JSON.parse(Buffer.concat(parts).toString()).participantIds).toHaveLength(2);
    const after = await sequencer.currentState(test.server.ceremony.id);
    expect(after.etag).not.toBe(before.etag);
    expect(after.etag.startsWith('"3-')).toBe(true);
  });

  it('is the one that its rows give, after a restart too', async () => {
    test = await startTestServer();
    await contribute();
    await contribute();
    const { store, blobs } = test.server.application.ctx;
    const circuit = await loadCircuit(store.db, test.server.ceremony.id);
    const state = unpackState(await blobs.read(circuit.headBlob), JSON.parse(circuit.metadata).sizes);
    const records = async function* () {
      for await (const { record } of contributions(store.db, circuit.id)) yield recordOf(JSON.parse(record));
    };
    const fromRows = Buffer.from(await collect(transcriptChunks(state, records))).toString();
    expect((await get(test, '/info/current_state')).text).toBe(fromRows);
    await test.restart();
    expect((await get(test, '/info/current_state')).text).toBe(fromRows);
  });
});
