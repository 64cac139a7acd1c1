import { type LatticeReduction, latticeReduction, reduceScalar } from './lattice.ts';
import { CURVES, type CurveName, type CurveParameters } from './parameters.ts';

/**
 * Regular digits for scalars of G1: every scalar becomes exactly 65 digits, none zero, so every multiplication is
 * the same sequence of operations, and none of them can meet an exceptional case.
 *
 * φ makes the points of order r a module over Z[ω], ω² + ω + 1 = 0, ω acting as λ; k acts like any κ = a + bω
 * with a + bλ ≡ k mod r. Write N(a + bω) = a² − ab + b² = |κ|². What takes a point ≠ 0 to 0 is the prime ideal
 * (π) of norm r: all of its elements but 0 have norm at least r.
 *
 * **Splitting.** k minus the rounded multiple of π: κ = (e₁ + e₂ω)·π with |e₁|, |e₂| ≤ 1/2 + 2^-66, so
 * |κ| < 0.8661·√r. Call κ odd when 2 does not divide it, that is, not both of a, b are even. If κ is even, π is
 * added, which is odd. Then κ is odd and |κ| < 1.8661·√r.
 *
 * **Digits.** D = {±ω^j·t : t = 1, 1 − ω, 3, 3 + ω} has 24 elements, odd, of norm 1, 3, 9, 7. Modulo 4 there are
 * 12 odd classes; D meets each twice, in different classes modulo 8. So there is always a d in D with
 * d ≡ κ mod 4 and (κ − d)/4 odd, found from κ mod 8; go on with (κ − d)/4. (Odd digits of both signs as in Joye
 * and Tunstall, "Exponent recoding and regular exponentiation algorithms", 2009, with the six units of Z[ω] in
 * the place of ±1.) As |d| ≤ 3, after 64 steps at most |κ|/2^128 + Σ 3/4^i < 1.26 + 1 is left: odd and of norm
 * below 5.2, hence one of the twelve elements of norm 1 or 3. It is the top digit.
 *
 * **Nothing is exceptional.** Let α be the sum so far, so that the next is 4α + d, computed as A = 2α, B = A + d,
 * B + A. All but the last sum have |α| ≤ |κ|/4 + 1 < 0.47·√r + 1 and are odd. For a point of order r ≠ 2,
 * - doubling α: α is odd, so not 0, and N(α) < r;
 * - A + d with A = 2α ≠ 0: 2α ± d is odd, so not 0, and |2α ± d| < 0.94·√r + 5;
 * - B + A: B − A = d is not in (π); B + A = 4α + d is the next sum, odd and of norm below r, or, in the last step,
 *   κ itself, which acts as k ≢ 0.
 * The table P, P − φP, 3P = 2P + P, 3P + φP: sums and differences are 1 ± ω, 2 ± 1, 3 ± ω, of norm at most 13.
 */

/** a + bω. */
export interface Eisenstein {
  readonly a: bigint;
  readonly b: bigint;
}

/** Digits of a scalar, the top one included. */
export const EISENSTEIN_DIGITS = 65;

/** The multiples of a point in its table, t = 1, 1 − ω, 3, 3 + ω: digits select among them, ω^j and a sign. */
export const EISENSTEIN_TABLE: readonly Eisenstein[] = [
  { a: 1n, b: 0n },
  { a: 1n, b: -1n },
  { a: 3n, b: 0n },
  { a: 3n, b: 1n },
];

/** N(a + bω). */
export function norm({ a, b }: Eisenstein): bigint {
  return a * a - a * b + b * b;
}

/** π with norm r that ω = λ takes to 0 mod r: z² + ω for BLS12; Frobenius − 1 for BN, whose cofactor is 1. */
export function eisensteinPrime(curve: CurveParameters): Eisenstein {
  const { t, f, parameter } = curve;
  return curve.name === 'bls12-381' ? { a: parameter ** 2n, b: 1n } : { a: (t - 2n + f) / 2n, b: f };
}

