import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import { inverse } from '../curve/arithmetic.ts';
import { primeCalls } from '../tower/prime-calls.ts';
import { type Address, at, i32, pointer } from '../wasm/expression.ts';
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
  { m, field, curve, elementBytes, columnBytes }: GroupKernel,
  power: Callable<undefined>,
) {
  const { lanes, slotBytes, unroll } = field;
  const step = unroll * slotBytes;
  const formula = primeCalls(m, field);
  // Columns over F_p: the parts of the elements, and values on the way.
  const column = () => m.reserve(columnBytes / 2, 64);
  const [c0, c1, sums, powers] = [column(), column(), column(), column()];
  const other = m.reserve(step, 64);
  const half = inverse(2n, curve.p);

  /** (column, n): n elements of the column, from or to the columns of their parts. */
  const parts = { params: { column: 'i32', n: 'i32' } } as const;
  const copyParts = (label: string, direction: 'apart' | 'together') =>
    m.function(label, parts, (f, { column, n }) => {
      walk(f, 'upward', i32.mul(n, slotBytes), slotBytes, [c0, c1], (...addresses) => {
        for (const [part, address] of addresses.entries()) {
          const places = [pointer(address), i32.add(column, part * slotBytes)] as const;
          const [to, from] = direction === 'apart' ? places : [places[1], places[0]];
          f.copy(to, from, slotBytes);
        }
        f.set(column, i32.add(column, elementBytes));
      });
    });
  const takeApart = copyParts('g2TakeApart', 'apart');
  const putTogether = copyParts('g2PutTogether', 'together');

  return m.function('g2SquareRoot', signature, (f, { target, source, n }) => {
    const bytes = f.local('i32', i32.mul(n, slotBytes));
    const each = (columns: readonly number[], body: (...addresses: Address[]) => void) =>
      walk(f, 'upward', bytes, step, columns, body);

    f.run(takeApart, source, n);
    each([c0, c1, sums], (c0, c1, sum) =>
      formula(f, (ops) => ops.store(sum, ops.add(ops.sqr(ops.load(c0)), ops.sqr(ops.load(c1))))),
    );
    f.run(power, powers, sums, n);

    each([c0, sums, powers], (c0, sum, power) => {
      formula(f, (ops) => {
        const s = ops.mul(ops.load(sum), ops.load(power));
        ops.store(sum, ops.times(ops.add(ops.load(c0), s), 2));
        ops.store(at(other), ops.times(ops.load(c0), 4));
      });
      // c1 = 0 and s = −c0: the other root of the norm serves.
      for (let slot = 0; slot < step; slot += slotBytes) {
        const place = pointer(at(sum, slot));
        for (let lane = 0; lane < lanes; lane++) {
          f.if(f.call(field.isZero, place, lane), () =>
            f.run(field.moveLane, place, lane, other + slot, lane),
          );
        }
      }
    });
    f.run(power, powers, sums, n);

    each([c0, c1, sums, powers], (c0, c1, d, power) =>
      formula(f, (ops) => {
        const t = ops.load(power);
        const r = ops.mul(ops.load(d), t);
        const sign = ops.mul(r, t);
        // With q = r/4 and v = w/2 the parts are (q + v) ± (q − v) and ±(q + v) − (q − v).
        const q = ops.mul(r, ops.constant((half * half) % curve.p));
        const v = ops.mul(ops.mul(ops.load(c1), t), ops.constant(half));
        const [sum, difference] = [ops.add(q, v), ops.sub(q, v)];
        ops.store(c0, ops.add(sum, ops.mul(sign, difference)));
        ops.store(c1, ops.sub(ops.mul(sign, sum), difference));
      }),
    );
    f.run(putTogether, target, n);
  });
}
