import { joinBytes } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { scalarToBigInt } from '@brebaje/curves/scalar';
import { ByteCursor } from '../byte-cursor.ts';
import { curveOfPrime, sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { integerBytes, u32Bytes } from '../little-endian.ts';

/** Section 1 of a ptau. */
export interface PtauHeader {
  readonly curve: CurveName;
  /** p: the file is for domains of up to 2^p. */
  readonly power: number;
  /** The power that people contributed to. What was cut off to get to a smaller one is part of their hashes. */
  readonly ceremonyPower: number;
}

/** What snarkjs makes; 2^28 is the largest domain on BN254. */
export const MOST_POWER = 28;

/** Bytes of section 1. */
export function headerSize(curve: CurveName): number {
  return 4 + sizesOf(curve).coordinate + 8;
}

/** The longest section 1 of any curve. */
export const LONGEST_HEADER = Math.max(...(Object.keys(CURVES) as CurveName[]).map(headerSize));

/** Reads section 1. Throws a {@link FileError}. */
export function parseHeader(bytes: Uint8Array): PtauHeader {
  const fail = (fault: FileError['fault'], text: string) => new FileError('ptau', fault, text, 1);
  const cursor = new ByteCursor(bytes, () => fail('section-length', `${bytes.length} bytes are too few`));
  const size = cursor.u32();
  // A prime longer than any of ours is none of ours; it is not read.
  const curve = size > 48 ? undefined : curveOfPrime(scalarToBigInt(cursor.take(size)));
  if (!curve || size !== curve.coordinateBytes) {
    throw fail('curve', 'the prime is neither that of BN254 nor that of BLS12-381');
  }
  if (bytes.length !== headerSize(curve.name)) {
    throw fail('section-length', `${bytes.length} bytes instead of ${headerSize(curve.name)}`);
  }
  const [power, ceremonyPower] = [cursor.u32(), cursor.u32()];
  if (power < 1 || ceremonyPower > MOST_POWER || power > ceremonyPower) {
    throw fail('value', `power ${power} of a ceremony of power ${ceremonyPower}`);
  }
  return { curve: curve.name, power, ceremonyPower };
}

/** Section 1 of a header. */
export function headerBytes({ curve, power, ceremonyPower }: PtauHeader): Uint8Array<ArrayBuffer> {
  const { coordinate } = sizesOf(curve);
  return joinBytes([
    u32Bytes(coordinate),
    integerBytes(CURVES[curve].p, coordinate),
    u32Bytes(power, ceremonyPower),
  ]);
}
