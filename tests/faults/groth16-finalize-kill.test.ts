/** A server that is killed in every phase of a Groth16 ceremony's end: it goes on, and the bytes are the same. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { CLOCKED_SERVER, ClockFile } from '../support/clock.ts';
import { roundOf, TEST_DRAND } from '../support/fake-drand.ts';
import { freePort } from '../support/free-port.ts';
import { groth16Stage } from '../support/groth16-stage.ts';
import { startTestServer } from '../support/server.ts';
import { ServerProcess } from './server-process.ts';

afterAll(endSnarkjs);

/** For what hangs: each start compiles and checks its kernels anew. */
const PATIENCE = 240_000;

it('ends in the end, once, wherever it was killed', async () => {
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  const geneses = [
    await genesisOf({ ...smallCircuit('bn254'), constraints: 9 }),
    await genesisOf(smallCircuit('bn254')),
  ];
  const unkilled = await startTestServer({ drandUrls: [] }, undefined, {
    ownSchemes: true,
    drand: TEST_DRAND,
  });
  onTestFinished(() => unkilled.close());
  const stage = await groth16Stage(unkilled, engine, geneses);
  await stage.contribute();
  await stage.close();
  await stage.hours(25);
  await engine.close();
  const { round } = (await stage.read()).beacon;
  expect((await stage.finalize({ beacon: roundOf(round) })).status).toBe(202);
  const home = mkdtempSync(join(tmpdir(), 'brebaje-end-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const data = join(home, 'data');
  await unkilled.running.close();
  cpSync(unkilled.config.data, data, { recursive: true });
  await unkilled.restart();
  await stage.work();
  const expected = await stage.artifacts();
  expect(expected).toHaveLength(9);

  const clock = new ClockFile(join(home, 'clock.json'), unkilled.now());
  const flags = ['--clock', clock.path, '--test-drand'];
  const server = new ServerProcess(data, await freePort(), flags, CLOCKED_SERVER);
  onTestFinished(() => server.kill());
  const path = `/ceremonies/${stage.ceremonyId}`;
  const read = async () => (await server.send(path)).json;
  const kept = () => {
    const database = new DatabaseSync(join(data, 'brebaje.sqlite'));
    const row = database.prepare("select result from job where kind = 'finalize'").get() as {
      result: string;
    };
    database.close();
    return JSON.parse(row.result).circuits ?? {};
  };
  const until = (reached: (finalization: { phase?: string; progress?: number }) => boolean) =>
    expect
      .poll(
        async () => {
          const { status, finalization } = await read();
          return status === 'FINALIZED' || reached(finalization);
        },
        { timeout: PATIENCE, interval: 5 },
      )
      .toBe(true);
  let before: Record<string, { ended?: object }> = {};
  for (const [phase, least] of [
    ['APPLYING', 0],
    ['VERIFYING', 0],
    ['APPLYING', 50],
    ['VERIFYING', 50],
  ] as const) {
    await server.start();
    await until(({ phase: now, progress = 0 }) => now === phase && progress >= least);
    await server.kill();
    const after = kept();
    // What was done of a circuit stays, and is not done again.
    for (const [slug, circuit] of Object.entries(before))
      if (circuit.ended) expect(after[slug]).toEqual(circuit);
    before = after;
  }
  expect(before).toHaveProperty('circuit-1.slim');
  await server.start();
  await expect.poll(async () => (await read()).status, { timeout: PATIENCE }).toBe('FINALIZED');
  expect((await read()).participants).toEqual({ FINALIZED: 1 });
  const { items } = (await server.send(`${path}/artifacts`)).json;
  const bare = (files: typeof expected) => files.map(({ name, sha256, size }) => ({ name, sha256, size }));
  expect(bare(items)).toEqual(bare(expected));
  const events = (await server.send(`${path}/events?limit=100`)).json.items;
  const told = events.filter(({ type }: { type: string }) => type === 'ceremony.finalized');
  expect([told.length, readdirSync(join(data, 'quarantine'))]).toEqual([1, []]);
  expect(server.complaints).toEqual([]);
});
