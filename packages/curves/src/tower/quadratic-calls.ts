import type { PrimeField, PrimeOps } from '../field/field.ts';
import { type Address, at, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { collected, type Element, type Store, type Term, writeCalls } from './calls.ts';
import { type Quadratic, type QuadraticOps, quadratic } from './quadratic.ts';

/** What formulas over F_p² compute with: elements of F_p² and, by their addresses, elements of F_p. */
export type CallOps = QuadraticOps<Element, Address>;

/**
 * Writes the formula that `build` computes as calls of functions on F_p² elements in memory: formulas of dozens of
 * products of F_p, which would be tens of kilobytes with those of {@link quadratic}. With `paired` every element
 * stands for `unroll` of them, side by side; elements of F_p lie as far apart as those of F_p².
 *
 * Loads see memory as it was before the formula, and stores happen after it; `build` must not write into the function
 * otherwise. Addresses of different variables must not be the same, but for formulas of one store.
 */
export type CallFormula = (f: FunctionBuilder, paired: boolean, build: (ops: CallOps) => void) => void;

const formulas = new WeakMap<PrimeField, CallFormula>();

/** The formulas of a field, whose functions are in the module once, each when it is first needed. */
export function quadraticCalls(m: ModuleBuilder, field: PrimeField): CallFormula {
  const known = formulas.get(field) ?? makeFormula(m, field);
  formulas.set(field, known);
  return known;
}

function makeFormula(m: ModuleBuilder, field: PrimeField): CallFormula {
  const one = new Functions(m, field, 1);
  const paired = field.unroll === 1 ? one : new Functions(m, field, field.unroll);
  return (f, pair, build) => {
    const functions = pair ? paired : one;
    const ops = new Formula(functions);
    build(ops);
    writeCalls(f, ops.made, ops.stores, functions);
  };
}

type Inline = QuadraticOps<Quadratic<unknown>>;

/** Functions on `count` elements of F_p² that lie side by side. */
class Functions {
  readonly bytes: number;
  readonly #m: ModuleBuilder;
  readonly #field: PrimeField;
  readonly #count: number;
  readonly #callables = new Map<string, Callable<undefined>>();
  readonly #constants = new Map<string, Address>();
  readonly #temporaries: Address[] = [];

  constructor(m: ModuleBuilder, field: PrimeField, count: number) {
    this.#m = m;
    this.#field = field;
    this.#count = count;
    this.bytes = 2 * field.slotBytes * count;
  }

  temporary(index: number): Address {
    while (this.#temporaries.length <= index) this.#temporaries.push(at(this.#m.reserve(this.bytes)));
    return this.#temporaries[index]!;
  }

  constant(value: readonly [bigint, bigint]): Address {
    const known = this.#constants.get(value.join());
    if (known) return known;
    const element = value.flatMap((part) => [...this.#field.constantSlot(part)]);
    const address = at(
      this.#m.constant(Uint8Array.from(Array.from({ length: this.#count }, () => element).flat())),
    );
    this.#constants.set(value.join(), address);
    return address;
  }

  /** (r, operands …), for all elements at once, so that their products interleave. */
  product(
    label: string,
    operands: number,
    build: (ops: Inline, places: readonly Address[], prime: PrimeOps<unknown>) => Quadratic<unknown>,
  ): Callable<undefined> {
    const stride = this.#count > 1 ? this.bytes / this.#count : undefined;
    return this.#known(label, operands, (f, [r, ...places]) => {
      const prime = this.#field.ops(f, stride);
      const ops = quadratic(this.#field, prime);
      const addresses = places.map((place) => at(place));
      ops.store(at(r!), build(ops, addresses, prime));
    });
  }

  /** (r, a), element after element. */
  map(label: string, build: (ops: Inline, a: Quadratic<unknown>) => Quadratic<unknown>): Callable<undefined> {
    return this.#known(label, 1, (f, places) =>
      this.#walk(f, places, this.bytes / this.#count, ([r, a]) => {
        const ops = quadratic(this.#field, this.#field.ops(f));
        ops.store(at(r!), build(ops, ops.load(at(a!))));
      }),
    );
  }

  /** (r, a, b …): Σ coefficient·element, slot after slot. */
  sum(coefficients: readonly number[]): Callable<undefined> {
    const { slotBytes } = this.#field;
    return this.#known(`Sum ${coefficients.join(' ')}`, coefficients.length, (f, places) =>
      this.#walk(f, places, slotBytes, ([r, ...terms]) => {
        const ops = this.#field.ops(f);
        const values = terms.map((term, i) => ops.times(ops.load(at(term)), coefficients[i]!));
        ops.store(
          at(r!),
          values.reduce((sum, value) => ops.add(sum, value)),
        );
      }),
    );
  }

  /** Runs `body` for each `step` bytes of the elements, moving the places along. */
  #walk(
    f: FunctionBuilder,
    places: readonly Local<'i32'>[],
    step: number,
    body: (places: readonly Local<'i32'>[]) => void,
  ): void {
    if (step === this.bytes) {
      body(places);
      return;
    }
    const end = f.local('i32', i32.add(places[0]!, this.bytes));
    f.while(
      () => i32.ltU(places[0]!, end),
      () => {
        body(places);
        for (const place of places) f.set(place, i32.add(place, step));
      },
    );
  }

  #known(
    label: string,
    operands: number,
    build: (f: FunctionBuilder, places: Local<'i32'>[]) => void,
  ): Callable<undefined> {
    const known = this.#callables.get(label);
    if (known) return known;
    const names = ['r', ...Array.from({ length: operands }, (_, i) => `a${i}`)];
    const params = Object.fromEntries(names.map((name) => [name, 'i32' as const]));
    const callable = this.#m.function(`fp2${label} ${this.#count}`, { params }, (f, places) =>
      build(f, Object.values(places)),
    );
    this.#callables.set(label, callable);
    return callable;
  }
}

