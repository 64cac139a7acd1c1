import { type LatticeReduction, latticeReduction, reduceScalar } from './lattice.ts';
import type { CurveParameters } from './parameters.ts';

/**
 * Scalars of G2 as elements of Z[ζ], ζ⁴ = ζ² − 1: ψ makes G2 a module over that ring, ζ acting as μ, and k acts
 * like any κ = κ₀ + κ₁ζ + κ₂ζ² + κ₃ζ³ with κ(μ) ≡ k mod r. What takes a point ≠ 0 to 0 is the prime ideal (γ) of
 * norm r. Galbraith and Scott, "Exponentiation in pairing-friendly groups using homomorphisms", 2008.
 */
export type Cyclotomic = readonly [c0: bigint, c1: bigint, c2: bigint, c3: bigint];

/** γ, which ζ = μ takes to 0 mod r: z − ζ for BLS12, (x + 1) + xζ + xζ² − 2xζ³ for BN. */
export function cyclotomicPrime(curve: CurveParameters): Cyclotomic {
  const x = curve.parameter;
  return curve.name === 'bls12-381' ? [x, -1n, 0n, 0n] : [x + 1n, x, x, -2n * x];
}

/** The basis γ, γζ, γζ², γζ³ of (γ). */
export function cyclotomicBasis(curve: CurveParameters): Cyclotomic[] {
  const basis = [cyclotomicPrime(curve)];
  while (basis.length < 4) {
    const [c0, c1, c2, c3] = basis.at(-1)!;
    basis.push([-c3, c0, c1 + c3, c2]);
  }
  return basis;
}

/** The splitting around 0, for multi-scalar multiplication: four parts below 2^64 in magnitude, of either sign. */
export function quarterLattice(curve: CurveParameters): LatticeReduction {
  return latticeReduction(cyclotomicBasis(curve), [0n, 0n, 0n, 0n], 2);
}

/** A short κ for a scalar k in 0…r−1, by a lattice of this ring. */
export function reduceCyclotomic(lattice: LatticeReduction, k: bigint): Cyclotomic {
  const [c0, c1, c2, c3] = reduceScalar(lattice, k);
  return [c0!, c1!, c2!, c3!];
}

/** κ(μ) mod r. */
export function evaluateCyclotomic(curve: CurveParameters, [c0, c1, c2, c3]: Cyclotomic): bigint {
  const { p: mu, r } = curve;
  const value = (((c3 * mu + c2) * mu + c1) * mu + c0) % r;
  return value < 0n ? value + r : value;
}
