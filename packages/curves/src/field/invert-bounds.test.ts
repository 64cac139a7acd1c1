import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divstepBatches, divstepsOf } from './invert.ts';
import { PRIMES } from './test-fields.ts';
import { negativeInverseModuloPower } from './two-adic.ts';

const BITS = 30n;
const LIMB = 1n << BITS;

const magnitude = (x: bigint) => (x < 0n ? -x : x);

interface State {
  /** δ of the paper. */
  delta: bigint;
  f: bigint;
  g: bigint;
  d: bigint;
  e: bigint;
}

/** One batch as the paper has it, by f and g alone: the matrix times 2^30, and how many steps g took to vanish. */
function batch(state: State): {
  matrix: readonly [bigint, bigint, bigint, bigint];
  steps: number | undefined;
} {
  let [u, v, q, r] = [1n, 0n, 0n, 1n];
  let steps: number | undefined;
  for (let i = 0; i < Number(BITS); i++) {
    if (state.g === 0n) steps ??= i;
    const odd = state.g & 1n;
    if (state.delta > 0n && odd) {
      [state.delta, state.f, state.g] = [1n - state.delta, state.g, (state.g - state.f) / 2n];
      [u, v, q, r] = [2n * q, 2n * r, q - u, r - v];
    } else {
      [state.delta, state.g] = [1n + state.delta, (state.g + odd * state.f) / 2n];
      [u, v, q, r] = [2n * u, 2n * v, q + odd * u, r + odd * v];
    }
  }
  return { matrix: [u, v, q, r], steps };
}

describe.each(Object.entries(PRIMES))('bounds of the inversion modulo %s', (_, prime) => {
  const bits = prime.toString(2).length;
  const limbs = (x: bigint, count: number) =>
    Array.from({ length: count }, (_, i) =>
      i === count - 1 ? x >> (BITS * BigInt(i)) : BigInt.asUintN(30, x >> (BITS * BigInt(i))),
    );
  const count = Math.ceil((bits + Math.ceil(Math.log2(divstepBatches(bits) / 2 + 1)) + 2) / 30);
  const p = limbs(prime, count);
  let largestColumn = 0n;
  let largestRow = 0n;
  let mostSteps = 0;

  /** (a·x + b·y)/2^30 modulo p, with what the columns hold on the way. */
  function row(a: bigint, b: bigint, x: bigint, y: bigint): bigint {
    const [xs, ys] = [limbs(x, count), limbs(y, count)];
    const m = BigInt.asIntN(30, (a * xs[0]! + b * ys[0]!) * negativeInverseModuloPower(prime, 30));
    let carry = 0n;
    for (let i = 0; i < count; i++) {
      const column = a * xs[i]! + b * ys[i]! + m * p[i]! + carry;
      if (magnitude(column) > largestColumn) largestColumn = magnitude(column);
      carry = column >> BITS;
    }
    return (a * x + b * y + m * prime) / LIMB;
  }

  function follow(a: bigint): void {
    const state = { delta: 1n, f: prime, g: a, d: 0n, e: 1n };
    for (let k = 0; k < divstepBatches(bits); k++) {
      const {
        matrix: [u, v, q, r],
        steps,
      } = batch(state);
      if (steps !== undefined) mostSteps = Math.max(mostSteps, 30 * k + steps);
      for (const sum of [magnitude(u) + magnitude(v), magnitude(q) + magnitude(r)]) {
        if (sum > largestRow) largestRow = sum;
      }
      [state.d, state.e] = [row(u, v, state.d, state.e), row(q, r, state.d, state.e)];
      for (const part of [state.d, state.e]) {
        expect(2n * magnitude(part)).toBeLessThanOrEqual(BigInt(k + 3) * prime);
      }
      expect(magnitude(state.f) <= prime && magnitude(state.g) <= prime).toBe(true);
      if (state.g === 0n) break;
    }
    expect([state.g, magnitude(state.f)]).toEqual([0n, a === 0n ? prime : 1n]);
    expect((state.d * a - (a === 0n ? 0n : state.f)) % prime).toBe(0n);
  }

  it('g vanishes within the divsteps of the theorem, and nothing grows beyond what is claimed', () => {
    for (const a of [0n, 1n, 2n, prime - 1n, prime - 2n, (prime - 1n) / 2n, prime / 3n]) follow(a);
    for (let bit = 1n; 1n << bit < prime; bit += 5n) follow((1n << bit) - 1n);
    fc.assert(
      fc.property(fc.bigInt(0n, prime - 1n), (a) => follow(a)),
      { numRuns: 200 },
    );
    // Rows reach their bound; a 254-bit prime takes far fewer steps than what is proven for any.
    expect(largestRow).toBe(LIMB);
    expect(largestColumn).toBeLessThan((1n << 60n) + (1n << 59n) + (1n << 33n));
    expect(largestColumn).toBeGreaterThan(1n << 58n);
    expect(mostSteps).toBeGreaterThan(bits);
    expect(mostSteps).toBeLessThanOrEqual(divstepsOf(bits));
  });

  it('as many batches as the theorem asks for, and no more', () => {
    expect(30 * divstepBatches(bits)).toBeGreaterThanOrEqual(divstepsOf(bits));
    expect(30 * (divstepBatches(bits) - 1)).toBeLessThan(divstepsOf(bits));
  });
});
