import { type Address, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { SlotSums } from './slot-sums.ts';

/** What a formula computes with: something in memory, the result of a call, or a sum. */
export interface Element {
  /** Where it lies; what is computed gets its place when the formula is written. */
  place: Address | undefined;
  readonly origin: Call | Sum | undefined;
}

/** A function (r, operands …) on addresses; r may be that of an operand. */
interface Call {
  readonly callee: Callable<undefined>;
  readonly operands: readonly Element[];
}

/** Σ coefficient·element. */
interface Sum {
  readonly terms: readonly Term[];
}

export interface Term {
  readonly element: Element;
  readonly coefficient: number;
}

export interface Store {
  readonly place: Address;
  readonly value: Element;
}

/** What a formula needs of its surroundings. */
interface Surroundings {
  readonly sum: SlotSums;
  /** The place of that number for values on the way. */
  temporary(index: number): Address;
  /** Bytes of an element. */
  readonly bytes: number;
}

/** Terms that one function takes, and how many times it adds in all. */
const MOST_TERMS = 4;
const MOST_WEIGHT = 16;

interface Step extends Call {
  readonly element: Element;
  /** What the function takes before addresses. */
  readonly before: readonly number[];
}

/**
 * Writes the calls that the stores need, in the order in which elements were made. A value is computed where it is
 * to be stored, if nothing reads what lies there afterwards; other values leave their place to the next once they
 * are needed no more.
 */
export function writeCalls(
  f: FunctionBuilder,
  made: readonly Element[],
  stores: readonly Store[],
  surroundings: Surroundings,
): void {
  const { bytes } = surroundings;
  const steps = stepsOf(made, stores, surroundings);
  for (const store of stores) placeDirectly(store, steps, stores, bytes);
  const copies = stores.filter(({ place, value }) => value.place !== place);
  const lastUse = new Map<Element, number>();
  for (const [i, { operands }] of steps.entries()) for (const operand of operands) lastUse.set(operand, i);
  for (const { value } of copies) lastUse.set(value, steps.length);

  const free: number[] = [];
  const homes = new Map<Element, number>();
  let used = 0;
  for (const [i, { element, callee, before, operands }] of steps.entries()) {
    for (const operand of new Set(operands)) {
      const home = homes.get(operand);
      if (home !== undefined && lastUse.get(operand) === i) free.push(home);
    }
    if (!element.place) {
      const home = free.pop() ?? used++;
      homes.set(element, home);
      element.place = surroundings.temporary(home);
    }
    f.run(callee, ...before, ...[element, ...operands].map(({ place }) => pointer(place!)));
  }
  for (const [i, { place, value }] of copies.entries()) {
    if (copies.slice(0, i).some((before) => overlap(before.place, value.place!, bytes))) {
      throw new Error('a store overwrites what another one is to copy');
    }
    f.run(surroundings.sum([1]), bytes, pointer(place), pointer(value.place!));
  }
}

/** The calls that the stores need. A sum that only one other sum uses is taken together with it. */
function stepsOf(
  made: readonly Element[],
  stores: readonly Store[],
  surroundings: Surroundings,
): readonly Step[] {
  const uses = new Map<Element, number>();
  const use = (element: Element) => void uses.set(element, (uses.get(element) ?? 0) + 1);
  for (const { value } of stores) use(value);
  for (const element of [...made].reverse()) {
    if (uses.has(element)) for (const operand of operandsOf(element)) use(operand);
  }
  const sums = new Map<Element, readonly Term[]>();
  const swallowed = new Set<Element>();
  const steps = made.flatMap((element): (() => Step)[] => {
    const { origin } = element;
    if (!uses.has(element) || !origin) return [];
    if ('callee' in origin) return [() => ({ element, before: [], ...origin })];
    let terms: readonly Term[] = origin.terms;
    for (const term of origin.terms) {
      const inner = uses.get(term.element) === 1 ? sums.get(term.element) : undefined;
      if (!inner) continue;
      const merged: readonly Term[] = replaced(terms, term.element, inner);
      if (merged.length > MOST_TERMS || weight(merged) > MOST_WEIGHT) continue;
      terms = merged;
      swallowed.add(term.element);
    }
    sums.set(element, terms);
    return [
      () => ({
        element,
        callee: surroundings.sum(terms.map(({ coefficient }) => coefficient)),
        before: [surroundings.bytes],
        operands: terms.map((term) => term.element),
      }),
    ];
  });
  const elements = made.filter((element) => uses.has(element) && element.origin);
  return steps.filter((_, i) => !swallowed.has(elements[i]!)).map((step) => step());
}

function operandsOf({ origin }: Element): readonly Element[] {
  if (!origin) return [];
  return 'callee' in origin ? origin.operands : origin.terms.map(({ element }) => element);
}

/** The terms with those of an element put in its place. */
function replaced(terms: readonly Term[], element: Element, inner: readonly Term[]): readonly Term[] {
  return collected(
    terms.flatMap((term): readonly Term[] => (term.element === element ? scaled(inner, term) : [term])),
  );
}

function scaled(terms: readonly Term[], { coefficient }: Term): Term[] {
  return terms.map((term) => ({ ...term, coefficient: term.coefficient * coefficient }));
}

function weight(terms: readonly Term[]): number {
  return terms.reduce((sum, { coefficient }) => sum + Math.abs(coefficient), 0);
}

/** Every element once, the largest coefficient first, so that few functions serve all sums. */
export function collected(terms: readonly Term[]): readonly Term[] {
  const sums: Term[] = [];
  for (const term of terms) {
    const i = sums.findIndex(({ element }) => same(element, term.element));
    if (i < 0) sums.push(term);
    else sums[i] = { ...sums[i]!, coefficient: sums[i]!.coefficient + term.coefficient };
  }
  return sums.sort((a, b) => b.coefficient - a.coefficient);
}

function same(a: Element, b: Element): boolean {
  if (a === b) return true;
  const [first, second] = [a.place, b.place];
  return (
    first !== undefined &&
    second !== undefined &&
    first.base === second.base &&
    first.offset === second.offset
  );
}

function placeDirectly(
  { place, value }: Store,
  steps: readonly Step[],
  stores: readonly Store[],
  bytes: number,
): void {
  if (value.place) return;
  const meets = ({ place: other }: Element) => other !== undefined && overlap(other, place, bytes);
  const later = steps.slice(steps.findIndex(({ element }) => element === value) + 1);
  const needed = [...later.flatMap(({ operands }) => operands), ...stores.map((store) => store.value)];
  if (!needed.some(meets)) value.place = place;
}

/** Whether two elements share memory, where addresses with different bases do not. */
function overlap(a: Address, b: Address, bytes: number): boolean {
  return a.base === b.base && Math.abs(a.offset - b.offset) < bytes;
}
