import type { Group } from './engine.ts';
import { POINT_BYTES } from './mcl-layout.ts';
import type { Mcl } from './mcl-wasm.ts';
import { SCALAR_BYTES } from './scalar.ts';

/** Steps that the jobs of a worker share. Addresses point into mcl's memory. */

/** Bytes of a scalar in mcl's memory: as many as in its encoding, in Montgomery form. */
export const SCALAR_BLOCK = SCALAR_BYTES;

/** A copy of a block of mcl's memory. */
export function readBlock(mcl: Mcl, at: number, bytes: number): Uint8Array {
  return mcl.memory().slice(at, at + bytes);
}

/** How many points the bytes of a job hold. */
export function countOf(group: Group, points: Uint8Array): number {
  return points.length / POINT_BYTES[group];
}

/**
 * Sets a scalar from little-endian bytes below r (the engine has checked: mcl would drop the top bits in silence);
 * `scratch` is room for as many bytes.
 */
export function setScalar(mcl: Mcl, at: number, bytes: Uint8Array, scratch: number): void {
  mcl.memory().set(bytes, scratch);
  if (mcl.fr.setLittleEndian(at, scratch, bytes.length) !== 0) throw new RangeError('not a scalar');
}

/** Sets a scalar to base^exponent, the base a scalar too; `scratch` is room for 8 bytes. */
export function setScalarPower(mcl: Mcl, at: number, base: number, exponent: number, scratch: number): void {
  if (exponent === 0) {
    mcl.fr.setInt32(at, 1);
    return;
  }
  const memory = mcl.memory();
  new DataView(memory.buffer).setBigUint64(scratch, BigInt(exponent), true);
  if (mcl.fr.powArray(at, base, scratch, 8) < 0) throw new RangeError('exponent out of range');
}

/** Normalises points in place, infinity as zero bytes: the form that leaves a worker (mcl-layout.ts). */
export function keepNormalised(mcl: Mcl, group: Group, at: number, count: number): void {
  const size = POINT_BYTES[group];
  mcl.groups[group].normalizeVec(at, at, count);
  for (let i = 0; i < count; i++) {
    const point = at + i * size;
    if (mcl.groups[group].isZero(point) === 1) mcl.memory().fill(0, point, point + size);
  }
}

/**
 * The butterflies of one pass of a Fourier transform, in place: (aₖ, bₖ) to (aₖ + fₖ·bₖ, aₖ − fₖ·bₖ) with
 * f₀ = `factor` and fₖ₊₁ = `step`·fₖ. The factor is used up; `product` is room for one point.
 */
export function butterflies(
  mcl: Mcl,
  group: Group,
  pairs: { a: number; b: number; count: number },
  scalars: { factor: number; step: number },
  product: number,
): void {
  const { add, sub, mul } = mcl.groups[group];
  const size = POINT_BYTES[group];
  for (let k = 0; k < pairs.count; k++) {
    const a = pairs.a + k * size;
    const b = pairs.b + k * size;
    if (mcl.fr.isOne(scalars.factor) === 1) {
      mcl.memory().copyWithin(product, b, b + size);
    } else {
      mul(product, b, scalars.factor);
    }
    sub(b, a, product);
    add(a, a, product);
    mcl.fr.mul(scalars.factor, scalars.factor, scalars.step);
  }
}
