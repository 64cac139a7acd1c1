/** Contributions and points for tests, made with the curve's own arithmetic and not with what is tested. */
import type { Group } from '@brebaje/curves/engine';
import { SCALAR_ORDER } from '@brebaje/curves/scalar';
import { encodePoint, encodePoints, pointOf, pointOfOrder } from '@brebaje/curves/test-points';
import type { BatchContribution, SubContribution } from '../contribution.ts';
import type { SubPowers, SubSize } from '../sizes.ts';
import type { PowersState } from '../state.ts';

/** Sizes that the slowest engine handles at once. */
export const TINY_SIZES: SubSize[] = [
  { g1: 6, g2: 3 },
  { g1: 8, g2: 4 },
];

/** Secrets of an earlier contribution and of the one under test. */
export const OLD_SECRETS = [0x1234567890abcdefn, 0xfedcba0987654321n];
export const NEW_SECRETS = [0x5eed5eed5eed5eed5eedn, 0xabad1deaabad1deaabadn];

/** n·G, compressed. */
export function multiple(group: Group, factor: bigint): Uint8Array {
  const n = ((factor % SCALAR_ORDER) + SCALAR_ORDER) % SCALAR_ORDER;
  return encodePoint(group, n === 0n ? pointOf[group].ZERO : pointOf[group].BASE.multiply(n));
}

/** scale·τ⁰·G, scale·τ¹·G, … */
export function powersOf(group: Group, tau: bigint, count: number, scale = 1n): Uint8Array {
  let factor = scale;
  const points = Array.from({ length: count }, () => {
    const point = pointOf[group].BASE.multiply(factor);
    factor = (factor * tau) % SCALAR_ORDER;
    return point;
  });
  return encodePoints(group, points);
}

export function subPowers(tau: bigint, size: SubSize): SubPowers {
  return { g1: powersOf('G1', tau, size.g1), g2: powersOf('G2', tau, size.g2) };
}

export function subContribution(tau: bigint, secret: bigint, size: SubSize): SubContribution {
  return {
    ...subPowers(tau, size),
    numG1Powers: size.g1,
    numG2Powers: size.g2,
    potPubkey: multiple('G2', secret),
    blsSignature: null,
  };
}

/** A state after `olds` and an honest contribution to it with `news`. */
export function honestContribution(
  sizes: SubSize[] = TINY_SIZES,
  olds: bigint[] = OLD_SECRETS,
  news: bigint[] = NEW_SECRETS,
): { before: PowersState; after: BatchContribution } {
  return {
    before: { subs: sizes.map((size, sub) => subPowers(olds[sub]!, size)) },
    after: {
      contributions: sizes.map((size, sub) =>
        subContribution((olds[sub]! * news[sub]!) % SCALAR_ORDER, news[sub]!, size),
      ),
      ecdsaSignature: null,
    },
  };
}

export function cloneContribution(contribution: BatchContribution): BatchContribution {
  return structuredClone(contribution);
}

const WIDTH: Record<Group, number> = { G1: 48, G2: 96 };

/** One power, as a view. */
export function powerAt(powers: SubPowers, group: Group, index: number): Uint8Array {
  const bytes = group === 'G1' ? powers.g1 : powers.g2;
  return bytes.subarray(index * WIDTH[group], (index + 1) * WIDTH[group]);
}

/** The point plus one of small order: on the curve, outside the prime-order subgroup. */
export function besideSubgroup(group: Group, factor: bigint): Uint8Array {
  const stray = pointOfOrder(group, group === 'G1' ? 3n : 13n);
  return encodePoint(group, pointOf[group].BASE.multiply(factor).add(stray));
}

/** A secret as contribute takes it. */
export function littleEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 0, rest = value; i < 32; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}
