import type { QuadraticOps } from './quadratic.ts';
import { type Linear, type Sextic, sextic } from './sextic.ts';

/** c0 + c1·w over F_p⁶[w]/(w² − v). */
export interface Dodecic<E> {
  readonly c0: Sextic<E>;
  readonly c1: Sextic<E>;
}

/** The product of two lines: c0 + c1·w, or c0 + c1·v·w on an M twist. */
export interface LineProduct<E> {
  readonly c0: Sextic<E>;
  readonly c1: Linear<E>;
}

/** F_p¹² over the operations of F_p², `E` its elements. */
export interface DodecicOps<E> {
  /** Eighteen products of F_p². */
  mul(a: Dodecic<E>, b: Dodecic<E>): Dodecic<E>;
  /** Twelve products of F_p². */
  sqr(a: Dodecic<E>): Dodecic<E>;
  /** c0 − c1·w, which is a^(p⁶). */
  conjugate(a: Dodecic<E>): Dodecic<E>;
  /** The product of the lines 1 + a·w and 1 + b·w, or v·w + a and v·w + b on an M twist. Three products of F_p². */
  mulLines(a: Linear<E>, b: Linear<E>): LineProduct<E>;
  /** Seventeen products of F_p². */
  mulByLines(a: Dodecic<E>, lines: LineProduct<E>): Dodecic<E>;
}

/**
 * Karatsuba and complex squaring over F_p⁶. Aranha, Karabina, Longa, Gebotys and López, "Faster Explicit Formulas
 * for Computing Pairings over Ordinary Curves", eprint 2010/526, section 4; products by two lines at once: Scott,
 * "On the Efficient Implementation of Pairing-Based Protocols", eprint 2011/334, section 4.
 */
export function dodecic<E>(ops: QuadraticOps<E>, twist: 'M' | 'D'): DodecicOps<E> {
  const six = sextic(ops);
  const addOne = (a: Sextic<E>): Sextic<E> => ({ ...a, c0: ops.add(a.c0, ops.one()) });
  return {
    mul(a, b) {
      const [low, high] = [six.mul(a.c0, b.c0), six.mul(a.c1, b.c1)];
      const all = six.mul(six.add(a.c0, a.c1), six.add(b.c0, b.c1));
      return { c0: six.add(low, six.mulByV(high)), c1: six.sub(all, six.add(low, high)) };
    },
    sqr(a) {
      const product = six.mul(a.c0, a.c1);
      const all = six.mul(six.add(a.c0, a.c1), six.add(a.c0, six.mulByV(a.c1)));
      return {
        c0: six.sub(all, six.add(product, six.mulByV(product))),
        c1: six.add(product, product),
      };
    },
    conjugate: (a) => ({ c0: a.c0, c1: six.neg(a.c1) }),
    mulLines(a, b) {
      const product = six.mulLinears(a, b);
      const c1 = { c0: ops.add(a.c0, b.c0), c1: ops.add(a.c1, b.c1) };
      if (twist === 'D') return { c0: addOne(six.mulByV(product)), c1 };
      // (v·w)² = v³ = ξ.
      return { c0: { ...product, c0: ops.add(product.c0, ops.mulByNonResidue(ops.one())) }, c1 };
    },
    mulByLines(a, { c0, c1 }) {
      const low = six.mul(a.c0, c0);
      const part = six.mulByLinear(a.c1, c1);
      const [high, sum] =
        twist === 'D'
          ? [part, { ...c0, c0: ops.add(c0.c0, c1.c0), c1: ops.add(c0.c1, c1.c1) }]
          : [six.mulByV(part), { ...c0, c1: ops.add(c0.c1, c1.c0), c2: ops.add(c0.c2, c1.c1) }];
      const all = six.mul(six.add(a.c0, a.c1), sum);
      return { c0: six.add(low, six.mulByV(high)), c1: six.sub(all, six.add(low, high)) };
    },
  };
}
