import type { Points } from '@brebaje/curves/engine';
import { SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import type { WireTerms } from './term-table.ts';

/** Terms of one step: a few megabytes of points and scalars. */
const MOST_TERMS = 1 << 15;

/** A matrix, and the points that its rows stand for: row c is point `first` + c of the table. */
export interface RowPoints {
  readonly terms: WireTerms;
  readonly first: number;
}

/**
 * Σ coefficient·point over the terms of each wire from `from` up to `to`, for several matrices whose points are in
 * one table. The sums come in batches, in the order of the wires; a wire without terms has infinity.
 */
export async function* wireSums(
  engine: WasmEngine,
  table: Points,
  matrices: readonly RowPoints[],
  from: number,
  to: number,
): AsyncGenerator<Points> {
  for (let first = from; first < to; ) {
    let last = first;
    let count = 0;
    do {
      count += termsOf(matrices, last);
      last++;
    } while (last < to && count + termsOf(matrices, last) <= MOST_TERMS);

    const indices = new Uint32Array(count);
    const scalars = new Uint8Array(count * SCALAR_BYTES);
    const counts = new Uint32Array(last - first);
    let at = 0;
    for (let wire = first; wire < last; wire++) {
      const begin = at;
      for (const { terms, first: offset } of matrices) {
        const [start, end] = [terms.starts[wire]!, terms.starts[wire + 1]!];
        scalars.set(terms.coefficients.subarray(start * SCALAR_BYTES, end * SCALAR_BYTES), at * SCALAR_BYTES);
        for (let term = start; term < end; term++) indices[at++] = offset + terms.rows[term]!;
      }
      counts[wire - first] = at - begin;
    }
    yield await engine.combineEach(engine.pick(table, indices), scalars, counts);
    first = last;
  }
}

function termsOf(matrices: readonly RowPoints[], wire: number): number {
  return matrices.reduce((sum, { terms }) => sum + terms.starts[wire + 1]! - terms.starts[wire]!, 0);
}
