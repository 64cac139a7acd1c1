/**
 * Exact arithmetic modulo a prime and in its quadratic extension F_p[u]/(u² + 1), on bigints. For what is
 * computed once (the constants of a kernel) and for tests; nothing here is fast or constant-time.
 */

/** An element c0 + c1·u of F_p[u]/(u² + 1), both parts in 0…p−1. */
export type Fp2 = readonly [c0: bigint, c1: bigint];

/** The residue of `a` in 0…m−1. */
export function modulo(a: bigint, m: bigint): bigint {
  const rest = a % m;
  return rest < 0n ? rest + m : rest;
}

/** base^exponent mod m; the exponent is not negative. */
export function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  let square = modulo(base, m);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  return result;
}

/** The inverse of `a` modulo m, by Euclid. Throws a RangeError unless they are coprime. */
export function inverse(a: bigint, m: bigint): bigint {
  let [high, low] = [m, modulo(a, m)];
  let [coefficient, next] = [0n, 1n];
  while (low > 0n) {
    const quotient = high / low;
    [high, low] = [low, high - quotient * low];
    [coefficient, next] = [next, coefficient - quotient * next];
  }
  if (high !== 1n) throw new RangeError('no inverse');
  return modulo(coefficient, m);
}

/** a + b in F_p². */
export function add2(a: Fp2, b: Fp2, p: bigint): Fp2 {
  return [modulo(a[0] + b[0], p), modulo(a[1] + b[1], p)];
}

/** a − b in F_p². */
export function subtract2(a: Fp2, b: Fp2, p: bigint): Fp2 {
  return [modulo(a[0] - b[0], p), modulo(a[1] - b[1], p)];
}

/** a·b in F_p². */
export function multiply2(a: Fp2, b: Fp2, p: bigint): Fp2 {
  return [modulo(a[0] * b[0] - a[1] * b[1], p), modulo(a[0] * b[1] + a[1] * b[0], p)];
}

/** The conjugate c0 − c1·u, which is a^p. */
export function conjugate2(a: Fp2, p: bigint): Fp2 {
  return [a[0], modulo(-a[1], p)];
}

/** 1/a in F_p². Throws a RangeError for zero. */
export function inverse2(a: Fp2, p: bigint): Fp2 {
  const norm = inverse(a[0] * a[0] + a[1] * a[1], p);
  return [modulo(a[0] * norm, p), modulo(-a[1] * norm, p)];
}

/** base^exponent in F_p²; the exponent is not negative. */
export function power2(base: Fp2, exponent: bigint, p: bigint): Fp2 {
  let result: Fp2 = [1n, 0n];
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply2(result, square, p);
    square = multiply2(square, square, p);
  }
  return result;
}
