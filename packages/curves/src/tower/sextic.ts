import type { QuadraticOps } from './quadratic.ts';

/** c0 + c1·v + c2·v² over F_p²[v]/(v³ − ξ). */
export interface Sextic<E> {
  readonly c0: E;
  readonly c1: E;
  readonly c2: E;
}

/** c0 + c1·v: what a line has in F_p⁶. */
export type Linear<E> = Omit<Sextic<E>, 'c2'>;

/** A multiple a* of 1/a, and the norm a·a*, which lies in F_p². */
export interface Adjugate<E> {
  readonly multiple: Sextic<E>;
  readonly norm: E;
}

/** F_p⁶ over the operations of F_p², `E` its elements. */
export interface SexticOps<E> {
  add(a: Sextic<E>, b: Sextic<E>): Sextic<E>;
  sub(a: Sextic<E>, b: Sextic<E>): Sextic<E>;
  neg(a: Sextic<E>): Sextic<E>;
  /** Six products of F_p². */
  mul(a: Sextic<E>, b: Sextic<E>): Sextic<E>;
  /** Five products of F_p². */
  mulByLinear(a: Sextic<E>, b: Linear<E>): Sextic<E>;
  /** Three products of F_p². */
  mulLinears(a: Linear<E>, b: Linear<E>): Sextic<E>;
  /** v·a, additions only. */
  mulByV(a: Sextic<E>): Sextic<E>;
  /** Six products and three squares of F_p². */
  adjugate(a: Sextic<E>): Adjugate<E>;
}

/**
 * Karatsuba's products of Devegili, Ó hÉigeartaigh, Scott and Dahab, "Multiplication and Squaring on
 * Pairing-Friendly Fields", 2006, section 4, and what is left of them when coefficients are zero.
 */
export function sextic<E>(ops: QuadraticOps<E>): SexticOps<E> {
  const xi = (a: E) => ops.mulByNonResidue(a);
  const add = (first: E, ...more: E[]) => more.reduce((sum, term) => ops.add(sum, term), first);
  /** a·b + c·d + … of which only (a + c)(b + d) was computed: minus a·b and c·d. */
  const cross = (a: E, b: E, c: E, d: E, ...known: E[]) =>
    known.reduce((rest, term) => ops.sub(rest, term), ops.mul(ops.add(a, b), ops.add(c, d)));
  return {
    add: (a, b) => ({ c0: ops.add(a.c0, b.c0), c1: ops.add(a.c1, b.c1), c2: ops.add(a.c2, b.c2) }),
    sub: (a, b) => ({ c0: ops.sub(a.c0, b.c0), c1: ops.sub(a.c1, b.c1), c2: ops.sub(a.c2, b.c2) }),
    neg: (a) => ({ c0: ops.neg(a.c0), c1: ops.neg(a.c1), c2: ops.neg(a.c2) }),
    mul(a, b) {
      const [low, middle, high] = [ops.mul(a.c0, b.c0), ops.mul(a.c1, b.c1), ops.mul(a.c2, b.c2)];
      return {
        c0: add(low, xi(cross(a.c1, a.c2, b.c1, b.c2, middle, high))),
        c1: add(cross(a.c0, a.c1, b.c0, b.c1, low, middle), xi(high)),
        c2: add(cross(a.c0, a.c2, b.c0, b.c2, low, high), middle),
      };
    },
    mulByLinear(a, b) {
      const [low, middle] = [ops.mul(a.c0, b.c0), ops.mul(a.c1, b.c1)];
      return {
        c0: add(low, xi(ops.mul(a.c2, b.c1))),
        c1: cross(a.c0, a.c1, b.c0, b.c1, low, middle),
        c2: add(ops.mul(a.c2, b.c0), middle),
      };
    },
    mulLinears(a, b) {
      const [low, high] = [ops.mul(a.c0, b.c0), ops.mul(a.c1, b.c1)];
      return { c0: low, c1: cross(a.c0, a.c1, b.c0, b.c1, low, high), c2: high };
    },
    mulByV: (a) => ({ c0: xi(a.c2), c1: a.c0, c2: a.c1 }),
    adjugate({ c0, c1, c2 }) {
      const multiple = {
        c0: ops.sub(ops.sqr(c0), xi(ops.mul(c1, c2))),
        c1: ops.sub(xi(ops.sqr(c2)), ops.mul(c0, c1)),
        c2: ops.sub(ops.sqr(c1), ops.mul(c0, c2)),
      };
      const wrapped = add(ops.mul(c2, multiple.c1), ops.mul(c1, multiple.c2));
      return { multiple, norm: add(ops.mul(c0, multiple.c0), xi(wrapped)) };
    },
  };
}
