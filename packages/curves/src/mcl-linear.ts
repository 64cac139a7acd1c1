import type { Group } from './engine.ts';
import { POINT_BYTES } from './mcl-layout.ts';
import {
  butterflies,
  countOf,
  keepNormalised,
  readBlock,
  SCALAR_BLOCK,
  setScalar,
  setScalarPower,
} from './mcl-steps.ts';
import type { Mcl } from './mcl-wasm.ts';

/** Sums and transforms of points, on public scalars. Results are normalised unless said otherwise. */

/** Σ scalarᵢ·Pᵢ. */
export function combine(
  mcl: Mcl,
  group: Group,
  points: Uint8Array,
  scalars: Uint8Array,
  width: 16 | 32,
): Uint8Array {
  const count = countOf(group, points);
  const size = POINT_BYTES[group];
  return mcl.withBlocks(
    [size, points.length, count * SCALAR_BLOCK, SCALAR_BLOCK],
    (result, at, factors, scratch) => {
      mcl.memory().set(points, at);
      for (let i = 0; i < count; i++) {
        setScalar(mcl, factors + i * SCALAR_BLOCK, scalars.subarray(i * width, (i + 1) * width), scratch);
      }
      mcl.groups[group].mulVec(result, at, factors, count);
      keepNormalised(mcl, group, result, 1);
      return readBlock(mcl, result, size);
    },
  );
}

/** The sum of all points; infinity for none. */
export function sum(mcl: Mcl, group: Group, points: Uint8Array): Uint8Array {
  const size = POINT_BYTES[group];
  return mcl.withBlocks([size, points.length], (result, at) => {
    mcl.memory().set(points, at);
    for (let i = 0; i < countOf(group, points); i++) mcl.groups[group].add(result, result, at + i * size);
    keepNormalised(mcl, group, result, 1);
    return readBlock(mcl, result, size);
  });
}

/** Every point negated. */
export function negate(mcl: Mcl, group: Group, points: Uint8Array): Uint8Array {
  const size = POINT_BYTES[group];
  const count = countOf(group, points);
  return mcl.withBlocks([points.length], (at) => {
    mcl.memory().set(points, at);
    for (let i = 0; i < count; i++) mcl.groups[group].neg(at + i * size, at + i * size);
    keepNormalised(mcl, group, at, count);
    return readBlock(mcl, at, points.length);
  });
}

/** The transform job (job.ts): decimation in time, n/2·log₂ n multiplications. Not normalised. */
export function transform(mcl: Mcl, group: Group, points: Uint8Array, root: Uint8Array): Uint8Array {
  const size = POINT_BYTES[group];
  const count = countOf(group, points);
  return mcl.withBlocks(
    [points.length, size, SCALAR_BLOCK, SCALAR_BLOCK, SCALAR_BLOCK, SCALAR_BLOCK],
    (at, product, base, step, factor, scratch) => {
      mcl.memory().set(points, at);
      setScalar(mcl, base, root, scratch);
      for (let half = 1; half < count; half *= 2) {
        setScalarPower(mcl, step, base, count / (2 * half), scratch);
        for (let from = 0; from < count; from += 2 * half) {
          mcl.fr.setInt32(factor, 1);
          const a = at + from * size;
          butterflies(mcl, group, { a, b: a + half * size, count: half }, { factor, step }, product);
        }
      }
      return readBlock(mcl, at, points.length);
    },
  );
}

/** The butterflies job (job.ts). Not normalised. */
export function turnButterflies(
  mcl: Mcl,
  group: Group,
  points: Uint8Array,
  root: Uint8Array,
  start: number,
): Uint8Array {
  return mcl.withBlocks(
    [points.length, POINT_BYTES[group], SCALAR_BLOCK, SCALAR_BLOCK, SCALAR_BLOCK],
    (at, product, step, factor, scratch) => {
      mcl.memory().set(points, at);
      setScalar(mcl, step, root, scratch);
      setScalarPower(mcl, factor, step, start, scratch);
      const pairs = { a: at, b: at + points.length / 2, count: countOf(group, points) / 2 };
      butterflies(mcl, group, pairs, { factor, step }, product);
      return readBlock(mcl, at, points.length);
    },
  );
}
