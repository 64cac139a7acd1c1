/**
 * Splitting a scalar k into a short vector κ with κ·(1, μ, μ², …) ≡ k mod r: k minus a near point of the lattice
 * of vectors that are 0 mod r. Babai's rounding with fixed-point constants, the same steps for every k:
 *
 *     q_i = (k·g_i + o_i) >> 320                 g_i, o_i, q_i ≥ 0
 *     κ_j = k·[j = 0] + n_j − Σ q_i·B_ij         modulo 2^(64·words), read as two's complement
 *
 * In 64-bit words: k has 4; g_i, o_i at most 5; the product 9, of which words 5… are q_i, and only its lowest
 * `words` matter. In 32-bit words, twice as many of each.
 *
 * Why: in the basis B the vector (k, 0, …) has the coordinates k·g'_i/2^320 with g' exact and |g' − g| ≤ 1/2.
 * So κ = n − Σ (o_i/2^320)·B_i + Σ (fraction_i + error_i)·B_i with 0 ≤ fraction < 1 and |error| < r/2^321: a box
 * of fixed place and size, {@link componentBounds}.
 */
export interface LatticeReduction {
  /** The rows B_i: a basis of the lattice, with signs that make every g_i positive. */
  readonly rows: readonly (readonly bigint[])[];
  /** g_i. */
  readonly factors: readonly bigint[];
  /** o_i, below 2^320. */
  readonly roundings: readonly bigint[];
  /** n_j, a vector of the lattice. */
  readonly constant: readonly bigint[];
  /** The order r. */
  readonly order: bigint;
  /** 64-bit words of a component. */
  readonly words: number;
}

/** Bits after the point. */
export const FIXED_POINT = 320n;

/**
 * The reduction by a basis of the lattice, whose determinant is ±r, such that the κ fill a box around `centre`.
 * `words` says how wide a component is to be kept; a RangeError when the box does not fit.
 */
export function latticeReduction(
  basis: readonly (readonly bigint[])[],
  centre: readonly bigint[],
  words: number,
): LatticeReduction {
  const scale = 1n << FIXED_POINT;
  const order = magnitude(determinant(basis));
  const coordinates = (vector: readonly bigint[], rows: readonly (readonly bigint[])[]) => {
    const whole = determinant(rows);
    return rows.map((_, i) => [determinant(rows.with(i, vector)), whole] as const);
  };
  const first = centre.map((_, j) => (j === 0 ? 1n : 0n));
  const rows = coordinates(first, basis).map(([part, whole], i) =>
    part * whole < 0n ? basis[i]!.map((entry) => -entry) : basis[i]!,
  );
  const factors = coordinates(first, rows).map(([part, whole]) => roundedQuotient(part * scale, whole));
  // A fraction is 1/2 on average: o is what takes the average to the centre.
  const offsets = coordinates(centre, rows).map(([part, whole]) =>
    roundedQuotient(scale * (whole - 2n * part), 2n * whole),
  );
  const constant = centre.map((_, j) =>
    rows.reduce((sum, row, i) => sum - (offsets[i]! >> FIXED_POINT) * row[j]!, 0n),
  );
  const roundings = offsets.map((offset) => BigInt.asUintN(Number(FIXED_POINT), offset));
  const reduction = { rows, factors, roundings, constant, order, words };
  const half = 1n << BigInt(64 * words - 1);
  for (const [low, high] of componentBounds(reduction)) {
    if (low < -half || high >= half) throw new RangeError(`a component does not fit ${words} words`);
  }
  return reduction;
}

/** κ for a scalar k in 0…r−1. */
export function reduceScalar(reduction: LatticeReduction, k: bigint): bigint[] {
  const { rows, factors, roundings, constant, words } = reduction;
  const quotients = factors.map((factor, i) => (k * factor + roundings[i]!) >> FIXED_POINT);
  return constant.map((start, j) => {
    const exact = rows.reduce((sum, row, i) => sum - quotients[i]! * row[j]!, j === 0 ? start + k : start);
    return BigInt.asIntN(64 * words, exact);
  });
}

/** The smallest and largest integer each component of κ can be, for every k in 0…r−1. */
export function componentBounds(reduction: LatticeReduction): [low: bigint, high: bigint][] {
  const { rows, roundings, constant, order } = reduction;
  const bits = FIXED_POINT + 1n;
  return constant.map((start, j) => {
    let low = start << bits;
    let high = low;
    for (const [i, row] of rows.entries()) {
      const entry = row[j]!;
      const place = -2n * roundings[i]! * entry;
      const error = order * magnitude(entry);
      low += place - error + (entry < 0n ? entry << bits : 0n);
      high += place + error + (entry > 0n ? entry << bits : 0n);
    }
    return [-(-low >> bits), high >> bits];
  });
}

/** By cofactors along the first row; the matrices are 2×2 and 4×4. */
function determinant(matrix: readonly (readonly bigint[])[]): bigint {
  if (matrix.length === 0) return 1n;
  const [first, ...rest] = matrix;
  return first!.reduce((sum, entry, j) => {
    const minor = determinant(rest.map((row) => row.toSpliced(j, 1)));
    return j % 2 === 0 ? sum + entry * minor : sum - entry * minor;
  }, 0n);
}

/** a/b to the nearest integer. */
function roundedQuotient(a: bigint, b: bigint): bigint {
  const [numerator, denominator] = b < 0n ? [-a, -b] : [a, b];
  const doubled = 2n * numerator + denominator;
  const quotient = doubled / (2n * denominator);
  return doubled % (2n * denominator) < 0n ? quotient - 1n : quotient;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
