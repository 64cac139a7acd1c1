import type { FieldOps, PrimeField } from '../field/field.ts';
import { primeCalls } from '../tower/prime-calls.ts';
import { quadraticCalls } from '../tower/quadratic-calls.ts';
import { slotSums } from '../tower/slot-sums.ts';
import { type Address, at, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { Area } from './splitting.ts';

type Ops = FieldOps<unknown>;

/** The field of a group's coordinates: F_p, or F_p² in G2. */
export interface CoordinateField {
  readonly degree: 1 | 2;
  /** Bytes between the elements of a column. */
  readonly elementBytes: number;
  /** Bytes that a formula handles at once: `field.unroll` elements. */
  readonly step: number;
  /** Writes the formula that `build` computes, on all elements of a step. In G2 the rules of {@link quadraticCalls} hold. */
  formula(f: FunctionBuilder, build: (ops: Ops) => void): void;
  /** The same in few bytes, for what is seldom computed. The rules of {@link quadraticCalls} hold in G1, too. */
  compact(f: FunctionBuilder, build: (ops: Ops) => void): void;
}

export function coordinateField(m: ModuleBuilder, field: PrimeField, degree: 1 | 2): CoordinateField {
  const elementBytes = degree * field.slotBytes;
  const calls = degree === 1 ? primeCalls(m, field) : quadraticCalls(m, field);
  const compact: CoordinateField['compact'] = (f, build) => calls(f, (ops) => build(ops as Ops));
  return {
    degree,
    elementBytes,
    step: field.unroll * elementBytes,
    formula: degree === 1 ? (f, build) => build(field.ops(f, elementBytes)) : compact,
    compact,
  };
}

/**
 * One inversion for a whole column (Montgomery, "Speeding the Pollard and Elliptic Curve Methods of
 * Factorization", 1987, section 10.3.1): `gather` multiplies denominators up one by one and keeps the products on the
 * way, `invert` inverts the last, `release` takes the inverses of the denominators out one by one, in the opposite
 * order. Where `unroll` is 2, even and odd elements form two chains.
 */
export interface SharedInversion {
  /** Starts a chain whose first group is the one after (upward) or before (downward) `start`. */
  begin(ops: Ops, start: Address): void;
  /** Multiplies the product at `before` by the denominators and leaves the product at `here`. */
  gather(ops: Ops, before: Address, here: Address, denominator: unknown): void;
  /**
   * (last, factor) → 1, or 0 when a denominator of the chain that ends there was zero modulo p. `factor` is the
   * address of a slot of F_p.
   */
  readonly invert: Callable<'i32'>;
  /** factor/denominator, for the group whose predecessor's products are at `before`. */
  release(ops: Ops, before: Address, denominator: unknown): unknown;
  /** Where `invert` and `release` keep what is left of the inverse. */
  readonly scratch: Area;
}

export function sharedInversion(
  m: ModuleBuilder,
  field: PrimeField,
  coordinates: CoordinateField,
  label: string,
): SharedInversion {
  const { elementBytes, step, degree } = coordinates;
  const { slotBytes, unroll } = field;
  /** What is left of the inverse; before that, the product of all denominators in each element. */
  const running = m.reserve(step);
  const [swapped, norm, factors, squares] = [step, step, step, 2 * slotBytes].map((bytes) =>
    m.reserve(bytes),
  ) as [number, number, number, number];
  const bytes = squares + 2 * slotBytes - running;
  const prime = primeCalls(m, field);

  const invert = m.function(
    `${label}InvertTotal`,
    { params: { last: 'i32', factor: 'i32' }, result: 'i32' },
    (f, { last, factor }) => {
      const timesSwapped = () =>
        coordinates.formula(f, (ops) =>
          ops.store(at(running), ops.mul(ops.load(at(running)), ops.load(at(swapped)))),
        );
      f.copy(running, last, step);
      // Two chains are multiplied crosswise.
      if (unroll === 2) {
        f.copy(swapped, i32.add(last, elementBytes), elementBytes);
        f.copy(swapped + elementBytes, last, elementBytes);
        timesSwapped();
      }
      storeNorm(f);
      // Nothing is inverted before it is known that no lane is zero.
      for (let lane = 0; lane < field.lanes; lane++) {
        f.if(f.call(field.isZero, norm, lane), () => f.return(i32.const(0)));
      }
      f.run(field.invert, norm, norm);
      f.copy(factors, factor, slotBytes);
      prime(f, (ops) => ops.store(at(norm), ops.mul(ops.load(at(norm)), ops.load(at(factors)))));
      if (unroll === 2) f.copy(norm + elementBytes, norm, slotBytes);
      if (degree === 1) f.copy(running, norm, step);
      else {
        quadraticCalls(m, field)(f, (ops) =>
          ops.store(at(running), ops.mulByPrime(ops.conjugate(ops.load(at(running))), at(norm))),
        );
      }
      if (unroll === 2) timesSwapped();
      f.return(i32.const(1));
    },
  );

  /** Leaves an element of F_p that is zero where the total is zero: itself, or its norm c0² + c1². */
  function storeNorm(f: FunctionBuilder): void {
    if (degree === 1) {
      f.copy(norm, running, slotBytes);
      return;
    }
    for (let slot = 0; slot < 2 * slotBytes; slot += unroll * slotBytes) {
      prime(f, (ops) => ops.store(at(squares, slot), ops.sqr(ops.load(at(running, slot)))));
    }
    f.run(slotSums(m, field)([1, 1]), slotBytes, norm, squares, squares + slotBytes);
  }

  return {
    begin: (ops, start) => ops.store(start, ops.one()),
    gather: (ops, before, here, denominator) => ops.store(here, ops.mul(ops.load(before), denominator)),
    invert,
    release(ops, before, denominator) {
      const rest = ops.load(at(running));
      const inverse = ops.mul(rest, ops.load(before));
      ops.store(at(running), ops.mul(rest, denominator));
      return inverse;
    },
    scratch: { address: running, bytes },
  };
}