class Formula implements CallOps {
  readonly made: Element[] = [];
  readonly stores: Store[] = [];
  readonly #functions: Functions;

  constructor(functions: Functions) {
    this.#functions = functions;
  }

  load(place: Address): Element {
    return { place, origin: undefined };
  }

  store(place: Address, value: Element): void {
    this.stores.push({ place, value });
  }

  zero(): Element {
    return this.constant([0n, 0n]);
  }

  one(): Element {
    return this.constant([1n, 0n]);
  }

  add(a: Element, b: Element): Element {
    return this.#sum({ element: a, coefficient: 1 }, { element: b, coefficient: 1 });
  }

  sub(a: Element, b: Element): Element {
    return this.#sum({ element: a, coefficient: 1 }, { element: b, coefficient: -1 });
  }

  neg(a: Element): Element {
    return this.times(a, -1);
  }

  times(a: Element, factor: number): Element {
    return factor === 1 ? a : this.#sum({ element: a, coefficient: factor });
  }

  mul(a: Element, b: Element): Element {
    const callee = this.#functions.product('Mul', 2, (ops, [x, y]) => ops.mul(ops.load(x!), ops.load(y!)));
    return this.#call(callee, a, b);
  }

  sqr(a: Element): Element {
    return this.#call(
      this.#functions.product('Square', 1, (ops, [x]) => ops.sqr(ops.load(x!))),
      a,
    );
  }

  conjugate(a: Element): Element {
    return this.#call(
      this.#functions.map('Conjugate', (ops, x) => ops.conjugate(x)),
      a,
    );
  }

  mulByNonResidue(a: Element): Element {
    return this.#call(
      this.#functions.map('MulByNonResidue', (ops, x) => ops.mulByNonResidue(x)),
      a,
    );
  }

  mulByPrime(a: Element, s: Address): Element {
    const callee = this.#functions.product('MulByPrime', 2, (ops, [x, y], prime) =>
      ops.mulByPrime(ops.load(x!), prime.load(y!)),
    );
    return this.#call(callee, a, this.load(s));
  }

  constant(value: readonly [bigint, bigint]): Element {
    return this.load(this.#functions.constant(value));
  }

  #sum(...terms: readonly Term[]): Element {
    return this.#made({ place: undefined, origin: { terms: collected(terms) } });
  }

  #call(callee: Callable<undefined>, ...operands: readonly Element[]): Element {
    return this.#made({ place: undefined, origin: { callee, operands } });
  }

  #made(element: Element): Element {
    this.made.push(element);
    return element;
  }
}
