import { joinBytes } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { SCALAR_BYTES } from '@brebaje/curves/scalar';
import { FileError } from '../file-error.ts';
import { streamOf } from '../files/source.ts';
import { integerBytes } from '../little-endian.ts';
import { COUNT_BYTES, type R1cs, TERM_BYTES } from './r1cs.ts';

/** The matrices of ⟨A, w⟩·⟨B, w⟩ = ⟨C, w⟩, as chunks number them. */
export const MATRIX = { a: 0, b: 1, c: 2 } as const;

/** Non-zero entries of the three matrices, in the order of the file: by constraint, by matrix, as they stand there. */
export interface TermChunk {
  readonly count: number;
  /** Of each entry its matrix, see {@link MATRIX}. */
  readonly matrices: Uint8Array;
  readonly constraints: Uint32Array;
  readonly wires: Uint32Array;
  /** 32 bytes each, little-endian, below r. */
  readonly coefficients: Uint8Array<ArrayBuffer>;
}

/** Entries of one chunk: about 1.5 MiB. */
const MOST_TERMS = 1 << 15;

/**
 * All entries of a circuit's matrices. Memory does not grow with the circuit, nor with a constraint. Throws a
 * {@link FileError} for a wire that there is not, a coefficient that is not below r, and for combinations that do
 * not fill the section exactly.
 */
export async function* readTerms(r1cs: R1cs, mostTerms = MOST_TERMS): AsyncGenerator<TermChunk> {
  const { source, header, constraints: section } = r1cs;
  const fail = (fault: FileError['fault'], text: string) => new FileError('r1cs', fault, text, section.id);
  const order = wordsOf(CURVES[header.curve].r);
  let chunk = emptyChunk(mostTerms);
  let count = 0;
  // What comes next: the rest of a combination, or the count before one.
  let constraint = 0;
  let matrix = 0;
  let left = 0;
  let ahead = section.size;
  let carried: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  const endCombination = () => {
    matrix = (matrix + 1) % 3;
    if (matrix === 0) constraint++;
  };

  for await (const piece of streamOf(source, section.from, section.from + section.size)) {
    const bytes = carried.length > 0 ? joinBytes([carried, piece]) : piece;
    const view = new DataView(bytes.buffer);
    let at = 0;
    while (constraint < header.nConstraints) {
      if (left === 0) {
        if (at + COUNT_BYTES > bytes.length) break;
        left = view.getUint32(at, true);
        at += COUNT_BYTES;
        ahead -= COUNT_BYTES;
        if (left * TERM_BYTES > ahead) {
          throw fail('section-length', `constraint ${constraint} does not fit`);
        }
        if (left === 0) endCombination();
        continue;
      }
      if (at + TERM_BYTES > bytes.length) break;
      const wire = view.getUint32(at, true);
      if (wire >= header.nWires) throw fail('value', `constraint ${constraint} uses wire ${wire}`);
      if (!isBelow(view, at + 4, order)) {
        throw fail('value', `constraint ${constraint} has a coefficient that is not below the order`);
      }
      chunk.matrices[count] = matrix;
      chunk.constraints[count] = constraint;
      chunk.wires[count] = wire;
      chunk.coefficients.set(bytes.subarray(at + 4, at + TERM_BYTES), count * SCALAR_BYTES);
      at += TERM_BYTES;
      ahead -= TERM_BYTES;
      count++;
      left--;
      if (left === 0) endCombination();
      if (count === mostTerms) {
        yield { count, ...chunk };
        chunk = emptyChunk(mostTerms);
        count = 0;
      }
    }
    carried = bytes.slice(at);
    if (constraint === header.nConstraints) break;
  }
  if (constraint < header.nConstraints) throw fail('section-length', `constraint ${constraint} is cut off`);
  if (ahead > 0) throw fail('section-length', `${ahead} bytes follow the last constraint`);
  if (count > 0) yield { count, ...shorter(chunk, count) };
}

type Columns = Omit<TermChunk, 'count'>;

function emptyChunk(most: number): Columns {
  return {
    matrices: new Uint8Array(most),
    constraints: new Uint32Array(most),
    wires: new Uint32Array(most),
    coefficients: new Uint8Array(most * SCALAR_BYTES),
  };
}

function shorter({ matrices, constraints, wires, coefficients }: Columns, count: number): Columns {
  return {
    matrices: matrices.slice(0, count),
    constraints: constraints.slice(0, count),
    wires: wires.slice(0, count),
    coefficients: coefficients.slice(0, count * SCALAR_BYTES),
  };
}

/** An integer's words of 32 bits, the lowest first. */
function wordsOf(value: bigint): Uint32Array {
  const view = new DataView(integerBytes(value, SCALAR_BYTES).buffer);
  return Uint32Array.from({ length: SCALAR_BYTES / 4 }, (_, i) => view.getUint32(4 * i, true));
}

function isBelow(view: DataView, at: number, bound: Uint32Array): boolean {
  for (let i = bound.length - 1; i >= 0; i--) {
    const word = view.getUint32(at + 4 * i, true);
    if (word !== bound[i]) return word < bound[i]!;
  }
  return false;
}
