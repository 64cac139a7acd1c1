import { copyBytes, joinBytes } from './bytes.ts';
import { requirePowerOfTwo } from './engine-arguments.ts';
import { requireCombinationScalars } from './scalar.ts';
import { cutBatch, runBatch } from './threads/run-batch.ts';
import type { WasmBatches } from './wasm-batches.ts';
import { rangesOfTerms } from './wasm-combine-each.ts';

/**
 * Batches of scalars modulo r, in the threads of an engine. Scalars are 32 little-endian bytes below r, and not
 * secret; every function throws a RangeError for others.
 */
export interface ScalarBatches {
  /** aᵢ·bᵢ */
  multiply(a: Uint8Array, b: Uint8Array): Promise<Uint8Array>;
  add(a: Uint8Array, b: Uint8Array): Promise<Uint8Array>;
  subtract(a: Uint8Array, b: Uint8Array): Promise<Uint8Array>;
  /** Throws when one is zero. */
  invert(values: Uint8Array): Promise<Uint8Array>;
  /** s·t^i for i < count. */
  powers(s: Uint8Array, t: Uint8Array, count: number): Promise<Uint8Array>;
  /** Many short sums of products aᵢ·bᵢ, of the first counts[0] pairs, the next counts[1] and so on. */
  dots(a: Uint8Array, b: Uint8Array, counts: Uint32Array): Promise<Uint8Array>;
  /**
   * Σⱼ ω^(ij)·vⱼ for each i, in natural order, over the roots of unity that `lagrange` uses; their number is a power
   * of two. `inverse` undoes it.
   */
  transform(values: Uint8Array, options?: { inverse?: boolean }): Promise<Uint8Array>;
}

const SCALAR = 32;

/** Most scalars of one job. */
const MOST_SCALARS = 1 << 16;

export function scalarBatches({ curve, pool, order }: WasmBatches): ScalarBatches {
  const requireScalars = (...lists: Uint8Array[]) => {
    const count = lists[0]!.length / SCALAR;
    for (const list of lists) requireCombinationScalars(list, count, SCALAR, order);
    return count;
  };
  const cut = (count: number) => cutBatch(count, pool.threads, MOST_SCALARS);
  const part = (list: Uint8Array, from: number, to: number) => copyBytes(list, SCALAR * from, SCALAR * to);

  function pairwise(name: 'multiply' | 'add' | 'subtract') {
    return async (a: Uint8Array, b: Uint8Array) => {
      const count = requireScalars(a, b);
      const parts = await runBatch(pool, cut(count), (from, to) => {
        return { op: 'scalars', curve, name, a: part(a, from, to), b: part(b, from, to) };
      });
      return joinBytes(parts);
    };
  }

  return {
    multiply: pairwise('multiply'),
    add: pairwise('add'),
    subtract: pairwise('subtract'),
    async invert(values) {
      const count = requireScalars(values);
      const parts = await runBatch(pool, cut(count), (from, to) => {
        return { op: 'invertScalars', curve, values: part(values, from, to) };
      });
      return joinBytes(parts);
    },
    async powers(s, t, count) {
      requireCombinationScalars(s, 1, SCALAR, order);
      requireCombinationScalars(t, 1, SCALAR, order);
      return pool.run(() => ({ op: 'scalarPowers', curve, s: copyBytes(s), t: copyBytes(t), count }));
    },
    async dots(a, b, counts) {
      requireScalars(a, b);
      const ranges = rangesOfTerms(counts, a.length / SCALAR, MOST_SCALARS);
      const parts = await runBatch(
        pool,
        ranges.map(({ from, to }) => [from, to]),
        (from, to) => {
          const { first, last } = ranges.find((range) => range.from === from)!;
          const lengths = new Uint8Array(counts.slice(from, to).buffer);
          return { op: 'dots', curve, a: part(a, first, last), b: part(b, first, last), counts: lengths };
        },
      );
      return joinBytes(parts);
    },
    async transform(values, { inverse = false } = {}) {
      requirePowerOfTwo(requireScalars(values));
      return pool.run(() => ({ op: 'transform', curve, values: copyBytes(values), inverse }));
    },
  };
}
