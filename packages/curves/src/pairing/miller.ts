import type { GroupKernel } from '../batch/group.ts';
import { DEGENERATE } from '../kernel/abi.ts';
import { at, type I32, i32, i64 } from '../wasm/expression.ts';
import type { Accumulator } from './accumulator.ts';
import { NEUTRAL_START, neutralPairs } from './padding.ts';
import { type MillerStep, millerSteps } from './schedule.ts';
import { lineWalk } from './walk-lines.ts';

/** Pairs that are handled at once: few enough to stay in a processor's second-level cache. */
const CAPACITY = 256;

/**
 * The last chunk is filled up to a multiple of this. An accumulator takes the lines of 2·lanes·unroll ≤ 8 pairs at
 * once; the same number on all kernels gives the same value on all kernels.
 */
const GRAIN = 8;

const CODES: readonly MillerStep[] = ['double', 'add', 'negate', 'frobenius'];

/**
 * Emits Miller loops over many pairs of points in storage form.
 *
 * - `miller(g1, g2, n, out)` → 0: the product of f(Pᵢ, Qᵢ) up to factors in proper subfields, which the final
 *   exponentiation takes to one, as twelve canonical integers in Montgomery form: c0 + c1·w, in each the coefficients
 *   of 1, v, v², in each c0 before c1. A pair with infinity in it contributes one. Answers 14 where a denominator is
 *   zero. That takes a point outside G1 or G2: every T is [k]Q for a k known beforehand, different from 0 and from ±
 *   the multiple it is added to.
 * - `fp12Multiply(values, n, out)`: the product of n ≥ 0 such values.
 *
 * Products of F_p per pair and doubling: 22 for 2T and the line (9 of them for the shared inversion), 2 for its value
 * at P, 30 for the product with the accumulator. An addition takes two fewer. In all 3,662 for BLS12-381 and 4,664 for
 * BN254; squaring the accumulators, once for all pairs of a chunk, adds a hundredth.
 */
export function emitMiller(
  { m, curve, field }: Pick<GroupKernel, 'm' | 'curve' | 'field'>,
  fp12: Accumulator,
  capacity = CAPACITY,
): void {
  const { lanes, unroll, words } = field;
  const value = m.reserve(fp12.bytes, 64);
  const total = m.reserve(fp12.bytes, 64);
  // Filling up takes at most one pair more than a grain, and leaves a multiple of the grain.
  const room = capacity + GRAIN;
  const pairs = lineWalk(m, curve, field, room, (f, first, second) =>
    f.run(fp12.mulByLines, value, first, second),
  );

  const steps = millerSteps(curve);
  const schedule = m.constant(
    Uint8Array.from(steps, (step) => CODES.indexOf(step)),
    1,
  );
  const neutral = neutralPairs(curve, GRAIN + 1);
  const [g1Bytes, g2Bytes] = [16 * words, 32 * words];
  const left = m.reserve(room * g1Bytes, 64);
  const right = m.reserve(room * g2Bytes, 64);
  const [fillLeft, fillRight] = [m.constant(neutral.g1), m.constant(neutral.g2)];

  /** Multiplies the total by the pairs that wait, a multiple of the grain; answers 1 or 0. */
  const chunk = m.function('millerChunk', { params: { count: 'i32' }, result: 'i32' }, (f, { count }) => {
    const bytes = f.local('i32', i32.mul(i32.divU(count, lanes * unroll), pairs.step));
    const orFail = (done: I32) => f.if(i32.eqz(done), () => f.return(i32.const(0)));
    pairs.readP(f, left, count);
    pairs.readQ(f, right, count);
    f.run(fp12.setOne, value);
    orFail(f.call(pairs.start, bytes));
    const place = f.local('i32');
    const code = f.local('i32');
    const on = (step: MillerStep, then: () => void) => {
      if (steps.includes(step)) f.if(i32.eq(code, CODES.indexOf(step)), then);
    };
    f.for(place, schedule, schedule + steps.length, 1, () => {
      f.set(code, i32.load8U(at(place)));
      on('double', () => {
        f.run(fp12.square, value);
        orFail(f.call(pairs.double, bytes));
      });
      on('add', () => orFail(f.call(pairs.add, bytes)));
      on('negate', () => f.run(pairs.negate, bytes));
      on('frobenius', () => f.run(pairs.frobenius, bytes));
    });
    f.run(fp12.mul, total, total, value);
    f.return(i32.const(1));
  });

  const isInfinity = m.function(
    'millerIsInfinity',
    { params: { point: 'i32', bytes: 'i32' }, result: 'i32' },
    (f, { point, bytes }) => {
      const any = f.local('i64');
      const place = f.local('i32');
      f.for(place, point, i32.add(point, bytes), 8, () => f.set(any, i64.or(any, i64.load(at(place)))));
      f.return(i64.eqz(any));
    },
  );

  const finish = m.function('millerFinish', { params: { out: 'i32' } }, (f, { out }) => {
    f.run(fp12.merge, value, total);
    if (curve.parameter < 0n) f.run(fp12.conjugate, value);
    f.run(fp12.write, out, value);
  });

  m.function(
    'miller',
    { params: { g1: 'i32', g2: 'i32', n: 'i32', out: 'i32' }, result: 'i32', export: true },
    (f, { g1, g2, n, out }) => {
      const rest = f.local('i32', n);
      const waiting = f.local('i32', 0);
      const orFail = (done: I32) => f.if(i32.eqz(done), () => f.return(i32.const(DEGENERATE)));
      const append = (fromLeft: I32, fromRight: I32, pairs: I32) => {
        f.copy(i32.add(left, i32.mul(waiting, g1Bytes)), fromLeft, i32.mul(pairs, g1Bytes));
        f.copy(i32.add(right, i32.mul(waiting, g2Bytes)), fromRight, i32.mul(pairs, g2Bytes));
        f.set(waiting, i32.add(waiting, pairs));
      };
      f.run(fp12.setOne, total);
      f.down(rest, n, 0, 1, () => {
        f.if(i32.eqz(i32.or(f.call(isInfinity, g1, g1Bytes), f.call(isInfinity, g2, g2Bytes))), () => {
          append(g1, g2, 1);
          f.if(i32.eq(waiting, capacity), () => {
            orFail(f.call(chunk, waiting));
            f.set(waiting, 0);
          });
        });
        f.set(g1, i32.add(g1, g1Bytes));
        f.set(g2, i32.add(g2, g2Bytes));
      });
      f.if(waiting, () => {
        const missing = f.local('i32', i32.and(i32.sub(0, waiting), GRAIN - 1));
        f.if(i32.eq(missing, 1), () => f.set(missing, GRAIN + 1));
        const first = i32.select(NEUTRAL_START.odd, NEUTRAL_START.even, i32.and(missing, 1));
        append(i32.add(fillLeft, i32.mul(first, g1Bytes)), fillRight, missing);
        orFail(f.call(chunk, waiting));
      });
      f.run(finish, out);
      f.return(i32.const(0));
    },
  );

  m.function(
    'fp12Multiply',
    { params: { values: 'i32', n: 'i32', out: 'i32' }, export: true },
    (f, { values, n, out }) => {
      const rest = f.local('i32');
      f.run(fp12.setOne, total);
      f.run(fp12.setOne, value);
      f.down(rest, n, 0, 1, () => {
        f.run(fp12.read, values, value);
        f.run(fp12.mul, total, total, value);
        f.set(values, i32.add(values, 96 * words));
      });
      f.run(fp12.write, out, total);
    },
  );
}
