import type { Fp2 as NobleFp2 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { Fp2 } from './arithmetic.ts';
import type { CurveName } from './parameters.ts';

/** What noble says a curve is, for tests to compare with. */
export const oracle: Record<
  CurveName,
  {
    G1: WeierstrassPointCons<bigint>;
    G2: WeierstrassPointCons<NobleFp2>;
    p: bigint;
    r: bigint;
    xi: NobleFp2;
    loop: bigint;
  }
> = {
  'bls12-381': describe(bls12_381),
  bn254: describe(bn254),
};

function describe(curve: typeof bls12_381 | typeof bn254) {
  return {
    G1: curve.G1.Point,
    G2: curve.G2.Point,
    p: curve.fields.Fp.ORDER,
    r: curve.fields.Fr.ORDER,
    xi: curve.fields.Fp2.NONRESIDUE,
    loop: curve.params.ateLoopSize,
  };
}

/** Our pair as noble's element. */
export function toNoble([c0, c1]: Fp2): NobleFp2 {
  return { c0, c1 };
}
