import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { memorySink } from '../files/sink.ts';
import { memorySource } from '../files/source.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { contributed, edited, ptauIn, startOf } from '../testing/made-ptau.ts';
import { firstDifference } from '../testing/same-bytes.ts';
import { endSnarkjs, snarkjsCurve, written } from '../testing/snarkjs.ts';
import { exportChallenge, openChallenge, respond } from './challenge.ts';
import { beaconPtau } from './contribute.ts';
import { importResponse } from './import-response.ts';
import { pointBytes } from './points.ts';
import { preparePtau } from './prepare.ts';
import type { Ptau } from './ptau.ts';
import { verifyPtau } from './verify-ptau.ts';

/** Files that are many pieces long, as large ones are, by small pieces. */
vi.mock('./piece.ts', () => ({ pieceOf: (_: string, group: string) => (group === 'G1' ? 5 : 3) }));

const curve = 'bn254';
const power = 4;

let engine: WasmEngine;
let ptau: Ptau;
beforeAll(async () => {
  engine = await createWasmEngine({ curve, threads: 2 });
  ptau = await contributed(await startOf(engine, power), engine);
});
afterAll(async () => {
  await engine.close();
  await endSnarkjs();
});

const bytesIn = ({ source }: Ptau) => source.read(0, source.size);

test('a contribution does not depend on pieces, but for what is left over in the state of its hash', async () => {
  await snarkjsCurve(curve);
  const theirs = await ptauIn(
    await written(async (to) => snarkjs.powersOfTau.beacon(await bytesIn(ptau), to, 'beacon', 'aabb', 10)),
  );
  const sink = memorySink();
  const beacon = { bytes: Uint8Array.of(0xaa, 0xbb), exponent: 10 };
  await beaconPtau(ptau, sink, { engine, beacon, name: 'beacon' });
  const ours = await ptauIn(sink.bytes());
  for (const id of [2, 3, 4, 5, 6] as const) {
    const [a, b] = await Promise.all([ours, theirs].map((one) => pointBytes(one, id, 0, id === 6 ? 1 : 16)));
    expect(firstDifference(a!, b!)).toBe(undefined);
  }
  const withoutState = ({ hashState: _, ...record }: Ptau['records'][number]) => record;
  expect(ours.records.map(withoutState)).toEqual(theirs.records.map(withoutState));
  expect(await snarkjs.powersOfTau.verify(sink.bytes())).toBe(true);
});

test('verification looks at every point, also where pieces meet', async () => {
  expect((await verifyPtau(ptau, engine)).ok).toBe(true);
  for (const index of [4, 5, 6, 29, 30]) {
    const dishonest = { factor: (id: number, at: number) => (id === 2 && at === index ? 2n : 1n) };
    const made = await contributed(await startOf(engine, power), engine, dishonest);
    expect(await verifyPtau(made, engine)).toMatchObject({ code: 'powers', section: 2, index });
  }
});

test('tables are prepared and verified', async () => {
  await snarkjsCurve(curve);
  const bytes = await bytesOf(preparePtau(ptau, engine));
  const theirs = await written(async (to) => snarkjs.powersOfTau.preparePhase2(await bytesIn(ptau), to));
  expect(firstDifference(bytes, theirs)).toBe(undefined);
  const prepared = await ptauIn(bytes);
  expect(await verifyPtau(prepared, engine)).toEqual({ ok: true, unchecked: [] });
  for (const id of [12, 13] as const) {
    const point = { id, index: 30, bytes: await pointBytes(prepared, id, 29, 30) };
    expect(await verifyPtau(await edited(prepared, { point }), engine)).toMatchObject({
      code: 'tables',
      section: id,
      index: 15,
    });
  }
});

test('challenges and responses are whole', async () => {
  await snarkjsCurve(curve);
  const challenge = await bytesOf(exportChallenge(ptau, engine));
  const theirs = await written(async (to) => snarkjs.powersOfTau.exportChallenge(await bytesIn(ptau), to));
  expect(firstDifference(challenge, theirs)).toBe(undefined);
  const answer = respond(openChallenge(memorySource(challenge), curve), { engine, stream: personStream() });
  const sink = memorySink();
  await importResponse(ptau, memorySource(await bytesOf(answer)), sink, { engine });
  expect((await verifyPtau(await ptauIn(sink.bytes()), engine)).ok).toBe(true);
});

test('work stops when it is told to', async () => {
  const stopped = AbortSignal.abort(new Error('enough'));
  await expect(verifyPtau(ptau, engine, { signal: stopped })).rejects.toThrow('enough');
  await expect(bytesOf(preparePtau(ptau, engine, { signal: stopped }))).rejects.toThrow('enough');
  await expect(bytesOf(exportChallenge(ptau, engine, { signal: stopped }))).rejects.toThrow('enough');
  const options = { engine, beacon: { bytes: Uint8Array.of(1), exponent: 10 }, signal: stopped };
  await expect(beaconPtau(ptau, memorySink(), options)).rejects.toThrow('enough');
});
