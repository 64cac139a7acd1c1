import type { FieldOps } from '../field/field.ts';
import type { Address } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import { collected, type Element, type Store, type Term } from './calls.ts';
import type { FieldFunctions } from './field-functions.ts';

/** A formula as calls of functions, under construction: what it has computed and where results go. */
export abstract class CalledFormula implements FieldOps<Element> {
  readonly made: Element[] = [];
  readonly stores: Store[] = [];
  protected readonly functions: FieldFunctions;

  constructor(functions: FieldFunctions) {
    this.functions = functions;
  }

  abstract zero(): Element;
  abstract one(): Element;
  abstract mul(a: Element, b: Element): Element;
  abstract sqr(a: Element): Element;

  load(place: Address): Element {
    return { place, origin: undefined };
  }

  store(place: Address, value: Element): void {
    this.stores.push({ place, value });
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

  protected call(callee: Callable<undefined>, ...operands: readonly Element[]): Element {
    return this.#made({ place: undefined, origin: { callee, operands } });
  }

  #sum(...terms: readonly Term[]): Element {
    return this.#made({ place: undefined, origin: { terms: collected(terms) } });
  }

  #made(element: Element): Element {
    this.made.push(element);
    return element;
  }
}
