import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { contribute } from '../chain/contribute.ts';
import { memorySource } from '../files/source.ts';
import { ptauPower } from '../r1cs/domain.ts';
import { r1csInfo } from '../r1cs/info.ts';
import { openR1cs } from '../r1cs/r1cs.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { genesisOf, r1csOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { immutablePart, slimPart } from '../zkey/compose.ts';
import { sizesByImmutable, sizesOfCircuit } from './circuit-sizes.ts';
import { measureSpeed } from './measure-speed.ts';
import { planCircuit } from './plan-circuit.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('sizes on %s', (curve) => {
  test('are those of the files', async () => {
    const circuit = smallCircuit(curve);
    const r1cs = await openR1cs(memorySource(await r1csOf(circuit)));
    const sizes = sizesOfCircuit(await r1csInfo(r1cs));
    const genesis = await zkeyIn(await genesisOf(circuit));
    expect(sizes).toMatchObject({
      whole: genesis.source.size,
      slim: (await bytesOf(slimPart(genesis))).length,
      immutable: (await bytesOf(immutablePart(genesis))).length,
      points: 20 + 32,
      power: ptauPower(r1cs.header),
    });
    expect(sizesByImmutable(genesis.header, sizes.immutable)).toEqual(sizes);

    const engine = await createWasmEngine({ curve, threads: 1 });
    const { output } = await contribute(engine, genesis, personStream(), { name: 'é'.repeat(64) });
    // The longest name has three bytes a unit.
    expect((await bytesOf(output)).length).toBe(sizes.whole + sizes.record - 64);
    await engine.close();
  });
});

test('one power to spare from domains of 2^15 on', () => {
  const power = (log: number) =>
    sizesByImmutable({ curve: 'bn254', nVars: 9, nPublic: 1, domainSize: 2 ** log }, 0).power;
  expect([14, 15, 20].map(power)).toEqual([14, 16, 21]);
});

test('a plan adds up', () => {
  const sizes = { whole: 4000, slim: 1000, immutable: 3012, record: 10, points: 500, power: 8 };
  const assumed = { bytesPerSecond: 100, contributedPerSecond: 50, verifiedPerSecond: 250 };
  expect(planCircuit(sizes, 20, assumed)).toEqual({
    people: 20,
    download: 2100,
    upload: 1100,
    wholeDownload: 4100,
    wholeUpload: 4100,
    traffic: 20 * 3200,
    disk: 3012 + 22 * 1100,
    turn: { transfer: 22, compute: 10, verify: 2 },
    total: 680,
  });
});

test('speed is measured with the engine', async () => {
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  const { contributed, verified } = await measureSpeed(engine, () => performance.now());
  await engine.close();
  expect(contributed).toBeGreaterThan(10);
  expect(verified).toBeGreaterThan(contributed);
});
