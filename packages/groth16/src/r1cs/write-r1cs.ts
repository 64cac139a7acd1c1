import { joinBytes } from '@brebaje/curves/bytes';
import { type NewSection, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { integerBytes, u32Bytes } from '../little-endian.ts';
import { headerBytes, type R1csHeader } from './header.ts';
import { COUNT_BYTES, LABEL_BYTES, SECTION, TERM_BYTES } from './r1cs.ts';

/** Wires and their coefficients, which are in 0…r−1. */
export type LinearCombination = readonly (readonly [wire: number, coefficient: bigint])[];

/** A, B and C of one row. */
export type Constraint = readonly [LinearCombination, LinearCombination, LinearCombination];

/** What is collected before it is given out. */
const PIECE = 1 << 16;

/**
 * An r1cs, sections in ascending order. `constraints` is called twice, once to count, and gives the same
 * `nConstraints` each time; every wire is its own label, so that a circuit has at least as many labels as wires.
 */
export function writeR1cs(
  header: R1csHeader,
  constraints: () => Iterable<Constraint>,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for (const constraint of constraints()) {
    for (const combination of constraint) size += COUNT_BYTES + TERM_BYTES * combination.length;
  }
  const sections: NewSection[] = [
    sectionOfBytes(SECTION.header, headerBytes(header)),
    { id: SECTION.constraints, size, content: () => inPieces(combinations(constraints())) },
    { id: SECTION.labels, size: LABEL_BYTES * header.nWires, content: () => inPieces(labels(header.nWires)) },
  ];
  return writeContainer('r1cs', sections);
}

function* combinations(constraints: Iterable<Constraint>): Generator<Uint8Array> {
  for (const constraint of constraints) {
    for (const combination of constraint) {
      yield u32Bytes(combination.length);
      for (const [wire, coefficient] of combination) {
        yield u32Bytes(wire);
        yield integerBytes(coefficient, 32);
      }
    }
  }
}

function* labels(count: number): Generator<Uint8Array> {
  for (let wire = 0; wire < count; wire++) yield integerBytes(BigInt(wire), LABEL_BYTES);
}

function* inPieces(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  let piece: Uint8Array[] = [];
  let length = 0;
  for (const part of parts) {
    piece.push(part);
    length += part.length;
    if (length < PIECE) continue;
    yield joinBytes(piece);
    piece = [];
    length = 0;
  }
  if (length > 0) yield joinBytes(piece);
}
