import { SCALAR_BYTES } from '@brebaje/curves/scalar';
import { publicWires } from '../r1cs/domain.ts';
import type { R1cs } from '../r1cs/r1cs.ts';
import { MATRIX, readTerms } from '../r1cs/terms.ts';

/**
 * A circuit's matrices by wire: what genesis adds up for each of them. All terms are in memory, 41 bytes each;
 * constraints are few thousand times smaller than the points that they stand for.
 */
export interface TermTable {
  /** Wires, the constant one among them. */
  readonly wires: number;
  /** Of each matrix, the terms of wire w are those from starts[w] up to starts[w + 1]. */
  readonly matrices: readonly WireTerms[];
}

export interface WireTerms {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  /** 32 bytes each. */
  readonly coefficients: Uint8Array;
}

/**
 * Reads all terms. To A come the rows that `zkey new` adds so that public wires cannot be changed: row nConstraints
 * + w has a 1 at public wire w, the constant one among them.
 */
export async function readTermTable(r1cs: R1cs): Promise<TermTable> {
  const { nWires, nConstraints } = r1cs.header;
  const bound = publicWires(r1cs.header) + 1;
  const counts = Object.values(MATRIX).map(() => new Uint32Array(nWires + 1));
  for await (const { count, matrices, wires } of readTerms(r1cs)) {
    for (let i = 0; i < count; i++) counts[matrices[i]!]![wires[i]! + 1]!++;
  }
  for (let wire = 0; wire < bound; wire++) counts[MATRIX.a]![wire + 1]!++;
  const tables = counts.map((starts) => {
    for (let wire = 0; wire < nWires; wire++) starts[wire + 1]! += starts[wire]!;
    const total = starts[nWires]!;
    return {
      starts,
      rows: new Uint32Array(total),
      coefficients: new Uint8Array(total * SCALAR_BYTES),
      next: starts.slice(),
    };
  });
  for await (const { count, matrices, constraints, wires, coefficients } of readTerms(r1cs)) {
    for (let i = 0; i < count; i++) {
      const { next, rows, coefficients: all } = tables[matrices[i]!]!;
      const at = next[wires[i]!]!++;
      rows[at] = constraints[i]!;
      all.set(coefficients.subarray(i * SCALAR_BYTES, (i + 1) * SCALAR_BYTES), at * SCALAR_BYTES);
    }
  }
  for (let wire = 0; wire < bound; wire++) {
    const { next, rows, coefficients } = tables[MATRIX.a]!;
    const at = next[wire]!++;
    rows[at] = nConstraints + wire;
    coefficients[at * SCALAR_BYTES] = 1;
  }
  return { wires: nWires, matrices: tables };
}
