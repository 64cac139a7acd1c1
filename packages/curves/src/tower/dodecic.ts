import { type Fp2, power2 } from '../curve/arithmetic.ts';
import type { CurveParameters } from '../curve/parameters.ts';
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
  /** a times its conjugate, which lies in F_p⁶. Twelve products of F_p². */
  norm(a: Dodecic<E>): Sextic<E>;
  /** a^(p^power). Five products of F_p². */
  frobenius(a: Dodecic<E>, power: 1 | 2 | 3): Dodecic<E>;
  /** The product of the lines 1 + a·w and 1 + b·w, or v·w + a and v·w + b on an M twist. Three products of F_p². */
  mulLines(a: Linear<E>, b: Linear<E>): LineProduct<E>;
  /** Seventeen products of F_p². */
  mulByLines(a: Dodecic<E>, lines: LineProduct<E>): Dodecic<E>;
}

type Tower = Pick<CurveParameters, 'p' | 'xi' | 'twist'>;

/** What w^k is multiplied by when it is raised to the power p^power: w⁶ = ξ. */
function frobeniusOfW({ p, xi }: Tower, k: number, power: number): Fp2 {
  return power2(xi, (BigInt(k) * (p ** BigInt(power) - 1n)) / 6n, p);
}

/**
 * Karatsuba and complex squaring over F_p⁶. Aranha, Karabina, Longa, Gebotys and López, "Faster Explicit Formulas
 * for Computing Pairings over Ordinary Curves", eprint 2010/526, section 4; products by two lines at once: Scott,
 * "On the Efficient Implementation of Pairing-Based Protocols", eprint 2011/334, section 4.
 */
export function dodecic<E>(ops: QuadraticOps<E>, curve: Tower): DodecicOps<E> {
  const { twist } = curve;
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
    norm: ({ c0, c1 }) => six.sub(six.mul(c0, c0), six.mulByV(six.mul(c1, c1))),
    frobenius({ c0, c1 }, power) {
      const map = (a: E, k: number) => {
        const moved = power % 2 === 1 ? ops.conjugate(a) : a;
        return k === 0 ? moved : ops.mul(moved, ops.constant(frobeniusOfW(curve, k, power)));
      };
      return {
        c0: { c0: map(c0.c0, 0), c1: map(c0.c1, 2), c2: map(c0.c2, 4) },
        c1: { c0: map(c1.c0, 1), c1: map(c1.c1, 3), c2: map(c1.c2, 5) },
      };
    },
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
