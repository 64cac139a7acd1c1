import { CURVES } from '../curve/parameters.ts';
import type { FieldOps, PrimeField, PrimeOps } from '../field/field.ts';
import { at } from '../wasm/expression.ts';

/** c0 + c1·u over F_p[u]/(u² + 1). */
export interface Quadratic<P> {
  readonly c0: P;
  readonly c1: P;
}

/** F_p² adds to {@link FieldOps} what curves and towers over it need. `E` its elements, `P` those of F_p. */
export interface QuadraticOps<E, P = unknown> extends FieldOps<E> {
  /** c0 − c1·u, which is a^p. */
  conjugate(a: E): E;
  /** ξ·a, additions only. */
  mulByNonResidue(a: E): E;
  /** a·s for s in F_p: two products. */
  mulByPrime(a: E, s: P): E;
  constant(value: readonly [c0: bigint, c1: bigint]): E;
}

/** Where both parts are at hand. */
interface PartedOps<P> extends QuadraticOps<Quadratic<P>, P> {
  pair(c0: P, c1: P): Quadratic<P>;
  parts(a: Quadratic<P>): readonly [c0: P, c1: P];
}

/**
 * F_p² over the operations of one kernel. In memory c1 follows c0 after `slotBytes`; operations built with
 * `paired` need a pairStride of 2·slotBytes. Three products of F_p per product, two per square (Karatsuba,
 * complex squaring); sums stay unreduced.
 */
export function quadratic<P>(field: Pick<PrimeField, 'prime' | 'slotBytes'>, ops: PrimeOps<P>): PartedOps<P> {
  const curve = Object.values(CURVES).find(({ p }) => p === field.prime);
  if (!curve) throw new RangeError('no curve over this prime');
  // ξ = k + u with a small k on both curves.
  const [k] = curve.xi;
  const map = (operation: (part: P) => P, { c0, c1 }: Quadratic<P>): Quadratic<P> => ({
    c0: operation(c0),
    c1: operation(c1),
  });
  return {
    load: (address) => ({ c0: ops.load(address), c1: ops.load(at(address, field.slotBytes)) }),
    store(address, { c0, c1 }) {
      ops.store(address, c0);
      ops.store(at(address, field.slotBytes), c1);
    },
    zero: () => ({ c0: ops.zero(), c1: ops.zero() }),
    one: () => ({ c0: ops.one(), c1: ops.zero() }),
    add: (a, b) => ({ c0: ops.add(a.c0, b.c0), c1: ops.add(a.c1, b.c1) }),
    sub: (a, b) => ({ c0: ops.sub(a.c0, b.c0), c1: ops.sub(a.c1, b.c1) }),
    neg: (a) => map((part) => ops.neg(part), a),
    times: (a, factor) => map((part) => ops.times(part, factor), a),
    mul(a, b) {
      const low = ops.mul(a.c0, b.c0);
      const high = ops.mul(a.c1, b.c1);
      const cross = ops.mul(ops.add(a.c0, a.c1), ops.add(b.c0, b.c1));
      return { c0: ops.sub(low, high), c1: ops.sub(cross, ops.add(low, high)) };
    },
    sqr: (a) => ({
      c0: ops.mul(ops.add(a.c0, a.c1), ops.sub(a.c0, a.c1)),
      c1: ops.times(ops.mul(a.c0, a.c1), 2),
    }),
    conjugate: (a) => ({ c0: a.c0, c1: ops.neg(a.c1) }),
    mulByNonResidue: ({ c0, c1 }) => ({
      c0: ops.sub(ops.times(c0, Number(k)), c1),
      c1: ops.add(c0, ops.times(c1, Number(k))),
    }),
    mulByPrime: (a, s) => map((part) => ops.mul(part, s), a),
    constant: ([c0, c1]) => ({ c0: ops.constant(c0), c1: ops.constant(c1) }),
    pair: (c0, c1) => ({ c0, c1 }),
    parts: ({ c0, c1 }) => [c0, c1],
  };
}
