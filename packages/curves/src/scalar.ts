import { modulo, power } from './curve/arithmetic.ts';
import type { CurveName } from './engine.ts';

/**
 * Scalars: integers modulo the order r of a curve's groups, as 32 little-endian bytes. BLS12-381's order unless
 * another is given.
 *
 * What JavaScript cannot promise: a `bigint` is immutable and lives until the garbage collector takes it, and
 * the engine may have copied it meanwhile. Byte arrays can be overwritten and are, wherever this package makes
 * one from a secret; arithmetic on bigints leaves traces that only the end of the thread or process removes.
 * Nothing here runs in constant time.
 */

/** Order r of G1, G2 and GT of BLS12-381. */
export const SCALAR_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** Order r of the groups of either curve. BN254: EIP-196. */
export const SCALAR_ORDERS: Readonly<Record<CurveName, bigint>> = {
  'bls12-381': SCALAR_ORDER,
  bn254: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
};

/** Bytes of one full scalar. */
export const SCALAR_BYTES = 32;

/** The integer of little-endian bytes of any length. No reduction, no range check. */
export function scalarToBigInt(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  let end = bytes.length;
  while (end % 8 > 0) {
    end--;
    value = (value << 8n) | BigInt(bytes[end]!);
  }
  while (end > 0) {
    end -= 8;
    value = (value << 64n) | view.getBigUint64(end, true);
  }
  return value;
}

/** An integer modulo the order as 32 little-endian bytes. Negative integers are reduced to their positive residue. */
export function bigIntToScalar(value: bigint, order = SCALAR_ORDER): Uint8Array {
  const bytes = new Uint8Array(SCALAR_BYTES);
  const view = new DataView(bytes.buffer);
  let rest = modulo(value, order);
  for (let at = 0; at < SCALAR_BYTES; at += 8) {
    view.setBigUint64(at, rest & 0xffffffffffffffffn, true);
    rest >>= 64n;
  }
  return bytes;
}

/** A uniform scalar in 1…r−1 of BLS12-381 from the platform's CSPRNG. The caller wipes it. */
export function randomScalar(): Uint8Array {
  return randomScalarBelow(SCALAR_ORDER);
}

/** A uniform scalar in 1…order−1 from the platform's CSPRNG, by rejection. The caller wipes it. */
export function randomScalarBelow(order: bigint): Uint8Array {
  const bytes = new Uint8Array(SCALAR_BYTES);
  // Bits that no scalar has are cleared, so that at least every other draw is one.
  const top = order >> BigInt(8 * (SCALAR_BYTES - 1));
  const mask = 2 ** top.toString(2).length - 1;
  for (;;) {
    crypto.getRandomValues(bytes);
    bytes[SCALAR_BYTES - 1]! &= mask;
    if (isSecretScalar(bytes, order)) return bytes;
  }
}

/**
 * `count` independent scalars of `width` bytes each, packed: 16 gives uniform 128-bit integers (what a random
 * combination needs), 32 gives uniform scalars in 1…order−1.
 */
export function randomScalars(count: number, width: 16 | 32, order = SCALAR_ORDER): Uint8Array {
  const bytes = new Uint8Array(count * width);
  if (width === 32) {
    for (let i = 0; i < count; i++) bytes.set(randomScalarBelow(order), i * 32);
    return bytes;
  }
  // getRandomValues refuses more than 65,536 bytes at a time.
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, bytes.length)));
  }
  return bytes;
}

/** (a + b) mod r. */
export function addScalars(a: Uint8Array, b: Uint8Array, order = SCALAR_ORDER): Uint8Array {
  return bigIntToScalar(scalarToBigInt(a) + scalarToBigInt(b), order);
}

/** a·b mod r. */
export function mulScalars(a: Uint8Array, b: Uint8Array, order = SCALAR_ORDER): Uint8Array {
  return bigIntToScalar(scalarToBigInt(a) * scalarToBigInt(b), order);
}

/** −a mod r. */
export function negateScalar(a: Uint8Array, order = SCALAR_ORDER): Uint8Array {
  return bigIntToScalar(-scalarToBigInt(a), order);
}

/** The inverse of a mod r. Throws a RangeError for zero. */
export function invertScalar(a: Uint8Array, order = SCALAR_ORDER): Uint8Array {
  const value = modulo(scalarToBigInt(a), order);
  if (value === 0n) throw new RangeError('zero has no inverse');
  return bigIntToScalar(power(value, order - 2n, order), order);
}

/** base^exponent mod r on integers; the exponent is not negative. */
export function powScalar(base: bigint, exponent: bigint, order = SCALAR_ORDER): bigint {
  return power(base, exponent, order);
}

/**
 * Whether the bytes are a scalar that may multiply a point: 32 bytes, in 1…order−1. Compares bytes, all of them,
 * so that no bigint of the secret is made here.
 */
export function isSecretScalar(bytes: Uint8Array, order = SCALAR_ORDER): boolean {
  if (bytes.length !== SCALAR_BYTES) return false;
  let any = 0;
  let borrow = 0;
  const limit = bytesOf(order);
  for (let i = 0; i < SCALAR_BYTES; i++) {
    any |= bytes[i]!;
    borrow = ((bytes[i]! - limit[i]! - borrow) >> 8) & 1;
  }
  return any !== 0 && borrow === 1;
}

const orders = new Map<bigint, Uint8Array>();

function bytesOf(order: bigint): Uint8Array {
  const known =
    orders.get(order) ??
    Uint8Array.from({ length: SCALAR_BYTES }, (_, i) => Number((order >> BigInt(8 * i)) & 0xffn));
  orders.set(order, known);
  return known;
}

/** Throws a RangeError unless {@link isSecretScalar}. The message does not contain the value. */
export function requireSecretScalar(bytes: Uint8Array, order = SCALAR_ORDER): void {
  if (!isSecretScalar(bytes, order)) throw new RangeError('a scalar must be 32 little-endian bytes in 1…r−1');
}

/**
 * Throws a RangeError unless `scalars` holds exactly `count` of `width` bytes, each below r. Zero is allowed:
 * a combination scalar of zero is as likely as any other.
 */
export function requireCombinationScalars(
  scalars: Uint8Array,
  count: number,
  width: 16 | 32,
  order = SCALAR_ORDER,
): void {
  if (width !== 16 && width !== 32) throw new RangeError('a combination scalar has 16 or 32 bytes');
  if (scalars.length !== count * width) {
    throw new RangeError(`${count} scalars of ${width} bytes expected, got ${scalars.length} bytes`);
  }
  if (width === 16) return;
  const view = new DataView(scalars.buffer, scalars.byteOffset, scalars.byteLength);
  const highest = Number(order >> 224n);
  for (let i = 0; i < count; i++) {
    // The highest of eight words nearly always tells.
    if (view.getUint32(i * 32 + 28, true) < highest) continue;
    if (scalarToBigInt(scalars.subarray(i * 32, i * 32 + 32)) >= order) {
      throw new RangeError(`scalar ${i} is not below r`);
    }
  }
}
