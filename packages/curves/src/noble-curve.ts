import type { BlsCurvePair } from '@noble/curves/abstract/bls.js';
import type { Fp2 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { CurveName, Group } from './engine.ts';

/** A coordinate as noble has it: an integer in G1, an element of the quadratic extension in G2. */
export type Coordinate = bigint | Fp2;

/** A point of either group of either curve. */
export type NoblePoint = WeierstrassPoint<Coordinate>;

/** A curve as noble has it, with both groups as one type. */
export interface NobleCurve {
  readonly name: CurveName;
  readonly groups: Readonly<Record<Group, WeierstrassPointCons<Coordinate>>>;
  readonly fields: BlsCurvePair['fields'];
  /** Where roots of unity start: 7^((r−1)/n) of EIP-4844, 5^((r−1)/n) of snarkjs. */
  readonly nonResidue: bigint;
  /** What Montgomery integers are multiplied by, 2^(8·bytes) mod p. */
  readonly radix: bigint;
  readonly radixInverse: bigint;
  readonly pairingBatch: BlsCurvePair['pairingBatch'];
}

/** Both curves. */
export const NOBLE_CURVES: Readonly<Record<CurveName, NobleCurve>> = {
  'bls12-381': nobleCurve('bls12-381', bls12_381, 7n),
  bn254: nobleCurve('bn254', bn254, 5n),
};

function nobleCurve(name: CurveName, library: BlsCurvePair, nonResidue: bigint): NobleCurve {
  const { G1, G2, fields, pairingBatch } = library;
  const radix = fields.Fp.create(1n << BigInt(8 * fields.Fp.BYTES));
  return {
    name,
    groups: {
      G1: G1.Point as unknown as WeierstrassPointCons<Coordinate>,
      G2: G2.Point as unknown as WeierstrassPointCons<Coordinate>,
    },
    fields,
    nonResidue,
    radix,
    radixInverse: fields.Fp.inv(radix),
    pairingBatch,
  };
}

/** The first point outside the prime-order subgroup, or undefined. Infinity is inside. */
export function firstOutsideSubgroup(points: readonly NoblePoint[]): number | undefined {
  const index = points.findIndex((point) => !point.is0() && !point.isTorsionFree());
  return index < 0 ? undefined : index;
}
