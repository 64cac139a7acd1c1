import type { PrimeField, PrimeOps } from '../field/field.ts';
import type { Address } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { CalledFormula } from './called-formula.ts';
import { type Element, writeCalls } from './calls.ts';
import { type Build, FieldFunctions } from './field-functions.ts';
import { type Quadratic, type QuadraticOps, quadratic } from './quadratic.ts';

/** What formulas over F_p² compute with: elements of F_p² and, by their addresses, elements of F_p. */
export type CallOps = QuadraticOps<Element, Address>;

/**
 * Writes the formula that `build` computes as calls of functions on F_p² elements in memory: formulas of dozens of
 * products of F_p, which would be tens of kilobytes with those of {@link quadratic}. Every element stands for
 * `unroll` of them, side by side; elements of F_p lie as far apart as those of F_p².
 *
 * Loads see memory as it was before the formula, and stores happen after it; `build` must not write into the function
 * otherwise. Addresses of different variables must not be the same, but for formulas of one store.
 */
export type CallFormula = (f: FunctionBuilder, build: (ops: CallOps) => void) => void;

const formulas = new WeakMap<PrimeField, CallFormula>();

/** The formulas of a field, whose functions are in the module once, each when it is first needed. */
export function quadraticCalls(m: ModuleBuilder, field: PrimeField): CallFormula {
  const known = formulas.get(field) ?? makeFormula(m, field);
  formulas.set(field, known);
  return known;
}

function makeFormula(m: ModuleBuilder, field: PrimeField): CallFormula {
  const functions = new FieldFunctions(m, field, 2);
  return (f, build) => {
    const ops = new Formula(functions, field);
    build(ops);
    writeCalls(f, ops.made, ops.stores, functions);
  };
}

type Inline = QuadraticOps<Quadratic<unknown>>;

class Formula extends CalledFormula implements CallOps {
  readonly #field: PrimeField;

  constructor(functions: FieldFunctions, field: PrimeField) {
    super(functions);
    this.#field = field;
  }

  zero(): Element {
    return this.constant([0n, 0n]);
  }

  one(): Element {
    return this.constant([1n, 0n]);
  }

  mul(a: Element, b: Element): Element {
    const build = this.#inline((ops, [x, y]) => ops.mul(ops.load(x!), ops.load(y!)));
    return this.call(this.functions.product('Mul', 2, build), a, b);
  }

  sqr(a: Element): Element {
    const build = this.#inline((ops, [x]) => ops.sqr(ops.load(x!)));
    return this.call(this.functions.product('Square', 1, build), a);
  }

  conjugate(a: Element): Element {
    const build = this.#inline((ops, [x]) => ops.conjugate(ops.load(x!)));
    return this.call(this.functions.map('Conjugate', build), a);
  }

  mulByNonResidue(a: Element): Element {
    const build = this.#inline((ops, [x]) => ops.mulByNonResidue(ops.load(x!)));
    return this.call(this.functions.map('MulByNonResidue', build), a);
  }

  mulByPrime(a: Element, s: Address): Element {
    const build = this.#inline((ops, [x, y], prime) => ops.mulByPrime(ops.load(x!), prime.load(y!)));
    return this.call(this.functions.product('MulByPrime', 2, build), a, this.load(s));
  }

  constant(value: readonly [bigint, bigint]): Element {
    return this.load(this.functions.constant(value));
  }

  #inline(
    compute: (ops: Inline, places: readonly Address[], prime: PrimeOps<unknown>) => Quadratic<unknown>,
  ): Build {
    return (prime, r, operands) => {
      const ops = quadratic(this.#field, prime);
      ops.store(r, compute(ops, operands, prime));
    };
  }
}
