import { inverse, power } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { rootOfUnity, twoAdicity } from '@brebaje/curves/curve/roots';
import type { CurveName } from '@brebaje/curves/engine';

/**
 * The roots of unity of the files: powers of the smallest non-residue counting from 2, which is 5 on either curve.
 * On BLS12-381 the engines start from 7, as Ethereum does: the same roots in another order.
 */
const NON_RESIDUE = 5n;

/** The root of order 2^log whose powers number the points of a domain. */
export function domainRoot(curve: CurveName, log: number): bigint {
  if (log > twoAdicity(curve)) throw new RangeError(`no roots of unity of order 2^${log} on ${curve}`);
  const { r } = CURVES[curve];
  return power(NON_RESIDUE, (r - 1n) >> BigInt(log), r);
}

const exponents = new Map<CurveName, number>();

/** The odd k for which the files' root of the largest order is the engines' to the k; so it is for all smaller ones. */
function exponentOf(curve: CurveName): number {
  const known = exponents.get(curve);
  if (known !== undefined) return known;
  const { r } = CURVES[curve];
  const log = twoAdicity(curve);
  const step = inverse(rootOfUnity(curve, log), r);
  // Bit by bit (Pohlig and Hellman): what is left after the lower ones has an order that tells the next.
  let rest = domainRoot(curve, log);
  let k = 0;
  for (let bit = 0; bit < log; bit++) {
    if (power(rest, 1n << BigInt(log - 1 - bit), r) === 1n) continue;
    k += 2 ** bit;
    rest = (rest * power(step, 1n << BigInt(bit), r)) % r;
  }
  exponents.set(curve, k);
  return k;
}

/** What item i of a domain of 2^log in the order of the files is called by the engines. */
export function engineIndex(curve: CurveName, log: number): (i: number) => number {
  const size = 2 ** log;
  const k = exponentOf(curve) % size;
  // Products of two numbers below 2^29 and 2^32 are not exact, those of halves of one are.
  const [low, high] = [k % 2 ** 16, Math.floor(k / 2 ** 16)];
  return (i) => (((i * high) % size) * 2 ** 16 + i * low) % size;
}

/** Items of `itemSize` bytes, as an engine orders those of a domain, in the order of the files. */
export function inFileOrder(curve: CurveName, items: Uint8Array, itemSize: number): Uint8Array {
  const count = items.length / itemSize;
  const indexOf = engineIndex(curve, Math.log2(count));
  if (indexOf(1) === 1 % count) return items;
  const ordered = new Uint8Array(items.length);
  for (let i = 0; i < count; i++) {
    const from = indexOf(i) * itemSize;
    ordered.set(items.subarray(from, from + itemSize), i * itemSize);
  }
  return ordered;
}
