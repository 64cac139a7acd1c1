import { joinBytes } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { twoAdicity } from '@brebaje/curves/curve/roots';
import type { CurveName } from '@brebaje/curves/engine';
import { scalarToBigInt } from '@brebaje/curves/scalar';
import { ByteCursor } from '../byte-cursor.ts';
import { curveOfPrime, sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { integerBytes, u32Bytes } from '../little-endian.ts';

/**
 * Section 2 of a zkey: the curve, the circuit's size, and the six points that verifiers need. Points are bytes as
 * the file has them, not checked here.
 */
export interface ZkeyHeader {
  readonly curve: CurveName;
  /** Wires of the circuit, the constant one among them. */
  readonly nVars: number;
  /** Public wires, the constant one not among them. */
  readonly nPublic: number;
  /** N, a power of two, at least 2. */
  readonly domainSize: number;
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly gamma2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
}

/** The points of a header in their order in the file. */
export const HEADER_POINTS = [
  ['alpha1', 'G1'],
  ['beta1', 'G1'],
  ['beta2', 'G2'],
  ['gamma2', 'G2'],
  ['delta1', 'G1'],
  ['delta2', 'G2'],
] as const;

/** Bytes of section 2. */
export function headerSize(curve: CurveName): number {
  const { coordinate, scalar, G1, G2 } = sizesOf(curve);
  return 4 + coordinate + 4 + scalar + 12 + 3 * G1 + 3 * G2;
}

/** The longest section 2 of any curve, for readers that do not know the curve yet. */
export const LONGEST_HEADER = Math.max(...(Object.keys(CURVES) as CurveName[]).map(headerSize));

/** Reads section 2. Throws a {@link FileError}. */
export function parseHeader(bytes: Uint8Array): ZkeyHeader {
  const fail = (fault: FileError['fault'], text: string) => new FileError('zkey', fault, text, 2);
  const cursor = new ByteCursor(bytes, () => fail('section-length', `${bytes.length} bytes are too few`));
  // A field longer than any of ours is none of ours; it is not read.
  const takePrime = () => {
    const size = cursor.u32();
    if (size > 48) throw fail('curve', `integers of ${size} bytes`);
    return { size, value: scalarToBigInt(cursor.take(size)) };
  };

  const q = takePrime();
  const curve = curveOfPrime(q.value);
  const r = takePrime();
  if (!curve || curve.r !== r.value || q.size !== curve.coordinateBytes || r.size !== 32) {
    throw fail('curve', 'the primes are neither those of BN254 nor those of BLS12-381');
  }
  if (bytes.length !== headerSize(curve.name)) {
    throw fail('section-length', `${bytes.length} bytes instead of ${headerSize(curve.name)}`);
  }
  const [nVars, nPublic, domainSize] = [cursor.u32(), cursor.u32(), cursor.u32()];
  if (nPublic >= nVars) {
    throw fail('value', `${nPublic} public wires of ${nVars}, of which the first is the constant one`);
  }
  // Of size 1 there is no domain: log₂ of the number of constraints, rounded down, plus 1 (zkey new).
  if (
    domainSize < 2 ||
    (domainSize & (domainSize - 1)) !== 0 ||
    Math.log2(domainSize) > twoAdicity(curve.name)
  ) {
    throw fail('value', `a domain of ${domainSize} points`);
  }
  const sizes = sizesOf(curve.name);
  const points = HEADER_POINTS.map(([name, group]) => [name, cursor.take(sizes[group])] as const);
  return {
    curve: curve.name,
    nVars,
    nPublic,
    domainSize,
    ...(Object.fromEntries(points) as Pick<ZkeyHeader, (typeof HEADER_POINTS)[number][0]>),
  };
}

/** Section 2 of a header. */
export function headerBytes(header: ZkeyHeader): Uint8Array<ArrayBuffer> {
  const { coordinate, scalar } = sizesOf(header.curve);
  const { p, r } = CURVES[header.curve];
  return joinBytes([
    u32Bytes(coordinate),
    integerBytes(p, coordinate),
    u32Bytes(scalar),
    integerBytes(r, scalar),
    u32Bytes(header.nVars, header.nPublic, header.domainSize),
    ...HEADER_POINTS.map(([name]) => header[name]),
  ]);
}
