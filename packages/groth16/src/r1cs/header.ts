import { joinBytes } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { scalarToBigInt } from '@brebaje/curves/scalar';
import { ByteCursor } from '../byte-cursor.ts';
import { curveOfOrder, sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { integerBytes, u32Bytes } from '../little-endian.ts';

/**
 * Section 1 of an r1cs: the field and the circuit's size. Wires stand in the order constant one, outputs, public
 * inputs, private inputs, all others.
 */
export interface R1csHeader {
  /** The curve whose scalars the circuit computes with. */
  readonly curve: CurveName;
  /** Wires, the constant one among them. */
  readonly nWires: number;
  readonly nPubOut: number;
  readonly nPubIn: number;
  readonly nPrvIn: number;
  /** Signals of the source, of which the compiler kept some as wires. */
  readonly nLabels: number;
  readonly nConstraints: number;
}

/** Bytes of section 1 with a prime of 32 bytes. */
export const HEADER_BYTES = 4 + 32 + 16 + 8 + 4;

/** Reads section 1. Throws a {@link FileError}. */
export function parseHeader(bytes: Uint8Array): R1csHeader {
  const fail = (fault: FileError['fault'], text: string) => new FileError('r1cs', fault, text, 1);
  const cursor = new ByteCursor(bytes, () => fail('section-length', `${bytes.length} bytes are too few`));
  const size = cursor.u32();
  const curve = size === 32 ? curveOfOrder(scalarToBigInt(cursor.take(size))) : undefined;
  if (!curve) throw fail('curve', 'the prime is neither BN254’s order nor that of BLS12-381');
  if (bytes.length !== HEADER_BYTES)
    throw fail('section-length', `${bytes.length} bytes instead of ${HEADER_BYTES}`);
  const [nWires, nPubOut, nPubIn, nPrvIn] = [cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32()];
  const labels = cursor.u64();
  const nConstraints = cursor.u32();
  if (1 + nPubOut + nPubIn + nPrvIn > nWires) {
    throw fail('value', `${nWires} wires are too few for ${nPubOut + nPubIn + nPrvIn} inputs and outputs`);
  }
  if (labels > BigInt(Number.MAX_SAFE_INTEGER)) throw fail('value', `${labels} labels`);
  return { curve: curve.name, nWires, nPubOut, nPubIn, nPrvIn, nLabels: Number(labels), nConstraints };
}

/** Section 1 of a header. */
export function headerBytes(header: R1csHeader): Uint8Array<ArrayBuffer> {
  const { scalar } = sizesOf(header.curve);
  return joinBytes([
    u32Bytes(scalar),
    integerBytes(CURVES[header.curve].r, scalar),
    u32Bytes(header.nWires, header.nPubOut, header.nPubIn, header.nPrvIn),
    integerBytes(BigInt(header.nLabels), 8),
    u32Bytes(header.nConstraints),
  ]);
}
