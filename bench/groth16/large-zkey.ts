/**
 * A genesis of any size, made in seconds: its points are known multiples of the generator, no circuit's, which
 * contributing to it and verifying that does not look at. Never of use for anything else.
 */
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Group, Points } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { type NewSection, sectionOfBytes, writeContainer } from '@brebaje/groth16/container/write-container';
import { generatorBytes } from '@brebaje/groth16/curve';
import { u32Bytes } from '@brebaje/groth16/little-endian';
import { headerBytes, type ZkeyHeader } from '@brebaje/groth16/zkey/header';
import { recordsBytes } from '@brebaje/groth16/zkey/records';
import {
  coefficientBytes,
  GENESIS_ORDER,
  pointCounts,
  pointSectionSizes,
  SECTION,
} from '@brebaje/groth16/zkey/zkey';

/** Points made at once. */
const STEP = 1 << 14;

/** Coefficients for each constraint: with them a zkey of 2^22 constraints has more than 4 GiB. */
const COEFFICIENTS = 15;

/** A genesis for a domain of 2^log rows, 1044·2^log bytes and a few. */
export async function largeGenesis(engine: WasmEngine, log: number): Promise<AsyncGenerator<Uint8Array>> {
  const { curve } = engine;
  const [g1, g2] = [generatorBytes(curve, 'G1'), generatorBytes(curve, 'G2')];
  const header: ZkeyHeader = {
    curve,
    nVars: 2 ** log,
    nPublic: 3,
    domainSize: 2 ** log,
    alpha1: await engine.encode(await times(engine, 'G1', 3n ** 150n), 'lem'),
    beta1: await engine.encode(await times(engine, 'G1', 5n ** 100n), 'lem'),
    beta2: await engine.encode(await times(engine, 'G2', 5n ** 100n), 'lem'),
    gamma2: g2,
    delta1: g1,
    delta2: g2,
  };
  const sizes = pointSectionSizes(header);
  const counts = pointCounts(header);
  const count = COEFFICIENTS * 2 ** log;
  const distinct = (id: 3 | 8 | 9, start: bigint): NewSection => {
    return { id, size: sizes[id], content: () => progression(engine, start, counts[id]) };
  };
  // What nobody computes with may be the same again and again.
  const repeated = (id: 5 | 6 | 7, group: Group, start: bigint): NewSection => {
    return { id, size: sizes[id], content: () => repetition(engine, group, start, counts[id]) };
  };
  const sections = [
    sectionOfBytes(SECTION.protocol, u32Bytes(1)),
    sectionOfBytes(SECTION.header, headerBytes(header)),
    distinct(SECTION.ic, 7n ** 60n),
    {
      id: SECTION.coefficients,
      size: 4 + count * coefficientBytes(curve),
      content: () => coefficients(count),
    },
    repeated(SECTION.a, 'G1', 11n ** 50n),
    repeated(SECTION.b1, 'G1', 13n ** 50n),
    repeated(SECTION.b2, 'G2', 13n ** 50n),
    distinct(SECTION.l, 17n ** 45n),
    distinct(SECTION.h, 19n ** 45n),
    sectionOfBytes(SECTION.records, recordsBytes(new Uint8Array(64).fill(1), [])),
  ];
  return writeContainer(
    'zkey',
    GENESIS_ORDER.map((id) => sections.find((section) => section.id === id)!),
  );

  function* coefficients(count: number): Generator<Uint8Array> {
    yield u32Bytes(count);
    const piece = new Uint8Array(STEP * coefficientBytes(curve));
    for (let left = count; left > 0; left -= STEP)
      yield piece.subarray(0, Math.min(left, STEP) * coefficientBytes(curve));
  }
}

/** start·G, (start + 1)·G and so on. */
async function* progression(engine: WasmEngine, start: bigint, count: number): AsyncGenerator<Uint8Array> {
  const near = await multiples(engine, 'G1', STEP);
  for (let done = 0; done < count; done += STEP) {
    const before = await times(engine, 'G1', start + BigInt(done) - 1n);
    const [points] = await engine.sumsAndDifferences(
      before,
      engine.slice(near, 0, Math.min(STEP, count - done)),
    );
    yield await engine.encode(points, 'lem');
  }
}

async function* repetition(
  engine: WasmEngine,
  group: Group,
  start: bigint,
  count: number,
): AsyncGenerator<Uint8Array> {
  const [points] = await engine.sumsAndDifferences(
    await times(engine, group, start),
    await multiples(engine, group, STEP),
  );
  const bytes = await engine.encode(points, 'lem');
  for (let left = count; left > 0; left -= STEP)
    yield bytes.subarray(0, (bytes.length / STEP) * Math.min(left, STEP));
}

/** 1·G … count·G, a power of two of them. */
async function multiples(engine: WasmEngine, group: Group, count: number): Promise<Points> {
  let points = engine.generator(group);
  while (points.count < count) {
    const last = engine.slice(points, points.count - 1, points.count);
    points = engine.concat([points, (await engine.sumsAndDifferences(points, last))[0]]);
  }
  return points;
}

function times(engine: WasmEngine, group: Group, factor: bigint): Promise<Points> {
  return engine.scale(engine.generator(group), bigIntToScalar(factor, CURVES[engine.curve].r));
}
