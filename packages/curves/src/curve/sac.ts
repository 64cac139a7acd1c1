import { type Cyclotomic, cyclotomicBasis, reduceCyclotomic } from './cyclotomic.ts';
import { componentBounds, type LatticeReduction, latticeReduction } from './lattice.ts';
import { CURVES, type CurveName, type CurveParameters } from './parameters.ts';

/**
 * Regular digits for scalars of G2: every scalar becomes exactly 66 columns, none zero. The sign-aligned columns
 * of Faz-Hernández, Longa and Sánchez, "Efficient and secure algorithms for GLV-based scalar multiplication and
 * their implementation on GLV–GLS curves", 2014, Algorithm 1, in four dimensions.
 *
 * **Splitting.** κ = κ₀ + κ₁ζ + κ₂ζ² + κ₃ζ³ acts like k; where κ₀ is even, the vector `parity` of (γ) is added,
 * whose first component is odd. The centre of the box of all κ is chosen such that then 2^65 ≤ κ₀ < 2^66 and
 * 0 ≤ κ_j ≤ 2^65 for j > 0.
 *
 * **Columns.** κ₀ = Σ s_i·2^i with signs s_i = ±1: s_65 = 1 and s_i = 1 where bit i + 1 of κ₀ is set. Each other
 * κ_j = Σ s_i·c_ji·2^i with c_ji in {0, 1}: c_ji is the lowest bit of what is left, which becomes
 * (rest − s_i·c_ji)/2 ≥ 0, at most 1 before the top column, where the sign is +, and 0 after it. A column is the
 * element ±(1 + c₁ζ + c₂ζ² + c₃ζ³); a table holds the eight with +.
 *
 * **Nothing is exceptional.** Let α be the sum so far, so that the next is 2α + d. The first of the 65 steps is
 * A = 2α, A + d; the others are B = α + d, B + α. The component at 1 of α is 1 at first, then positive and odd and
 * at least 3, since κ₀ ≥ 2^65; so 2α ± d in the first step, α and α ± d in the others are not 0 in Z[ζ]. Nor are
 * they 0 modulo (γ):
 * - |N(x)| ≤ (x₀² + x₀x₂ + x₂² + x₁² + x₁x₃ + x₃²)² for every x of Z[ζ]: the norm is the product of |x|² in the two
 *   embeddings ζ = e^(πi/6), e^(5πi/6), and the bracket is their mean. Except in the last two steps (BLS12-381) or
 *   three (BN254) that is below r.
 * - In those, α ≡ ε·d with ε in {0, 1, −1} would make k one of the 48, 768 or 12,288 values that ε and the columns
 *   from d on give. For each of them the tests go through all steps: none is exceptional.
 * B + α: B − α = d, and its opposite is 2α + d, the next sum, at last κ itself, which acts as k ≢ 0. The table:
 * sums of distinct ±ζ^j, of norm far below r. So this is a proof for every k in 1…r−1, by exhaustion where the
 * bound ends.
 */

/** Columns of a scalar, the top one included. */
export const SAC_COLUMNS = 66;

/** How a scalar is split. */
export interface SacSplitting {
  /** The lattice (γ), and the place of the box. */
  readonly lattice: LatticeReduction;
  /** The vector of the lattice that is added where κ₀ is even. */
  readonly parity: Cyclotomic;
}

/** The constants of the splitting. */
export function sacSplitting(curve: CurveParameters): SacSplitting {
  return SPLITTINGS[curve.name];
}

/** κ for a scalar k in 0…r−1, with κ₀ odd. */
export function splitScalar(curve: CurveParameters, k: bigint): Cyclotomic {
  const { lattice, parity } = sacSplitting(curve);
  const [c0, c1, c2, c3] = reduceCyclotomic(lattice, k);
  const even = (c0 & 1n) ^ 1n;
  return [c0 + even * parity[0], c1 + even * parity[1], c2 + even * parity[2], c3 + even * parity[3]];
}

/** The 66 columns of a scalar k in 1…r−1, top first. A byte: bit j − 1 is c_j for j = 1, 2, 3, bit 3 the sign. */
export function columnsOf(curve: CurveParameters, k: bigint): Uint8Array {
  const columns = new Uint8Array(SAC_COLUMNS);
  const [aligner, ...rest] = splitScalar(curve, k);
  for (let i = 0; i < SAC_COLUMNS; i++) {
    const negative = i === SAC_COLUMNS - 1 ? 0n : ((aligner >> BigInt(i + 1)) & 1n) ^ 1n;
    let column = negative << 3n;
    for (let j = 0; j < 3; j++) {
      const bit = rest[j]! & 1n;
      column |= bit << BigInt(j);
      // (rest − bit)/2 where the sign is +, (rest + bit)/2 where it is −.
      rest[j] = (rest[j]! >> 1n) + (bit & negative);
    }
    columns[SAC_COLUMNS - 1 - i] = Number(column);
  }
  return columns;
}

/** The element of Z[ζ] a column's byte stands for. */
export function columnValue(byte: number): Cyclotomic {
  const sign = byte & 8 ? -1n : 1n;
  return [sign, sign * BigInt(byte & 1), sign * BigInt((byte >> 1) & 1), sign * BigInt((byte >> 2) & 1)];
}

/** The smallest and largest each component of κ can be once κ₀ is odd. */
export function splittingBounds({ lattice, parity }: SacSplitting): [low: bigint, high: bigint][] {
  return componentBounds(lattice).map(([low, high], j) => {
    const shift = parity[j]!;
    return shift < 0n ? [low + shift, high] : [low, high + shift];
  });
}

function splitting(curve: CurveParameters): SacSplitting {
  const basis = cyclotomicBasis(curve);
  // BLS12: (1, 0, −1, z), the only one with an odd first component. BN: (−x, 2x, 2x + 1, −x), which keeps the box
  // below 2^65 wide.
  const parity = basis[curve.name === 'bls12-381' ? 3 : 2]!;
  const middle = [3n << 64n, 1n << 64n, 1n << 64n, 1n << 64n];
  const centre = middle.map((part, j) => part - parity[j]! / 2n);
  return { lattice: latticeReduction(basis, centre, 2), parity };
}

const SPLITTINGS: Record<CurveName, SacSplitting> = {
  'bls12-381': splitting(CURVES['bls12-381']),
  bn254: splitting(CURVES.bn254),
};
