import { modulo } from '@brebaje/curves/curve/arithmetic';
import { cubicEndomorphism, frobeniusEndomorphism } from '@brebaje/curves/curve/endomorphism';
import type { CurveParameters } from '@brebaje/curves/curve/parameters';
import type { Random } from './random.ts';

/** Integers that recodings, splittings and reductions stumble over, among uniform ones. */

/** An integer of so many bits: at its ends, at powers of two, or with one digit in all windows. */
export function spikyBits(random: Random, bits: number): bigint {
  const all = (1n << BigInt(bits)) - 1n;
  const kinds = [
    () => random.bits(bits),
    () => random.bits(1 + random.below(bits)),
    () => BigInt(random.below(20)),
    () => all - BigInt(random.below(20)),
    () => (1n << BigInt(random.below(bits))) + random.near(1),
    () => (1n << BigInt(random.below(bits))) | (1n << BigInt(random.below(bits))),
    () => all ^ (1n << BigInt(random.below(bits))),
    () => repeated(random, bits),
  ];
  return BigInt.asUintN(bits, random.pick(kinds)());
}

/** The same few bits again and again. */
function repeated(random: Random, bits: number): bigint {
  const width = 1 + random.below(17);
  const digit = random.pick([
    random.bits(width),
    1n,
    1n << BigInt(width - 1),
    (1n << BigInt(width - 1)) - 1n,
  ]);
  let value = 0n;
  for (let at = 0; at < bits; at += width) value |= digit << BigInt(at);
  return value;
}

const known = new Map<string, { lambda: bigint; mu: bigint }>();

/** What the endomorphisms of both groups multiply by. */
export function eigenvalues(curve: CurveParameters): { lambda: bigint; mu: bigint } {
  const values = known.get(curve.name) ?? {
    lambda: cubicEndomorphism(curve).lambda,
    mu: frobeniusEndomorphism(curve).mu,
  };
  known.set(curve.name, values);
  return values;
}

/** A scalar in 1…r−1. */
export function spikyScalar(random: Random, curve: CurveParameters): bigint {
  const { r } = curve;
  const { lambda, mu } = eigenvalues(curve);
  const signed = (value: bigint) => (random.chance(50) ? -value : value);
  const kinds = [
    () => random.integer(r),
    () => random.integer(r),
    () => spikyBits(random, r.toString(2).length),
    () => random.near(20),
    () => (r + 1n) / 2n + random.near(3),
    () => r / BigInt(2 + random.below(30)) + random.near(2),
    // Small on the axes of the two splittings, and at the ends of what a component can be.
    () => random.near(8) + random.near(8) * lambda,
    () => signed(spikyBits(random, 128)) + signed(spikyBits(random, 128)) * lambda,
    () => [0n, 1n, 2n, 3n].reduce((sum, i) => sum + random.near(4) * mu ** i, 0n),
    () => [0n, 1n, 2n, 3n].reduce((sum, i) => sum + signed(spikyBits(random, 64)) * mu ** i, 0n),
  ];
  return modulo(random.pick(kinds)(), r) || 1n;
}

/** Anything of 32 bytes that is no secret scalar. */
export function noScalar(random: Random, { r }: CurveParameters): bigint {
  return random.pick([0n, r, r + 1n, 2n * r, (1n << 256n) - 1n, r + (random.bits(256) % ((1n << 256n) - r))]);
}

/** A factor of a combination: `width` bytes of any value; those of 32 bytes count modulo r. */
export function spikyFactor(random: Random, curve: CurveParameters, width: number): bigint {
  if (width === 32 && random.chance(60)) return spikyScalar(random, curve);
  if (width === 32 && random.chance(30)) return noScalar(random, curve);
  return random.chance(15) ? 0n : spikyBits(random, 8 * width);
}

/** An integer below p: near 0 and p, near powers of two, with runs of ones; or uniform. */
export function spikyCoordinate(random: Random, { p }: CurveParameters): bigint {
  const bits = p.toString(2).length;
  const value = random.pick([
    () => random.integer(p),
    () => spikyBits(random, bits),
    () => spikyBits(random, bits),
    () => random.near(40),
    () => p / 2n + random.near(3),
  ])();
  return modulo(value, p);
}

/** How many points: around the widths of vectors, now and then around the capacities of columns. */
export function spikyCount(random: Random, most = 2100): number {
  const kind = random.below(100);
  let count = random.below(10);
  if (kind < 60) count = 1 + random.below(40);
  if (kind < 12) count = random.pick([63, 64, 65, 127, 128, 129, 200]);
  if (kind < 5) count = random.pick([255, 256, 257, 258]);
  if (kind < 2) count = random.pick([511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049]);
  return Math.min(count, most);
}

/** So many little-endian bytes. */
export function littleEndian(value: bigint, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let i = 0, rest = value; i < length; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}
