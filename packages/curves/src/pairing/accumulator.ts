import { coordinateField, sharedInversion } from '../batch/inversion.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import type { PrimeField } from '../field/field.ts';
import type { Element } from '../tower/calls.ts';
import { type Dodecic, type DodecicOps, dodecic } from '../tower/dodecic.ts';
import { type CallOps, quadraticCalls } from '../tower/quadratic-calls.ts';
import { sextic } from '../tower/sextic.ts';
import { at, type I32, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/**
 * Elements of F_p¹² in memory: one for every lane of `field.unroll` slots, so that a product of many factors is
 * built in that many parts at once. Coefficient k (of 1, v, v², w, v·w, v²·w) lies at k·step; in it, the F_p²
 * elements of the slots side by side.
 */
export interface Accumulator {
  readonly bytes: number;
  /** (a): a becomes 1. */
  readonly setOne: Callable<undefined>;
  /** (r, a, b): r becomes a·b; addresses may be equal. */
  readonly mul: Callable<undefined>;
  /** (a): a becomes a². */
  readonly square: Callable<undefined>;
  /**
   * (a, first, second): a becomes a times the lines at both addresses, each two F_p² coefficients, `step` bytes apart: of w and w³ on
   * a D twist, of 1 and w² on an M twist; the third is one.
   */
  readonly mulByLines: Callable<undefined>;
  /** (a): a becomes its conjugate. */
  readonly conjugate: Callable<undefined>;
  /** (r, a): r becomes a^(p^power); r is not a. */
  readonly frobenius: Readonly<Record<1 | 2 | 3, Callable<undefined>>>;
  /** (r, a) → 1: r becomes 1/a; r is not a. Answers 0 where one of the parts is zero. */
  readonly invert: Callable<'i32'>;
  /** (r, a): the product of the parts of a, in the first lane of the first slot of r; r is not a. */
  readonly merge: Callable<undefined>;
  /** (target, a): the first lane of the first slot as 12 canonical integers in Montgomery form, destroying a. */
  readonly write: Callable<undefined>;
  /** (source, a): a becomes that value in the first lane of the first slot; integers must be below p. */
  readonly read: Callable<undefined>;
}

export function accumulator(m: ModuleBuilder, curve: CurveParameters, field: PrimeField): Accumulator {
  const { lanes, slotBytes, unroll, words } = field;
  const elementBytes = 2 * slotBytes;
  const step = unroll * elementBytes;
  const bytes = 6 * step;
  const calls = quadraticCalls(m, field);
  const formula = (f: FunctionBuilder, build: (ops: CallOps, twelve: DodecicOps<Element>) => void) =>
    calls(f, (ops) => build(ops, dodecic(ops, curve)));
  /** The slots of the first value of the twelve integers, in the order of storage. */
  const slots = Array.from({ length: 12 }, (_, i) => Math.floor(i / 2) * step + (i % 2) * slotBytes);

  const load = (ops: CallOps, address: I32): Dodecic<Element> => {
    const six = (first: number) => ({
      c0: ops.load(at(address, first * step)),
      c1: ops.load(at(address, (first + 1) * step)),
      c2: ops.load(at(address, (first + 2) * step)),
    });
    return { c0: six(0), c1: six(3) };
  };
  const store = (ops: CallOps, address: I32, { c0, c1 }: Dodecic<Element>) => {
    const coefficients = [c0.c0, c0.c1, c0.c2, c1.c0, c1.c1, c1.c2];
    for (const [k, coefficient] of coefficients.entries()) ops.store(at(address, k * step), coefficient);
  };

  const setOne = m.function('fp12One', { params: { a: 'i32' } }, (f, { a }) =>
    formula(f, (ops) => {
      const zero = { c0: ops.zero(), c1: ops.zero(), c2: ops.zero() };
      store(ops, a, { c0: { ...zero, c0: ops.one() }, c1: zero });
    }),
  );

  const mul = m.function('fp12Mul', { params: { r: 'i32', a: 'i32', b: 'i32' } }, (f, { r, a, b }) =>
    formula(f, (ops, twelve) => store(ops, r, twelve.mul(load(ops, a), load(ops, b)))),
  );

  const square = m.function('fp12Square', { params: { a: 'i32' } }, (f, { a }) =>
    formula(f, (ops, twelve) => store(ops, a, twelve.sqr(load(ops, a)))),
  );

  const mulByLines = m.function(
    'fp12MulByLines',
    { params: { a: 'i32', first: 'i32', second: 'i32' } },
    (f, { a, first, second }) =>
      formula(f, (ops, twelve) => {
        const line = (address: I32) => ({ c0: ops.load(at(address)), c1: ops.load(at(address, step)) });
        const lines = twelve.mulLines(line(first), line(second));
        store(ops, a, twelve.mulByLines(load(ops, a), lines));
      }),
  );

  const conjugate = m.function('fp12Conjugate', { params: { a: 'i32' } }, (f, { a }) =>
    formula(f, (ops, twelve) => store(ops, a, twelve.conjugate(load(ops, a)))),
  );

  const frobenius = (power: 1 | 2 | 3) =>
    m.function(`fp12Frobenius${power}`, { params: { r: 'i32', a: 'i32' } }, (f, { r, a }) =>
      formula(f, (ops, twelve) => store(ops, r, twelve.frobenius(load(ops, a), power))),
    );

  const inversion = sharedInversion(m, field, coordinateField(m, field, 2), 'fp12');
  const one = m.constant(field.constantSlot(1n));
  const multiple = m.reserve(3 * step);
  const [start, norm] = [m.reserve(step), m.reserve(step)];
  const invert = m.function(
    'fp12Invert',
    { params: { r: 'i32', a: 'i32' }, result: 'i32' },
    (f, { r, a }) => {
      calls(f, (ops) => {
        const adjugate = sextic(ops).adjugate(dodecic(ops, curve).norm(load(ops, a)));
        const { c0, c1, c2 } = adjugate.multiple;
        for (const [k, coefficient] of [c0, c1, c2].entries()) ops.store(at(multiple, k * step), coefficient);
        ops.store(at(norm), adjugate.norm);
        inversion.begin(ops, at(start));
      });
      f.if(i32.eqz(f.call(inversion.invert, norm, one)), () => f.return(i32.const(0)));
      calls(f, (ops) => {
        const six = sextic(ops);
        const factor = inversion.release(ops, at(start), ops.load(at(norm))) as Element;
        const [c0, c1, c2] = [0, 1, 2].map((k) => ops.mul(ops.load(at(multiple, k * step)), factor)) as [
          Element,
          Element,
          Element,
        ];
        const value = load(ops, a);
        const inverse = { c0, c1, c2 };
        store(ops, r, { c0: six.mul(value.c0, inverse), c1: six.neg(six.mul(value.c1, inverse)) });
      });
      f.return(i32.const(1));
    },
  );

  const part = m.reserve(bytes, 64);
  const merge = m.function('fp12Merge', { params: { r: 'i32', a: 'i32' } }, (f, { r, a }) => {
    f.copy(r, a, bytes);
    f.copy(part, a, bytes);
    for (let i = 1; i < lanes * unroll; i++) {
      const from = Math.floor(i / lanes) * elementBytes;
      for (const slot of slots) f.run(field.moveLane, part + slot, 0, i32.add(a, slot + from), i % lanes);
      f.run(mul, r, r, part);
    }
  });

  const write = m.function('fp12Write', { params: { target: 'i32', a: 'i32' } }, (f, { target, a }) => {
    const ops = field.ops(f, elementBytes);
    for (const [i, slot] of slots.entries()) {
      ops.store(at(a, slot), ops.toMontgomery(ops.load(at(a, slot))));
      f.run(field.pack, i32.add(target, i * 8 * words), i32.add(a, slot), 0);
    }
  });

  const read = m.function('fp12Read', { params: { source: 'i32', a: 'i32' } }, (f, { source, a }) => {
    const ops = field.ops(f, elementBytes);
    for (const [i, slot] of slots.entries()) {
      f.run(field.unpack, i32.add(a, slot), 0, i32.add(source, i * 8 * words));
      ops.store(at(a, slot), ops.fromMontgomery(ops.load(at(a, slot))));
    }
  });

  return {
    bytes,
    setOne,
    mul,
    square,
    mulByLines,
    conjugate,
    frobenius: { 1: frobenius(1), 2: frobenius(2), 3: frobenius(3) },
    invert,
    merge,
    write,
    read,
  };
}
