import { groupOne } from '../curve/affine.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import { storageBytes } from '../curve/storage.ts';

/**
 * Pairs of multiples of the generators, in storage form, that fill up lanes: `count` of them from `start(count)` on
 * multiply to one. There are none for a count of 1.
 */
export interface NeutralPairs {
  readonly g1: Uint8Array;
  readonly g2: Uint8Array;
}

/** Where an odd and an even number of neutral pairs start. */
export const NEUTRAL_START = { odd: 0, even: 3 } as const;

/** −2G, G, G and then −G, G as often as it takes, with the generator of G2. */
export function neutralPairs(curve: CurveParameters, most: number): NeutralPairs {
  const group = groupOne(curve);
  const multiples = [-2n, 1n, 1n];
  while (multiples.length < most + NEUTRAL_START.even) multiples.push(-1n, 1n);
  const points = multiples.map((k) => group.multiply(group.generator, k)!);
  return {
    g1: storageBytes(
      curve,
      points.flatMap(({ x, y }) => [x, y]),
    ),
    g2: storageBytes(
      curve,
      multiples.flatMap(() => [curve.g2.x, curve.g2.y]),
    ),
  };
}
