/** The end of Groth16 ceremonies: sources of beacons that fail or lie, chains that do not verify, keys that prove. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '@brebaje/cli/main';
import { testShell } from '@brebaje/cli/testing/test-shell';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { QUICKNET, roundSeconds } from '@brebaje/groth16/beacon/drand';
import { slotSeconds } from '@brebaje/groth16/beacon/ethereum';
import { memorySource } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { ptauPower } from '@brebaje/groth16/r1cs/domain';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { compileCircuit } from '@brebaje/groth16/testing/circuits';
import { compileContract } from '@brebaje/groth16/testing/contracts';
import { madeChain } from '@brebaje/groth16/testing/made-chain';
import { slimBytes, slimParts } from '@brebaje/groth16/testing/made-zkey';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs, preparedPowers, snarkjsCurve } from '@brebaje/groth16/testing/snarkjs';
import { recordBytes } from '@brebaje/groth16/zkey/records';
import { recordBlob } from '@brebaje/server/store/blobs';
import { createEVM } from '@ethereumjs/evm';
import * as snarkjs from 'snarkjs';
import { encodeFunctionData, parseAbi } from 'viem';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DRAND_FAULTS, type FakeDrand, roundOf, startFakeDrand, TEST_DRAND } from '../support/fake-drand.ts';
import { type Groth16Stage, groth16Stage } from '../support/groth16-stage.ts';
import { outcome } from '../support/http.ts';
import { startTestServer, type TestOptions, type TestServer } from '../support/server.ts';

afterAll(endSnarkjs);

const HOUR = 3_600_000;
const SMALL = { ...smallCircuit('bn254'), constraints: 9 };

describe('a Groth16 ceremony at its end', async () => {
  const genesis = await genesisOf(SMALL);
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  afterAll(() => engine.close());

  let drand: FakeDrand;
  let server: TestServer;
  let stage: Groth16Stage;
  beforeEach(async () => {
    drand = await startFakeDrand();
  });
  afterEach(async () => {
    await server.close();
    await drand.close();
  });

  const begin = async (
    {
      policy = {},
      first = genesis,
      by = engine,
    }: { policy?: object; first?: Uint8Array; by?: WasmEngine } = {},
    options: TestOptions = { drand: TEST_DRAND },
  ) => {
    server = await startTestServer({ drandUrls: [drand.url] }, undefined, { ownSchemes: true, ...options });
    stage = await groth16Stage(server, by, [first], { policy });
  };
  const ctx = () => server.running.application.ctx;
  const fileNamed = async (name: string) => {
    const { url } = (await stage.artifacts()).find((file) => file.name === name)!;
    return new Uint8Array(await (await fetch(server.url + url)).arrayBuffer());
  };
  const textOf = async (name: string) => new TextDecoder().decode(await fileNamed(name));
  const failure = async () => {
    await stage.finalize();
    await stage.work();
    const { status, finalization } = await stage.read();
    expect([status, finalization.state]).toEqual(['CLOSED', 'FAILED']);
    expect(await stage.artifacts()).toEqual([]);
    return finalization.problem as string;
  };

  /** Runs `brebaje ceremony …` as somebody who is signed in. */
  const commandOf = ({ sessionId }: { sessionId: string }) => {
    const home = mkdtempSync(join(tmpdir(), 'brebaje-home-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    return async (args: string[], input = '') => {
      const env = { HOME: home, BREBAJE_SESSION: sessionId };
      const shell = testShell({ env, readInput: async () => input });
      const code = await main(['node', 'brebaje', 'ceremony', ...args, '--server', server.url], shell);
      return { code, out: shell.outText(), err: shell.errText() };
    };
  };

  it('believes no endpoint, waits for none for ever, and goes on with the next', async () => {
    await begin();
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const liars = await Promise.all(DRAND_FAULTS.map((fault) => startFakeDrand(fault)));
    onTestFinished(async () => {
      for (const liar of liars) await liar.close();
    });
    const { config } = ctx();
    config.drandUrls = ['http://127.0.0.1:1', ...liars.map(({ url }) => url)];
    const logged = vi.spyOn(ctx().log, 'error');
    const problem = await failure();
    // In words, without a trace.
    expect(logged.mock.calls).toEqual([
      [{ ceremony: stage.ceremonyId, attempt: 1, problem }, expect.any(String)],
    ]);
    for (const [index, liar] of liars.entries())
      expect([DRAND_FAULTS[index], problem.includes(new URL(liar.url).host)]).toEqual([
        DRAND_FAULTS[index],
        true,
      ]);
    for (const why of [
      'status 404',
      'status 503',
      'not drand’s signature',
      'randomness',
      'too long',
      'abort',
    ])
      expect(problem).toContain(why);
    config.drandUrls = [...config.drandUrls.filter((url) => !url.endsWith(liars.at(-1)!.url)), drand.url];
    await stage.finalize();
    await stage.work();
    expect((await stage.read()).status).toBe('FINALIZED');
  });

  it('ends with a round that quicknet has published', async () => {
    const round = {
      round: 1000,
      randomness: 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
      signature:
        'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
    };
    const closing = roundSeconds(QUICKNET, round.round) * 1000 - 24 * HOUR;
    await begin({}, { time: closing - HOUR });
    const quicknet = createServer((request, response) => {
      const path = `/${QUICKNET.hash}/public/1000`;
      response.end(request.url === path ? JSON.stringify(round) : '{}');
    });
    await new Promise<void>((resolve) => quicknet.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void quicknet.close());
    await stage.contribute();
    server.step(closing - server.now());
    await stage.close();
    expect((await stage.read()).beacon.round).toBe(1000);
    await stage.hours(25);
    // The test's own key is worth nothing here.
    expect(await failure()).toContain('not drand’s signature');
    ctx().config.drandUrls = [`http://127.0.0.1:${(quicknet.address() as AddressInfo).port}/`];
    await stage.finalize();
    await stage.work();
    expect((await stage.read()).finalization).toMatchObject({ state: 'DONE' });
    expect(JSON.parse(await textOf('final.json')).beacon).toEqual({
      source: 'drand-quicknet',
      ...round,
      exponent: 10,
    });
  });

  it('ends with a slot of Ethereum, and says that nothing proves it', async () => {
    const begun = Date.parse('2026-01-01T00:00:00Z');
    const slot = Math.ceil((begun / 1000 + 10 * 3600 - slotSeconds(0)) / 12);
    await begin({ policy: { beacon: { source: 'ethereum-slot', slot, exponent: 10 } } });
    const mix = 'a5'.repeat(32);
    let answer: object = { execution_optimistic: false, finalized: false, data: { randao: `0x${mix}` } };
    const asked: string[] = [];
    const node = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void node.close());
    await stage.contribute();
    await stage.hours(11);
    await stage.close();
    const early = await stage.finalize();
    expect(outcome(early)).toEqual([409, 'BEACON_TOO_EARLY']);
    const later = slot + 1_000;
    const policy = { beacon: { source: 'ethereum-slot', slot: later } };
    const named = await stage.operator.patch(`/ceremonies/${stage.ceremonyId}`, {
      policy,
      reason: 'too late',
    });
    expect(named.status, named.text).toBe(200);
    expect(outcome(await stage.finalize())).toEqual([409, 'BEACON_NOT_PUBLISHED']);
    await stage.hours(4);
    expect(await failure()).toContain('ethereum-beacon-urls');
    for (const beacon of [{ slot, value: mix }, { value: '0'.repeat(64) }, { signature: 'b4'.repeat(48) }])
      expect(outcome(await stage.finalize({ beacon }))).toEqual([422, 'BEACON_REFUSED']);
    ctx().config.ethereumBeaconUrls = [`http://127.0.0.1:${(node.address() as AddressInfo).port}`];
    expect(await failure()).toContain('no mix of a slot that is final');
    answer = { ...answer, finalized: true };
    await stage.finalize();
    await stage.work();
    expect((await stage.read()).status).toBe('FINALIZED');
    expect(asked.at(-1)).toBe(`/eth/v1/beacon/states/${later}/randao`);
    expect(JSON.parse(await textOf('final.json')).beacon).toEqual({
      source: 'ethereum',
      slot: later,
      randomness: mix,
      exponent: 10,
      verifiable: false,
      words: expect.stringContaining('Nothing here proves that'),
    });
  });

  it('does not end with a chain that is not the accepted one, or whose δ can be guessed', async () => {
    await begin();
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
    await begin();
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
    await begin();
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    await stage.finalize();
    await server.tick();
    const verifying = async () => (await stage.read()).finalization.phase === 'VERIFYING';
    await expect.poll(verifying, { timeout: 60_000, interval: 5 }).toBe(true);
    const { db } = ctx().store;
    const { genesisBlob } = await db
      .selectFrom('circuit')
      .select('genesisBlob')
      .where('ceremonyId', '=', stage.ceremonyId)
      .executeTakeFirstOrThrow();
    const ofCeremony = db.updateTable('circuit').where('ceremonyId', '=', stage.ceremonyId);
    await ofCeremony.set({ headBlob: genesisBlob }).execute();
    await stage.work();
    expect((await stage.read()).finalization.problem).toContain('has gone on');
  });

  it('has a chain of exactly as many records as contributions', async () => {
    await begin();
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

  it('is ended by command, with a round from standard input', async () => {
    await begin();
    ctx().config.drandUrls = [];
    await stage.contribute();
    await stage.close();
    const run = commandOf(stage.operator);
    const { round } = (await stage.read()).beacon;
    expect((await run(['show', 'queues'])).out).toContain(`Round ${round} of drand’s quicknet`);
    const early = await run(['finalize', 'queues']);
    expect(early).toMatchObject({ code: 7, err: expect.stringContaining('published at') });
    await stage.hours(25);
    const given = ['finalize', 'queues', '--round-file', '-'];
    expect((await run(given, JSON.stringify(roundOf(round + 1)))).err).toContain(
      `That is round ${round + 1}`,
    );
    expect(await run(given, JSON.stringify(roundOf(round)))).toMatchObject({ code: 0 });
    await stage.work();
    const shown = await run(['finalize', 'queues', '--wait']);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('is finalized') });
    for (const { name, sha256 } of await stage.artifacts())
      expect(shown.out).toMatch(new RegExp(`${name} [\\s\\S]+SHA-256 ${sha256}`));
  });

  it('is ended by a command that waits for its beacon', async () => {
    const MINUTE = 60_000;
    const beacon = { source: 'drand-quicknet', notBefore: MINUTE, exponent: 10 } as const;
    await begin({ policy: { beacon } }, { drand: TEST_DRAND, time: Date.now() - 10 * MINUTE });
    await stage.contribute();
    const AHEAD = 4_000;
    server.step(Date.now() + AHEAD - MINUTE - server.now());
    await stage.close();
    const { round, publishedAt } = (await stage.read()).beacon;
    const given = ['finalize', 'queues', '--wait', '--round-file', '-'];
    const ended = commandOf(stage.operator)(given, JSON.stringify(roundOf(round)));
    server.step(2 * MINUTE);
    const begun = async () => (await stage.read()).finalization?.state;
    await expect.poll(begun, { timeout: MINUTE, interval: 50 }).toBe('QUEUED');
    expect(Date.now()).toBeGreaterThanOrEqual(publishedAt * 1000);
    await stage.work();
    const { code, err } = await ended;
    expect([code, err]).toEqual([0, expect.stringContaining('Waiting for the beacon')]);
  });

  it('gives the same bytes on another server, whoever says what the round is', async () => {
    const curve = 'bls12-381';
    const by = await createWasmEngine({ curve, threads: 1 });
    onTestFinished(() => by.close());
    await begin({ first: await genesisOf({ ...SMALL, curve }), by });
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const copy = mkdtempSync(join(tmpdir(), 'brebaje-copy-'));
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
    const { data } = server.config;
    await server.running.close();
    cpSync(data, copy, { recursive: true });
    await server.restart();
    const { round } = (await stage.read()).beacon;
    await stage.finalize();
    await stage.work();
    const files = await stage.artifacts();
    // Ethereum verifies nothing on this curve: there is no contract.
    expect(files.map(({ name }) => name)).toEqual([
      'circuit-1_final.zkey',
      'circuit-1_final.slim.zkey',
      'circuit-1_vkey.json',
      'final.json',
    ]);
    await server.restart({ data: copy, drandUrls: [] }, 7 * HOUR);
    const begun = await stage.finalize({ beacon: roundOf(round) });
    expect(begun.status, begun.text).toBe(202);
    await stage.work();
    const again = await stage.artifacts();
    const bare = (all: typeof files) =>
      all.map(({ name, url, sha256, size }) => ({ name, url, sha256, size }));
    expect(bare(again)).toEqual(bare(files));
  });

  it('gives a key whose proofs snarkjs and the contract accept', async () => {
    const source = `pragma circom 2.0.0;
      template Cubic() { signal input x; signal input y; signal output out; signal s; signal c;
        s <== x * x; c <== s * x; out <== c + x * y + 5; }
      component main { public [y] } = Cubic();`;
    const { r1cs, wasm } = await compileCircuit(source, 'bn254', { wasm: true });
    const circuit = await openR1cs(memorySource(r1cs));
    const powers = await openPtau(memorySource(await preparedPowers('bn254', ptauPower(circuit.header))));
    const first = await bytesOf((await createGenesis(engine, circuit, powers)).output);
    await begin({ first });
    await stage.contribute();
    await stage.end();
    await snarkjsCurve('bn254');
    const zkey = await fileNamed('circuit-1_final.zkey');
    const { proof, publicSignals } = await snarkjs.groth16.fullProve({ x: '3', y: '4' }, wasm!, zkey);
    expect(publicSignals).toEqual(['44', '4']);
    const key = JSON.parse(await textOf('circuit-1_vkey.json'));
    expect(await snarkjs.groth16.verify(key, publicSignals, proof)).toBe(true);
    expect(await snarkjs.groth16.verify(key, ['45', '4'], proof)).toBe(false);

    const code = Buffer.from(compileContract(await textOf('circuit-1_verifier.sol')), 'hex');
    const abi = parseAbi([
      'function verifyProof(uint256[2] a, uint256[2][2] b, uint256[2] c, uint256[2] input) view returns (bool)',
    ]);
    const g1 = ([x, y]: string[]) => [BigInt(x!), BigInt(y!)] as const;
    const g2 = ([x, y]: string[][]) => [g1(x!.toReversed()), g1(y!.toReversed())] as const;
    const accepts = async (input: string[]) => {
      const args = [g1(proof.pi_a), g2(proof.pi_b), g1(proof.pi_c), g1(input)] as const;
      const data = Buffer.from(encodeFunctionData({ abi, args }).slice(2), 'hex');
      const { returnValue } = await (await createEVM()).runCode({ code, data, gasLimit: 10_000_000n });
      return returnValue[31] === 1;
    };
    expect([await accepts(publicSignals), await accepts(['45', '4'])]).toEqual([true, false]);
    const hash = createHash('sha256').update(zkey).digest('hex');
    expect(JSON.parse(await textOf('final.json')).circuits[0].final.whole.sha256).toBe(hash);
  });
});
