import type { AffinePoint } from '@brebaje/curves/curve/affine';
import { type Fp2, inverse } from '@brebaje/curves/curve/arithmetic';
import { psi } from '@brebaje/curves/curve/endomorphism';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName, Group } from '@brebaje/curves/engine';
import { type Coordinate, NOBLE_CURVES, type NoblePoint } from '@brebaje/curves/noble-curve';

/**
 * A point of the curve or its twist times the cofactor, exactly: other multiples lie in the subgroup, too, but
 * snarkjs takes this one.
 */
export function clearCofactor(curve: CurveName, group: Group, point: NoblePoint): NoblePoint {
  if (curve === 'bn254') return group === 'G1' ? point : clearBn254(point);
  return group === 'G1' ? point.multiplyUnsafe(G1_COFACTOR) : clearBls12381(point);
}

const { parameter: z, r } = CURVES['bls12-381'];

/** (z − 1)²/3 of the BLS12 family. */
const G1_COFACTOR = (z - 1n) ** 2n / 3n;

/** RFC 9380, section 8.8.2: the fast method multiplies by h·(3z² − 3). */
const G2_EXCESS_INVERSE = inverse(3n * z ** 2n - 3n, r);

/** RFC 9380, appendix G.3, and back by what it multiplies too much, within the subgroup. */
function clearBls12381(point: NoblePoint): NoblePoint {
  return point.clearCofactor().multiplyUnsafe(G2_EXCESS_INVERSE);
}

/**
 * The twist has r·h points with h = 2p − r = p + t − 1. As ψ² − tψ + p = 0, and with A = [t − 1]Q,
 * [h]Q = ψ(A + Q) − ψ²(Q) + A. Galbraith and Scott, "Exponentiation in Pairing-Friendly Groups Using
 * Homomorphisms", 2008.
 */
function clearBn254(point: NoblePoint): NoblePoint {
  const a = point.multiplyUnsafe(CURVES.bn254.t - 1n);
  return bn254Psi(a.add(point))
    .subtract(bn254Psi(bn254Psi(point)))
    .add(a);
}

function bn254Psi(point: NoblePoint): NoblePoint {
  if (point.is0()) return point;
  const image = psi(CURVES.bn254, toModel(point));
  const { Fp2 } = NOBLE_CURVES.bn254.fields;
  const element = (value: Fp2): Coordinate => Fp2.fromBigTuple([value[0], value[1]]);
  return NOBLE_CURVES.bn254.groups.G2.fromAffine({ x: element(image!.x), y: element(image!.y) });
}

function toModel(point: NoblePoint): AffinePoint<Fp2> {
  const { x, y } = point.toAffine();
  const pair = (value: Coordinate): Fp2 => (typeof value === 'bigint' ? [value, 0n] : [value.c0, value.c1]);
  return { x: pair(x), y: pair(y) };
}
