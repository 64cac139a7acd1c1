import type { GroupKernel } from '../batch/group.ts';
import { type Column, walk } from '../batch/walk.ts';
import { inverse } from '../curve/arithmetic.ts';
import { type Address, at, i32 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';

/**
 * The exponent all roots are made of, for p ≡ 3 mod 4: t = a^((p−3)/4) gives a·t, whose square is χ(a)·a, and
 * χ(a) = a·t² = ±1; so t is 1/√a, up to a sign, where a is a square.
 */
export function rootExponent(p: bigint): bigint {
  return (p - 3n) / 4n;
}

/**
 * (target, source, n): square roots of n slots of coordinates, n a multiple of `unroll`. One of the two roots
 * where the element is a square; anything where it is none, so that the answer has to be squared before it is
 * believed. The columns may be the same. `power` raises to {@link rootExponent}.
 */
export function emitSquareRoot(kernel: GroupKernel, power: Callable<undefined>): Callable<undefined> {
  return kernel.degree === 1 ? primeRoot(kernel, power) : quadraticRoot(kernel, power);
}

const signature = { params: { target: 'i32', source: 'i32', n: 'i32' } } as const;

function primeRoot({ m, field, columnBytes }: GroupKernel, power: Callable<undefined>) {
  const { slotBytes, unroll } = field;
  const powers = m.reserve(columnBytes, 64);
  return m.function('g1SquareRoot', signature, (f, { target, source, n }) => {
    const ops = field.ops(f, slotBytes);
    f.run(power, powers, source, n);
    walk(f, 'upward', i32.mul(n, slotBytes), unroll * slotBytes, [target, source, powers], (to, from, t) => {
      ops.store(to, ops.mul(ops.load(from), ops.load(t)));
    });
  });
}

/**
 * The complex method (Scott, "Implementing cryptographic pairings", 2007, section 3), with its inversion taken from
 * the second power. For a = c0 + c1·u let s² be the norm c0² + c1² and d = 2(c0 + s), t = d^((p−3)/4), r = d·t,
 * w = c1·t. Where d is a square, √a = r/2 + w·u; where −d is one, √a = w − (r/2)·u. Two powers in F_p.
 */
function quadraticRoot(
  { m, field, curve, elementBytes, step, columnBytes }: GroupKernel,
  power: Callable<undefined>,
) {
  const { lanes, slotBytes, unroll } = field;
  // Columns over F_p, half as wide.
  const sums = m.reserve(columnBytes / 2, 64);
  const powers = m.reserve(columnBytes / 2, 64);
  // Values over F_p of a step, as far apart as those over F_p².
  const [norm, t, other] = [m.reserve(step, 64), m.reserve(step), m.reserve(step)];
  const half = inverse(2n, curve.p);
  return m.function('g2SquareRoot', signature, (f, { target, source, n }) => {
    const ops = field.ops(f, elementBytes);
    const slot = f.local('i32');
    /** Runs along columns of coordinates, and with `slot` along those over F_p. */
    const each = (columns: readonly Column[], body: (...addresses: Address[]) => void) => {
      f.set(slot, 0);
      walk(f, 'upward', i32.mul(n, elementBytes), step, columns, (...addresses) => {
        body(...addresses);
        f.set(slot, i32.add(slot, unroll * slotBytes));
      });
    };
    const fetch = (to: number, column: number) => {
      for (let i = 0; i < unroll; i++) {
        f.copy(to + i * elementBytes, i32.add(slot, column + i * slotBytes), slotBytes);
      }
    };
    const keep = (column: number, from: number) => {
      for (let i = 0; i < unroll; i++) {
        f.copy(i32.add(slot, column + i * slotBytes), from + i * elementBytes, slotBytes);
      }
    };

    each([source], (from) => {
      const [c0, c1] = [ops.load(from), ops.load(at(from, slotBytes))];
      ops.store(at(norm), ops.add(ops.sqr(c0), ops.sqr(c1)));
      keep(sums, norm);
    });
    f.run(power, powers, sums, n);

    each([source], (from) => {
      fetch(norm, sums);
      fetch(t, powers);
      const c0 = ops.load(from);
      const s = ops.mul(ops.load(at(norm)), ops.load(at(t)));
      const d = ops.times(ops.add(c0, s), 2);
      ops.store(at(other), ops.times(c0, 4));
      ops.store(at(norm), d);
      // c1 = 0 and s = −c0: the other root of the norm serves.
      for (let place = 0; place < step; place += elementBytes) {
        for (let lane = 0; lane < lanes; lane++) {
          f.if(f.call(field.isZero, norm + place, lane), () =>
            f.run(field.moveLane, norm + place, lane, other + place, lane),
          );
        }
      }
      keep(sums, norm);
    });
    f.run(power, powers, sums, n);

    each([target, source], (to, from) => {
      fetch(norm, sums);
      fetch(t, powers);
      const power = ops.load(at(t));
      const r = ops.mul(ops.load(at(norm)), power);
      const sign = ops.mul(r, power);
      // With q = r/4 and v = w/2 the parts are (q + v) ± (q − v) and ±(q + v) − (q − v).
      const q = ops.mul(r, ops.constant((half * half) % curve.p));
      const v = ops.mul(ops.mul(ops.load(at(from, slotBytes)), power), ops.constant(half));
      const [sum, difference] = [ops.add(q, v), ops.sub(q, v)];
      ops.store(to, ops.add(sum, ops.mul(sign, difference)));
      ops.store(at(to, slotBytes), ops.sub(ops.mul(sign, sum), difference));
    });
  });
}
