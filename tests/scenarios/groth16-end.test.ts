/** The end of Groth16 ceremonies: chains that do not verify. */
import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { madeChain } from '@brebaje/groth16/testing/made-chain';
import { slimBytes, slimParts } from '@brebaje/groth16/testing/made-zkey';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { recordBytes } from '@brebaje/groth16/zkey/records';
import { recordBlob } from '@brebaje/server/store/blobs';
import { afterAll, describe, expect, it } from 'vitest';
import { endings } from '../support/ending.ts';
import { roundOf } from '../support/fake-drand.ts';

afterAll(endSnarkjs);

describe('a Groth16 ceremony at its end', async () => {
  const { begin, engine, genesis } = await endings();

  it('does not end with a chain that is not the accepted one, or whose δ can be guessed', async () => {
    const { stage, ctx, failure } = await begin();
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const { db } = ctx().store;
    const row = await db.selectFrom('contribution').selectAll().executeTakeFirstOrThrow();
    const circuit = await db
      .selectFrom('circuit')
      .selectAll()
      .where('id', '=', row.circuitId)
      .executeTakeFirstOrThrow();
    const write = (record: object, headBlob = row.headBlob) =>
      Promise.all([
        db
          .updateTable('contribution')
          .set({ record: JSON.stringify({ ...JSON.parse(row.record), ...record }), headBlob })
          .where('id', '=', row.id)
          .execute(),
        db.updateTable('circuit').set({ headBlob }).where('id', '=', circuit.id).execute(),
      ]);
    await write({ record: '00' });
    expect(await failure()).toContain('its record 1 is not that of the contribution');

    const first = await zkeyIn(genesis);
    const chain = await madeChain(engine, first, [{ secret: 77n }]);
    const made = await ctx().blobs.put(await slimBytes({ ...(await slimParts(first)), ...chain }));
    await recordBlob(db, { ...made, kind: 'state', createdAt: 0 });
    const record = Buffer.from(recordBytes(chain.records.list[0]!)).toString('hex');
    await write({ record }, made.hash);
    expect(await failure()).toContain('small multiple');

    // Another secret in the chain, but L and H of the genesis.
    const other = await madeChain(engine, first, [{ secret: 3n ** 90n }]);
    const undivided = await ctx().blobs.put(await slimBytes({ ...(await slimParts(first)), ...other }));
    await recordBlob(db, { ...undivided, kind: 'state', createdAt: 0 });
    await write({}, undivided.hash);
    expect(await failure()).toContain('is not that of the genesis divided by δ');

    await write({});
    const metadata = JSON.parse(circuit.metadata);
    const named = (changes: object) =>
      db
        .updateTable('circuit')
        .set({ metadata: JSON.stringify({ ...metadata, ...changes }) })
        .where('id', '=', circuit.id)
        .execute();
    await named({ genesis: { ...metadata.genesis, state: '0'.repeat(64) } });
    expect(await failure()).toContain('the genesis is another one');
    await named({ immutable: { ...metadata.immutable, hash: '0'.repeat(64) } });
    expect(await failure()).toContain('does not verify');
    await named({});
    await stage.finalize();
    await stage.work();
    expect((await stage.read()).status).toBe('FINALIZED');
  });

  it('looks again at what an attempt before has noted', async () => {
    const { stage, ctx } = await begin();
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const { db } = ctx().store;
    const { round } = (await stage.read()).beacon;
    const job = () =>
      db.selectFrom('job').selectAll().where('kind', '=', 'finalize').executeTakeFirstOrThrow();
    const circuit = () => db.selectFrom('circuit').selectAll().where('ceremonyId', '=', stage.ceremonyId);
    /** Begins with a note that says something else, and tells how it went. */
    const noted = async (changes: object) => {
      await stage.finalize({ beacon: roundOf(round) });
      const { id, result } = await job();
      const note = JSON.stringify({ ...JSON.parse(result!), ...changes });
      await db.updateTable('job').set({ result: note }).where('id', '=', id).execute();
      await stage.work();
      return (await stage.read()).finalization;
    };
    const value = { source: 'drand-quicknet', exponent: 10, obtained: 'GIVEN', ...roundOf(round) };
    const another = await noted({ beacon: { ...value, ...roundOf(round - 1) } });
    expect(another.problem).toContain(`That is round ${round - 1}`);
    const tampered = await noted({ beacon: { ...value, randomness: '0'.repeat(64) } });
    expect(tampered.problem).toContain('randomness');

    // Neither bytes that are not there, nor those of another state, are taken for the last ones.
    const { genesisBlob, headBlob } = await circuit().executeTakeFirstOrThrow();
    const gone = { head: headBlob, slim: { hash: '0'.repeat(64), size: 5 } };
    const size = (await ctx().blobs.size(genesisBlob))!;
    const stale = { head: genesisBlob, slim: { hash: genesisBlob, size } };
    for (const kept of [gone, stale]) {
      expect(await noted({ circuits: { 'circuit-1': kept } })).toMatchObject({ state: 'DONE' });
      const { headBlob: last } = await circuit().executeTakeFirstOrThrow();
      expect((await stage.artifacts()).map(({ sha256 }) => sha256)).toContain(last);
      expect([genesisBlob, headBlob]).not.toContain(last);
      // As it was before.
      const { ceremonyId } = stage;
      await db.deleteFrom('artifact').where('ceremonyId', '=', ceremonyId).execute();
      await db.deleteFrom('job').where('kind', '=', 'finalize').execute();
      await db.updateTable('circuit').set({ headBlob }).where('ceremonyId', '=', ceremonyId).execute();
      await db.updateTable('ceremony').set({ status: 'CLOSED' }).where('id', '=', ceremonyId).execute();
    }
    await stage.finalize({ beacon: roundOf(round) });
    const row = db.selectFrom('ceremony').select('manifest').where('id', '=', stage.ceremonyId);
    const { manifest } = await row.executeTakeFirstOrThrow();
    const without = JSON.stringify({ ...JSON.parse(manifest!), beacon: null });
    await db.updateTable('ceremony').set({ manifest: without }).where('id', '=', stage.ceremonyId).execute();
    await stage.work();
    expect((await stage.read()).finalization.problem).toContain('names no beacon');
  });

  it('does not end with states that its chains do not have any more', async () => {
    const { server, stage, ctx } = await begin();
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const { store, finalizations } = ctx();
    const { db, transaction } = store;
    const { genesisBlob } = await db
      .selectFrom('circuit')
      .select('genesisBlob')
      .where('ceremonyId', '=', stage.ceremonyId)
      .executeTakeFirstOrThrow();
    await stage.finalize();
    await server.tick();
    // Its first commit is of what it has made of the chains.
    store.transaction = async (work) => {
      store.transaction = transaction;
      const ofCeremony = db.updateTable('circuit').where('ceremonyId', '=', stage.ceremonyId);
      await ofCeremony.set({ headBlob: genesisBlob }).execute();
      return transaction(work);
    };
    await Promise.all([...finalizations.values()].map(({ done }) => done));
    expect((await stage.read()).finalization.problem).toContain('has gone on');
  });

  it('has a chain of exactly as many records as contributions', async () => {
    const { stage, ctx, failure } = await begin();
    await stage.contribute();
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const { db } = ctx().store;
    const [first, second] = await db.selectFrom('contribution').selectAll().orderBy('position').execute();
    await db.deleteFrom('usedKey').where('contributionId', '=', second!.id).execute();
    await db.deleteFrom('contribution').where('id', '=', second!.id).execute();
    const { headBlob } = second!;
    await db.updateTable('contribution').set({ headBlob }).where('id', '=', first!.id).execute();
    await db.updateTable('circuit').set({ position: 1 }).where('id', '=', first!.circuitId).execute();
    expect(await failure()).toContain('it has 3 records, and not 1 and the beacon’s');
  });
});
