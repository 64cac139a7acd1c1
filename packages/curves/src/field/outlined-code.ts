import { type Address, at, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import { overlap } from './limb-ops.ts';
import type { SlotFunctions } from './outlined-functions.ts';

/** A slot in memory, or what is computed from others; that gets its place when the code is written. */
export interface Value {
  /** Bounds of its limbs, as in {@link SlotFunctions}. */
  readonly weight: number;
  readonly origin: Product | Sum | undefined;
  place: Address | undefined;
}

/** A product, by one function for one slot or another for two. */
interface Product {
  readonly kind: 'product';
  readonly single: Callable<undefined>;
  readonly double: Callable<undefined> | undefined;
  readonly operands: readonly Value[];
}

/** Σ coefficient·operand, reduced or not. */
interface Sum {
  readonly kind: 'sum';
  readonly coefficients: readonly number[];
  readonly operands: readonly Value[];
  /** The weight before the reduction, where there is one. */
  readonly reduces: number | undefined;
}

export interface Store {
  readonly place: Address;
  readonly value: Value;
}

interface Memory {
  readonly slotBytes: number;
  /** In a paired formula, the bytes between the two slots of a value. */
  readonly stride: number | undefined;
  readonly functions: SlotFunctions;
  /** The place of that number for values on the way. */
  temporary(index: number): Address;
}

/** Terms of a sum that one call takes, and of one that it reduces too: reductions are long functions. */
const MOST_TERMS = 4;
const MOST_REDUCED = 2;

/**
 * Writes what the stores need, in the order in which it was computed. Values that are needed no more leave their
 * place to others, so that a formula stays in a processor's first-level cache.
 */
export function emitOutlined(
  f: FunctionBuilder,
  computed: readonly Value[],
  given: readonly Store[],
  memory: Memory,
): void {
  const { copies, stores } = copiedAway(given, memory);
  const values = merged([...computed, ...copies], stores);
  for (const [i, store] of stores.entries()) placeDirectly(store, i, values, stores, memory);
  const rest = stores.filter(({ place, value }) => value.place !== place);
  const lastUse = new Map<Value, number>();
  for (const [i, { operands }] of values.entries()) for (const value of operands) lastUse.set(value, i);
  for (const { value } of rest) lastUse.set(value, values.length);

  const free: number[] = [];
  const homes = new Map<Value, number>();
  let used = 0;
  for (const [i, { value, operands, write }] of values.entries()) {
    for (const operand of new Set(operands)) {
      const home = homes.get(operand);
      if (home !== undefined && lastUse.get(operand) === i) free.push(home);
    }
    if (!value.place) {
      const home = free.pop() ?? used++;
      homes.set(value, home);
      value.place = memory.temporary(home);
    }
    write(f, places([value, ...operands]), memory);
  }
  for (const { place, value } of rest) {
    f.run(memory.functions.sum([1], memory.stride), ...places([{ place }, value]).map(pointer));
  }
}

function places(values: readonly Pick<Value, 'place'>[]): Address[] {
  return values.map(({ place }) => place!);
}

interface Step {
  readonly value: Value;
  readonly operands: readonly Value[];
  /** Writes it for the places of the result and of the operands. */
  write(f: FunctionBuilder, places: readonly Address[], memory: Memory): void;
}

/**
 * The steps that the stores need, sums taken together with the sums that only they use: one call for `a + b − c`, and
 * for its reduction too.
 */
function merged(values: readonly Value[], stores: readonly Store[]): Step[] {
  const uses = new Map<Value, number>();
  const use = (value: Value) => void uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { value } of stores) use(value);
  for (const value of [...values].reverse()) {
    if (uses.has(value)) for (const operand of value.origin!.operands) use(operand);
  }
  const terms = new Map<Value, { value: Value; coefficient: number }[]>();
  const swallowed = new Set<Value>();
  const steps: Step[] = [];
  for (const value of values) {
    if (!uses.has(value)) continue;
    const origin = value.origin!;
    if (origin.kind === 'product') {
      steps.push(productStep(value, origin));
      continue;
    }
    let own = origin.operands.map((operand, i) => ({ value: operand, coefficient: origin.coefficients[i]! }));
    for (const term of [...own]) {
      const inner = uses.get(term.value) === 1 && reduces(term.value) === undefined && terms.get(term.value);
      if (!inner || own.length - 1 + inner.length > (origin.reduces ? MOST_REDUCED : MOST_TERMS)) continue;
      const scaled = inner.map((each) => ({ ...each, coefficient: each.coefficient * term.coefficient }));
      own = own.flatMap((each) => (each === term ? scaled : [each]));
      swallowed.add(term.value);
    }
    own.sort((a, b) => b.coefficient - a.coefficient);
    terms.set(value, own);
    steps.push(sumStep(value, own, origin.reduces));
  }
  return steps.filter(({ value }) => !swallowed.has(value));
}

function reduces({ origin }: Value): number | undefined {
  return origin?.kind === 'sum' ? origin.reduces : undefined;
}

function productStep(value: Value, { single, double, operands }: Product): Step {
  return {
    value,
    operands,
    write(f, places, { stride }) {
      const first = places.map(pointer);
      if (stride === undefined) f.run(single, ...first);
      else f.run(double!, ...first, ...places.map((place) => pointer(at(place, stride))));
    },
  };
}

function sumStep(
  value: Value,
  terms: readonly { value: Value; coefficient: number }[],
  weight: number | undefined,
): Step {
  const coefficients = terms.map(({ coefficient }) => coefficient);
  return {
    value,
    operands: terms.map((term) => term.value),
    write(f, places, { stride, functions }) {
      const callee = weight
        ? functions.reducedSum(coefficients, stride, weight)
        : functions.sum(coefficients, stride);
      f.run(callee, ...places.map(pointer));
    },
  };
}

/** Slots that are stored elsewhere although another store overwrites them are copied first. */
function copiedAway(stores: readonly Store[], memory: Memory): { copies: Value[]; stores: Store[] } {
  const copies: Value[] = [];
  const moved = stores.map((store, i) => {
    const { place, weight } = store.value;
    if (!stores.some((other, j) => j !== i && meets(other.place, place, memory))) return store;
    const copy: Value = {
      weight,
      origin: { kind: 'sum', coefficients: [1], operands: [store.value], reduces: undefined },
      place: undefined,
    };
    copies.push(copy);
    return { place: store.place, value: copy };
  });
  return { copies, stores: moved };
}

/**
 * Has a value computed where it is to be stored, unless something else needs it, or what lies there now is needed
 * later.
 */
function placeDirectly(
  { place, value }: Store,
  index: number,
  steps: readonly Step[],
  stores: readonly Store[],
  memory: Memory,
): void {
  if (value.place) return;
  const computed = steps.findIndex((step) => step.value === value);
  const later = steps.slice(computed + 1).flatMap(({ operands }) => operands);
  const stored = stores.filter((_, i) => i !== index).map((store) => store.value);
  const needed = [...later, ...stored].some((other) => other === value || meets(place, other.place, memory));
  if (!needed) value.place = place;
}

/** Whether slots at both places may share memory. */
export function meets(
  a: Address,
  b: Address | undefined,
  { slotBytes, stride }: Pick<Memory, 'slotBytes' | 'stride'>,
): boolean {
  const slots = (place: Address) => (stride === undefined ? [place] : [place, at(place, stride)]);
  return b !== undefined && slots(a).some((x) => slots(b).some((y) => overlap(x, y, slotBytes)));
}
