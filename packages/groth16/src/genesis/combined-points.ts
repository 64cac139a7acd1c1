import { isZero } from '@brebaje/curves/bytes';
import type { Group, Points } from '@brebaje/curves/engine';
import { SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sizesOf } from '../curve.ts';
import { streamOf } from '../files/source.ts';
import { placeOf, readPoints } from '../ptau/points.ts';
import type { Ptau } from '../ptau/ptau.ts';
import { decodeOrRefuse } from '../verify/verdict.ts';
import { SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';

/** Points of one step. */
const CHUNK = 1 << 14;

type PointSection = 3 | 5 | 6 | 7 | 8 | 9;

const NAMES: Record<PointSection, string> = { 3: 'IC', 5: 'A', 6: 'B1', 7: 'B2', 8: 'L', 9: 'H' };

/** Wires that stand in no constraint have infinity; every public wire stands in one, and H has none. */
const MAY_BE_INFINITE: readonly number[] = [SECTION.a, SECTION.b1, SECTION.b2, SECTION.l];

/**
 * Σ kᵢ·Pᵢ over a section of a zkey. Its points are decoded strictly: canonical, on the curve, in the subgroup, and
 * infinity only where wires may be unused. Throws Refused.
 */
export async function combineSection(
  engine: WasmEngine,
  zkey: Zkey,
  id: PointSection,
  weights: Uint8Array,
  tick: (points: number) => void,
): Promise<Points> {
  const group: Group = id === SECTION.b2 ? 'G2' : 'G1';
  const size = sizesOf(engine.curve)[group];
  const { from, size: length } = zkeySection(zkey, id);
  const infinity = MAY_BE_INFINITE.includes(id);
  const sums: Points[] = [await infinityOf(engine, group)];
  let first = 0;
  for await (const bytes of streamOf(zkey.source, from, from + length, CHUNK * size)) {
    const start = first;
    const points = await decodeOrRefuse(
      () => engine.decode(group, 'lem', bytes, { infinity }),
      (index) => ({
        section: id,
        index: start + index,
        name: `point ${start + index} of ${NAMES[id]}`,
      }),
    );
    sums.push(await combine(engine, points, weights, first));
    first += points.count;
    tick(points.count);
  }
  return addUp(engine, sums);
}

/** Σ kᵢ·Pᵢ over the first points of a section of a ptau, as many as there are weights. */
export async function combinePowers(
  engine: WasmEngine,
  ptau: Ptau,
  id: 2 | 3 | 4 | 5,
  weights: Uint8Array,
  tick: (points: number) => void,
): Promise<Points> {
  const sums: Points[] = [await infinityOf(engine, id === 3 ? 'G2' : 'G1')];
  const count = weights.length / SCALAR_BYTES;
  for await (const { first, points } of readPoints(engine, placeOf(ptau, id, 0, count))) {
    sums.push(await combine(engine, points, weights, first));
    tick(points.count);
  }
  return addUp(engine, sums);
}

/** The sum of batches of one each. */
export async function addUp(engine: WasmEngine, sums: Points[]): Promise<Points> {
  const ones = new Uint8Array(16 * sums.length);
  for (let at = 0; at < ones.length; at += 16) ones[at] = 1;
  return engine.msm(engine.concat(sums), ones, 16);
}

export function infinityOf(engine: WasmEngine, group: Group): Promise<Points> {
  return engine.decode(group, 'lem', new Uint8Array(sizesOf(engine.curve)[group]), { infinity: true });
}

async function combine(
  engine: WasmEngine,
  points: Points,
  weights: Uint8Array,
  first: number,
): Promise<Points> {
  const scalars = weights.subarray(first * SCALAR_BYTES, (first + points.count) * SCALAR_BYTES);
  // Most weights of a section are of 128 bits, and of those that are asked for one by one all are zero.
  if (isZero(scalars, 0, scalars.length)) return infinityOf(engine, points.group);
  const short = shorten(scalars);
  return short ? engine.msm(points, short, 16) : engine.msm(points, scalars, 32);
}

/** Scalars of 32 bytes in 16, or undefined when one of them needs more. */
function shorten(scalars: Uint8Array): Uint8Array | undefined {
  const short = new Uint8Array(scalars.length / 2);
  for (let at = 0; at < scalars.length; at += SCALAR_BYTES) {
    if (!isZero(scalars, at + 16, at + 32)) return undefined;
    short.set(scalars.subarray(at, at + 16), at / 2);
  }
  return short;
}
