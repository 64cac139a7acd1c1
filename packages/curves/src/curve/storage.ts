import type { CurveParameters } from './parameters.ts';

/** A coordinate: an integer below p, or the two coefficients of an element of F_p². */
export type Coordinate = bigint | readonly bigint[];

/**
 * The generator of a group in storage form: coordinates as canonical little-endian integers in Montgomery form
 * with the factor 2^(64·words), as snarkjs' files hold points.
 */
export function storagePoint(curve: CurveParameters, group: 'G1' | 'G2'): Uint8Array<ArrayBuffer> {
  const { x, y } = group === 'G1' ? curve.g1 : curve.g2;
  return storageBytes(curve, [x, y]);
}

/** Coordinates in storage form, one after another. */
export function storageBytes(
  curve: CurveParameters,
  coordinates: readonly Coordinate[],
): Uint8Array<ArrayBuffer> {
  const parts = coordinates.flat() as bigint[];
  const bytes = new Uint8Array(parts.length * curve.coordinateBytes);
  const view = new DataView(bytes.buffer);
  for (const [i, part] of parts.entries()) {
    let rest = (part << BigInt(64 * curve.words)) % curve.p;
    for (let word = 0; word < curve.words; word++) {
      view.setBigUint64(i * curve.coordinateBytes + 8 * word, rest & 0xffffffffffffffffn, true);
      rest >>= 64n;
    }
  }
  return bytes;
}

/** The integers below p of coordinates in storage form. */
export function storageIntegers(curve: CurveParameters, bytes: Uint8Array): bigint[] {
  const inverse = montgomeryInverse(curve);
  const integers: bigint[] = [];
  for (let at = 0; at < bytes.length; at += curve.coordinateBytes) {
    let value = 0n;
    for (let i = curve.coordinateBytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!);
    integers.push((value * inverse) % curve.p);
  }
  return integers;
}

function montgomeryInverse(curve: CurveParameters): bigint {
  // 2^(−64·words): halving is multiplying by (p + 1)/2.
  const half = (curve.p + 1n) / 2n;
  let result = 1n;
  for (let bit = 0; bit < 64 * curve.words; bit++) result = (result * half) % curve.p;
  return result;
}
