import type { FieldOps, PrimeField, PrimeOps } from '../field/field.ts';
import { quadratic } from '../tower/quadratic.ts';
import { quadraticCalls } from '../tower/quadratic-calls.ts';
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
  /** Bytes that a paired formula handles at once. */
  readonly step: number;
  /**
   * Writes the formula that `build` computes, with `paired` on all `field.unroll` elements of a step. In G2 the rules
   * of {@link quadraticCalls} hold.
   */
  formula(f: FunctionBuilder, paired: boolean, build: (ops: Ops) => void): void;
}

export function coordinateField(m: ModuleBuilder, field: PrimeField, degree: 1 | 2): CoordinateField {
  const elementBytes = degree * field.slotBytes;
  return {
    degree,
    elementBytes,
    step: field.unroll * elementBytes,
    formula(f, paired, build) {
      if (degree === 1) build(paired ? field.ops(f, elementBytes) : field.ops(f));
      else quadraticCalls(m, field)(f, paired, (ops) => build(ops as Ops));
    },
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
  const bytes = step + elementBytes + 2 * field.slotBytes;
  const running = m.reserve(bytes);
  const total = running + step;
  const norm = total + elementBytes;
  const inverseOfNorm = norm + field.slotBytes;

  const invert = m.function(
    `${label}InvertTotal`,
    { params: { last: 'i32', factor: 'i32' }, result: 'i32' },
    (f, { last, factor }) => {
      const prime = field.ops(f);
      const formula = (build: (ops: Ops) => void) => coordinates.formula(f, false, build);
      const chains = Array.from({ length: field.unroll }, (_, i) => at(last, i * elementBytes));
      formula((ops) =>
        ops.store(
          at(total),
          chains.map((chain) => ops.load(chain)).reduce((a, b) => ops.mul(a, b)),
        ),
      );
      storeNorm(prime);
      // Nothing is inverted before it is known that no lane is zero.
      for (let lane = 0; lane < field.lanes; lane++) {
        f.if(f.call(field.isZero, norm, lane), () => f.return(i32.const(0)));
      }
      f.run(field.invert, inverseOfNorm, norm);
      prime.store(at(inverseOfNorm), prime.mul(prime.load(at(inverseOfNorm)), prime.load(at(factor))));
      invertTotal(prime);
      formula((ops) => {
        const inverse = ops.load(at(total));
        if (field.unroll === 1) return ops.store(at(running), inverse);
        const [even, odd] = [ops.mul(inverse, ops.load(chains[1]!)), ops.mul(inverse, ops.load(chains[0]!))];
        ops.store(at(running), even);
        ops.store(at(running, elementBytes), odd);
      });
      f.return(i32.const(1));
    },
  );

  /** Leaves an element of F_p that is zero where the total is zero: itself, or its norm c0² + c1². */
  function storeNorm(prime: PrimeOps<unknown>): void {
    const [c0, c1] = [prime.load(at(total)), prime.load(at(total, field.slotBytes))];
    prime.store(at(norm), degree === 1 ? c0 : prime.add(prime.sqr(c0), prime.sqr(c1)));
  }

  /** The inverse of the total, in its place: that of its norm, times c0 − c1·u in F_p². */
  function invertTotal(prime: PrimeOps<unknown>): void {
    const inverse = prime.load(at(inverseOfNorm));
    if (degree === 1) prime.store(at(total), inverse);
    else {
      const ops = quadratic(field, prime);
      ops.store(at(total), ops.mulByPrime(ops.conjugate(ops.load(at(total))), inverse));
    }
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
