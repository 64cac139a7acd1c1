import type { CurveName } from '@brebaje/curves/engine';
import { FILE_HEADER_BYTES } from '../container/read-container.ts';
import { containerSize } from '../container/write-container.ts';
import { sizesOf } from '../curve.ts';
import { publicWires } from '../r1cs/domain.ts';
import type { R1csInfo } from '../r1cs/info.ts';
import { headerSize } from '../zkey/header.ts';
import { coefficientBytes, IMMUTABLE, pointSectionSizes, SLIM_ORDER } from '../zkey/zkey.ts';

/** What sizes of a circuit's files follow from. */
export interface CircuitShape {
  readonly curve: CurveName;
  readonly nVars: number;
  readonly nPublic: number;
  readonly domainSize: number;
}

/** Bytes of a circuit's files, before anybody has contributed. */
export interface CircuitSizes {
  /** A zkey. */
  readonly whole: number;
  /** What a contribution changes in it, a file of its own. */
  readonly slim: number;
  /** What none changes. */
  readonly immutable: number;
  /** Bytes that a contribution adds; with the longest name. */
  readonly record: number;
  /** Points of L and H: what contributing and verifying take time for. */
  readonly points: number;
  /** log₂ of the powers of tau that its genesis should be made from. */
  readonly power: number;
}

const HASH_BYTES = 64;
/** Type, length, tag and length of a name of 64 units. */
const MOST_PARAMETERS = 8 + 2 + 192;

/** Sizes by the bytes of what no contribution changes. */
export function sizesByImmutable(shape: CircuitShape, immutable: number): CircuitSizes {
  const { curve, domainSize } = shape;
  const { G1, G2 } = sizesOf(curve);
  const points = pointSectionSizes(shape);
  const slim = containerSize(
    SLIM_ORDER.map((id) => ({
      size: id === 2 ? headerSize(curve) : id === 10 ? HASH_BYTES + 4 : points[id as 8 | 9],
    })),
  );
  const log = Math.log2(domainSize);
  return {
    // The whole has one file header.
    whole: slim + immutable - FILE_HEADER_BYTES,
    slim,
    immutable,
    record: 3 * G1 + G2 + HASH_BYTES + MOST_PARAMETERS,
    points: (points[8] + points[9]) / G1,
    // As ptauPower has it.
    power: log >= 15 ? log + 1 : log,
  };
}

/** Sizes of a circuit that is not registered yet. */
export function sizesOfCircuit(info: R1csInfo): CircuitSizes {
  const { curve, nWires, terms } = info;
  const nPublic = publicWires(info);
  const shape: CircuitShape = { curve, nVars: nWires, nPublic, domainSize: 2 ** info.domainLog };
  const points = pointSectionSizes(shape);
  // A and B as they stand in the circuit, and a row for each public wire.
  const coefficients = terms[0] + terms[1] + nPublic + 1;
  const sizes: Record<(typeof IMMUTABLE)[number], number> = {
    1: 4,
    3: points[3],
    4: 4 + coefficients * coefficientBytes(curve),
    5: points[5],
    6: points[6],
    7: points[7],
  };
  return sizesByImmutable(shape, containerSize(IMMUTABLE.map((id) => ({ size: sizes[id] }))));
}