/** The lattice (π) with rows ±π, ±πω, and words for components of either parity. */
export function eisensteinLattice(curve: CurveParameters): LatticeReduction {
  return LATTICES[curve.name];
}

/** The κ nearest to 0 by rounding, for k in 0…r−1: of either parity, both parts below 2^127 in magnitude. */
export function decompose(curve: CurveParameters, k: bigint): Eisenstein {
  const [a, b] = reduceScalar(eisensteinLattice(curve), k);
  return { a: a!, b: b! };
}

/** An odd κ: {@link decompose}, plus π where that is even. */
export function decomposeOdd(curve: CurveParameters, k: bigint): Eisenstein {
  const { a, b } = decompose(curve, k);
  const prime = eisensteinPrime(curve);
  const even = ((a | b) & 1n) ^ 1n;
  return { a: a + even * prime.a, b: b + even * prime.b };
}

/**
 * The digit for κ = a + bω at index (a mod 8) + 8·(b mod 8), as one byte: bits 0–1 the index into the table, bits
 * 2–3 the power j of ω, bit 4 the sign; 0xff where κ is even. Of two possible digits the one of norm 1 or 3 is
 * taken, so the digit that equals a κ of norm 1 or 3 is the one at its index ^ 4.
 */
export function digitTable(): Uint8Array {
  const table = new Uint8Array(64).fill(0xff);
  for (let index = 0; index < 64; index++) {
    const [a, b] = [BigInt(index & 7), BigInt(index >> 3)];
    const digit = ALL_DIGITS.find((byte) => {
      const value = digitValue(byte);
      const [restA, restB] = [a - value.a, b - value.b];
      return ((restA | restB) & 3n) === 0n && ((restA | restB) & 4n) !== 0n;
    });
    if (digit !== undefined) table[index] = digit;
  }
  return table;
}

/** The element of Z[ω] a digit's byte stands for. */
export function digitValue(byte: number): Eisenstein {
  let { a, b } = EISENSTEIN_TABLE[byte & 3]!;
  for (let j = (byte >> 2) & 3; j > 0; j--) [a, b] = [-b, a - b];
  return (byte >> 4) & 1 ? { a: -a, b: -b } : { a, b };
}

/**
 * The 65 digits of a scalar k in 1…r−1, top first: κ = Σ digit_i·4^(64−i). Those of k = 0 would be π's, whose last
 * addition is of opposite points.
 */
export function digitsOf(curve: CurveParameters, k: bigint): Uint8Array {
  const digits = new Uint8Array(EISENSTEIN_DIGITS);
  let { a, b } = decomposeOdd(curve, k);
  for (let i = EISENSTEIN_DIGITS - 1; i > 0; i--) {
    const digit = TABLE[tableIndex(a, b)]!;
    const value = digitValue(digit);
    digits[i] = digit;
    a = (a - value.a) >> 2n;
    b = (b - value.b) >> 2n;
  }
  digits[0] = TABLE[tableIndex(a, b) ^ 4]!;
  return digits;
}

function tableIndex(a: bigint, b: bigint): number {
  return Number((a & 7n) | ((b & 7n) << 3n));
}

function lattice(curve: CurveParameters): LatticeReduction {
  const { a, b } = eisensteinPrime(curve);
  const basis = [
    [a, b],
    [-b, a - b],
  ];
  return latticeReduction(basis, [0n, 0n], 3);
}

const LATTICES: Record<CurveName, LatticeReduction> = {
  'bls12-381': lattice(CURVES['bls12-381']),
  bn254: lattice(CURVES.bn254),
};

// In the order of the table, so that 1 and 1 − ω come before 3 and 3 + ω.
const ALL_DIGITS = [0, 1, 2, 3].flatMap((t) =>
  [0, 1, 2].flatMap((j) => [0, 1].map((s) => t | (j << 2) | (s << 4))),
);
const TABLE = digitTable();
