import { CURVES } from '@brebaje/curves/curve/parameters';
import { bigIntToScalar, SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { u32Bytes } from '../little-endian.ts';
import { publicWires } from '../r1cs/domain.ts';
import type { R1cs } from '../r1cs/r1cs.ts';
import { MATRIX, readTerms } from '../r1cs/terms.ts';
import { coefficientBytes } from '../zkey/zkey.ts';

/**
 * Section 4 of a genesis: how many entries of A and B there are, and each as matrix, row, wire and coefficient·R²
 * modulo r, R = 2^256, as snarkjs' provers take it. In the order of the r1cs, then the rows of public wires. `count`
 * is the number of entries, which {@link countCoefficients} answers.
 */
export async function* coefficientsSection(
  engine: WasmEngine,
  r1cs: R1cs,
  count: number,
): AsyncGenerator<Uint8Array> {
  yield u32Bytes(count);
  const { nConstraints } = r1cs.header;
  const write = entryWriter(engine);
  for await (const { count: terms, matrices, constraints, wires, coefficients } of readTerms(r1cs)) {
    const kept: number[] = [];
    for (let i = 0; i < terms; i++) if (matrices[i] !== MATRIX.c) kept.push(i);
    const values = new Uint8Array(kept.length * SCALAR_BYTES);
    for (const [to, i] of kept.entries()) {
      values.set(coefficients.subarray(i * SCALAR_BYTES, (i + 1) * SCALAR_BYTES), to * SCALAR_BYTES);
    }
    yield await write(
      kept.map((i) => [matrices[i]!, constraints[i]!, wires[i]!]),
      values,
    );
  }
  const bound = publicWires(r1cs.header) + 1;
  const ones = new Uint8Array(bound * SCALAR_BYTES);
  for (let wire = 0; wire < bound; wire++) ones[wire * SCALAR_BYTES] = 1;
  const rows = Array.from({ length: bound }, (_, wire) => [MATRIX.a, nConstraints + wire, wire] as const);
  yield await write(rows, ones);
}

/** Entries of section 4. */
export async function countCoefficients(r1cs: R1cs): Promise<number> {
  let count = publicWires(r1cs.header) + 1;
  for await (const { count: terms, matrices } of readTerms(r1cs)) {
    for (let i = 0; i < terms; i++) if (matrices[i] !== MATRIX.c) count++;
  }
  return count;
}

function entryWriter(engine: WasmEngine) {
  const { r } = CURVES[engine.curve];
  const radixSquared = bigIntToScalar(1n << 512n, r);
  const size = coefficientBytes(engine.curve);
  return async (places: readonly (readonly [number, number, number])[], values: Uint8Array) => {
    const factors = new Uint8Array(values.length);
    for (let at = 0; at < factors.length; at += SCALAR_BYTES) factors.set(radixSquared, at);
    const products = await engine.scalars.multiply(values, factors);
    const bytes = new Uint8Array(places.length * size);
    const view = new DataView(bytes.buffer);
    for (const [i, place] of places.entries()) {
      for (const [k, number] of place.entries()) view.setUint32(i * size + 4 * k, number, true);
      bytes.set(products.subarray(i * SCALAR_BYTES, (i + 1) * SCALAR_BYTES), i * size + 12);
    }
    return bytes;
  };
}
