/**
 * Signed windows for the buckets of multi-scalar multiplication over public scalars: v = Σ digit_i·2^(c·i) with
 * digits in −2^(c−1)…2^(c−1)−1, so that 2^(c−1) buckets do for c bits. No carries: with
 * H = Σ 2^(c−1)·2^(c·i), digit_i is window i of v + H, less 2^(c−1). One addition for a scalar, and v may be
 * negative, as the parts of a split scalar are.
 */

/** A 128-bit combination scalar. */
export const COMBINATION_RANGE: readonly [low: bigint, high: bigint] = [0n, (1n << 128n) - 1n];

/** H for `count` windows of `width` bits. */
export function windowOffset(width: number, count: number): bigint {
  const c = BigInt(width);
  return (((1n << (c * BigInt(count))) - 1n) / ((1n << c) - 1n)) << (c - 1n);
}

/** The fewest windows of `width` bits that hold every integer of low…high. */
export function windowCount(width: number, [low, high]: readonly [bigint, bigint]): number {
  for (let count = 1; ; count++) {
    const offset = windowOffset(width, count);
    if (low + offset >= 0n && (high + offset) >> BigInt(width * count) === 0n) return count;
  }
}

/** The digits of v, least significant first. Throws a RangeError when it takes more of them. */
export function signedWindows(v: bigint, width: number, count: number): number[] {
  const shifted = v + windowOffset(width, count);
  if (shifted < 0n || shifted >> BigInt(width * count) !== 0n) {
    throw new RangeError(`not ${count} windows of ${width} bits`);
  }
  const mask = (1n << BigInt(width)) - 1n;
  return Array.from(
    { length: count },
    (_, i) => Number((shifted >> BigInt(i * width)) & mask) - 2 ** (width - 1),
  );
}
