import { SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { inFileOrder } from '../domain-roots.ts';
import { publicWires } from '../r1cs/domain.ts';
import type { R1cs } from '../r1cs/r1cs.ts';
import { MATRIX, readTerms, type TermChunk } from '../r1cs/terms.ts';

/** One scalar a wire, 32 bytes each, by which its points are multiplied in a combination. */
export interface WireWeights {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly k: Uint8Array;
}

/** One scalar a row of the domain: weighted sums over the row's entries. */
export interface RowVectors {
  /** Of A by the weights of A; of B by those of B. */
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** Of each matrix by the weights of K. */
  readonly ka: Uint8Array;
  readonly kb: Uint8Array;
  readonly kc: Uint8Array;
}

/** The matrix and the weights of each vector. */
const VECTORS = [
  ['a', MATRIX.a, 'a'],
  ['b', MATRIX.b, 'b'],
  ['ka', MATRIX.a, 'k'],
  ['kb', MATRIX.b, 'k'],
  ['kc', MATRIX.c, 'k'],
] as const;

/**
 * The products of the circuit's matrices with weights of the wires, as vectors of `domainSize` rows: constraints, then
 * the rows of public wires, then zeros. Memory does not grow with the number of terms.
 */
export async function rowVectors(
  engine: WasmEngine,
  r1cs: R1cs,
  weights: WireWeights,
  domainSize: number,
): Promise<RowVectors> {
  const vectors = Object.fromEntries(
    VECTORS.map(([name]) => [name, new Uint8Array(domainSize * SCALAR_BYTES)]),
  ) as unknown as RowVectors;
  for await (const chunk of readTerms(r1cs)) {
    for (const [name, matrix, by] of VECTORS) {
      await addChunk(engine, vectors[name], chunk, matrix, weights[by]);
    }
  }
  // Row nConstraints + w of A has a 1 at public wire w.
  const { nConstraints } = r1cs.header;
  for (let wire = 0; wire <= publicWires(r1cs.header); wire++) {
    const row = (nConstraints + wire) * SCALAR_BYTES;
    vectors.a.set(scalarAt(weights.a, wire), row);
    vectors.ka.set(scalarAt(weights.k, wire), row);
  }
  return vectors;
}

async function addChunk(
  engine: WasmEngine,
  vector: Uint8Array,
  { count, matrices, constraints, wires, coefficients }: TermChunk,
  matrix: number,
  weights: Uint8Array,
): Promise<void> {
  const first = constraints[0]!;
  const rows = constraints[count - 1]! + 1 - first;
  const counts = new Uint32Array(rows);
  const [left, right] = [new Uint8Array(count * SCALAR_BYTES), new Uint8Array(count * SCALAR_BYTES)];
  let terms = 0;
  for (let i = 0; i < count; i++) {
    if (matrices[i] !== matrix) continue;
    left.set(scalarAt(coefficients, i), terms * SCALAR_BYTES);
    right.set(scalarAt(weights, wires[i]!), terms * SCALAR_BYTES);
    counts[constraints[i]! - first]!++;
    terms++;
  }
  if (terms === 0) return;
  const used = terms * SCALAR_BYTES;
  const sums = await engine.scalars.dots(left.subarray(0, used), right.subarray(0, used), counts);
  // A row may have begun in the chunk before.
  const at = first * SCALAR_BYTES;
  const before = vector.subarray(at, at + rows * SCALAR_BYTES);
  vector.set(await engine.scalars.add(before, sums), at);
}

function scalarAt(scalars: Uint8Array, index: number): Uint8Array {
  return scalars.subarray(index * SCALAR_BYTES, (index + 1) * SCALAR_BYTES);
}

/** `count` fresh scalars of 128 bits, 32 bytes each. */
export function randomWeights(count: number): Uint8Array {
  const weights = new Uint8Array(count * SCALAR_BYTES);
  const random = new Uint8Array(1 << 16);
  for (let at = 0; at < count; at += random.length / 16) {
    crypto.getRandomValues(random);
    for (let i = at; i < Math.min(count, at + random.length / 16); i++) {
      weights.set(random.subarray((i - at) * 16, (i - at + 1) * 16), i * SCALAR_BYTES);
    }
  }
  return weights;
}

/**
 * Weights of the Lagrange points of a domain as weights of the powers of τ that these are made of: the inverse
 * transform over the roots that number the files' points.
 */
export async function asPowers(engine: WasmEngine, rows: Uint8Array): Promise<Uint8Array> {
  return inFileOrder(engine.curve, await engine.scalars.transform(rows, { inverse: true }), SCALAR_BYTES);
}

/**
 * The weights of H, one for each of its N points, as weights of powers of τ: with h at the odd places of a vector of
 * 2N, its inverse transform c has Σ hₖ·Hₖ = Σ cᵢ·τ^i·G (Lagrange points of the odd places of the domain of 2N).
 */
export function vanishingWeights(engine: WasmEngine, h: Uint8Array): Promise<Uint8Array> {
  const spread = new Uint8Array(2 * h.length);
  for (let at = 0; at < h.length; at += SCALAR_BYTES) {
    spread.set(h.subarray(at, at + SCALAR_BYTES), 2 * at + SCALAR_BYTES);
  }
  return asPowers(engine, spread);
}
