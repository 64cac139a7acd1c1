import { CURVES } from '@brebaje/curves/curve/parameters';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sizesOf } from '../curve.ts';
import type { ByteSource } from '../files/source.ts';
import { memorySource } from '../files/source.ts';
import { drawScalar } from '../random/field-element.ts';
import { streamOfEntropy } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { madeGenesis } from '../testing/made-chain.ts';
import { replacePoint, type SlimParts, slimBytes, slimParts, slimZkey } from '../testing/made-zkey.ts';
import { openZkey } from '../zkey/zkey.ts';
import { contribute } from './contribute.ts';
import { CHUNK, SUMMED } from './divided-points.ts';
import { sumGenesis } from './genesis-sums.ts';
import { combinationScalars, combinationSeed } from './point-sums.ts';
import { sumDivided } from './sum-divided.ts';

const curve = 'bn254';
const random = new Uint8Array(64).fill(3);

describe('sections longer than one chunk', () => {
  let engine: WasmEngine;
  let genesis: SlimParts;
  /** Longer than what is only combined at a time. */
  let longer: SlimParts;

  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 1 });
    const { header, records } = madeGenesis(curve);
    const [three, five] = [3n, 5n].map((k) => bigIntToScalar(k, CURVES[curve].r));
    const points = async (count: number) => {
      let ones = engine.generator('G1');
      while (ones.count < count) ones = engine.concat([ones, ones]);
      const powers = await engine.powers(engine.slice(ones, 0, count), three!, five!);
      return engine.encode(powers, 'lem');
    };
    const all = await points(SUMMED + 900);
    const h = await points(16);
    const withL = (count: number): SlimParts => ({
      header: { ...header, nVars: count + header.nPublic + 1, domainSize: 16 },
      records,
      l: all.slice(0, count * sizesOf(curve).G1),
      h,
    });
    genesis = withL(CHUNK + 900);
    longer = withL(SUMMED + 900);
  });
  afterAll(() => engine.close());

  test('are divided as a whole', async () => {
    const zkey = await slimZkey(genesis);
    const sums = await sumGenesis(engine, zkey);
    const made = await contribute(engine, zkey, streamOfEntropy(random, ''), { genesis: sums });
    const after = await slimParts(await zkeyIn(await bytesOf(made.output), 'slim'));
    const secret = drawScalar(streamOfEntropy(random, ''), curve);
    for (const name of ['l', 'h'] as const) {
      const points = await engine.decode('G1', 'lem', after[name]);
      expect(await engine.encode(await engine.scale(points, secret), 'lem')).toEqual(genesis[name]);
    }
  });

  test('are refused for a point in the second chunk', async () => {
    const sums = await sumGenesis(engine, await slimZkey(genesis));
    const size = sizesOf(curve).G1;
    const index = CHUNK + 321;
    const refused = async (change: (point: Uint8Array) => Uint8Array) => {
      const zkey = await slimZkey({ ...genesis, l: replacePoint(genesis, genesis.l, index, change) });
      const made = await contribute(engine, zkey, streamOfEntropy(random, ''), { genesis: sums });
      return expect(bytesOf(made.output)).rejects;
    };
    const place = { section: 8, index };
    await (await refused((point) => point.fill(1, 0, 1))).toMatchObject({
      refusal: { code: 'not-on-curve', ...place },
    });
    await (await refused((point) => point.fill(0))).toMatchObject({
      refusal: { code: 'infinity-moved', ...place },
    });
    const other = genesis.l.slice(0, size);
    await (await refused(() => other)).toMatchObject({ refusal: { code: 'l', section: 8 } });
  });

  test('are combined as a whole, and refused for a point in what is combined next', async () => {
    const seed = combinationSeed();
    const { l } = await sumDivided(engine, await slimZkey(longer), seed);
    const points = await engine.decode('G1', 'lem', longer.l);
    const expected = await engine.msm(points, combinationScalars(seed, 0, points.count), 16);
    expect(await engine.firstDifference(l, expected)).toBeUndefined();
    const index = SUMMED + 321;
    const changed = replacePoint(longer, longer.l, index, (point) => point.fill(1, 0, 1));
    await expect(sumDivided(engine, await slimZkey({ ...longer, l: changed }), seed)).rejects.toMatchObject({
      refusal: { code: 'not-on-curve', section: 8, index },
    });
  });

  test('are read once and in pieces', async () => {
    const bytes = await slimBytes(genesis);
    const inMemory = memorySource(bytes);
    const reads: [number, number][] = [];
    const source: ByteSource = {
      size: bytes.length,
      read(from, to) {
        if (to - from > 4096) reads.push([from, to]);
        return inMemory.read(from, to);
      },
    };
    const made = await contribute(
      engine,
      await openZkey(source, { kind: 'slim' }),
      streamOfEntropy(random, ''),
    );
    await bytesOf(made.output);
    expect(reads.map(([from, to]) => to - from)).toEqual([CHUNK, 900].map((count) => 64 * count));
  });
});

test('the scalars of a combination are the same wherever it begins', () => {
  const seed = combinationSeed();
  const all = combinationScalars(seed, 0, 50);
  for (const from of [0, 1, 2, 3, 4, 17]) {
    expect(combinationScalars(seed, from, 50 - from)).toEqual(all.slice(16 * from));
  }
  expect(combinationScalars(combinationSeed(), 0, 50)).not.toEqual(all);
});
