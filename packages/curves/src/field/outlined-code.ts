import { type Address, pointer } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import { overlap } from './limb-ops.ts';

/** A place in memory for each of the elements that one element stands for. */
export type Place = readonly Address[];

/** What a formula loads or computes; a computed value gets its place when the code is written. */
export interface OutlinedValue {
  place: Place | undefined;
}

export interface OutlinedStep {
  readonly operands: readonly OutlinedValue[];
  readonly result: OutlinedValue;
  /** Writes the step for places of result and operands in order, by element; the result may be where an operand is. */
  emit(f: FunctionBuilder, places: readonly (readonly Address[])[]): void;
}

export interface OutlinedStore {
  readonly place: Place;
  readonly value: OutlinedValue;
}

interface Memory {
  readonly slotBytes: number;
  /** (r, a) */
  readonly copy: Callable<undefined>;
  /** The place of that number for values on the way. */
  temporary(index: number): Place;
}

/**
 * Writes the steps that the stores need, in order. Values that are needed no more leave their place to others, so
 * that a formula stays in a processor's first-level cache.
 */
export function emitOutlined(
  f: FunctionBuilder,
  computed: readonly OutlinedStep[],
  given: readonly OutlinedStore[],
  memory: Memory,
): void {
  const { moves, stores } = movedAway(given, memory);
  const steps = [...neededSteps(computed, stores), ...moves];
  const copies = stores.filter((store, i) => !placeDirectly(store, i, steps, stores, memory.slotBytes));
  const lastUse = new Map<OutlinedValue, number>();
  for (const [i, { operands }] of steps.entries()) for (const value of operands) lastUse.set(value, i);
  for (const { value } of copies) lastUse.set(value, steps.length);

  const free: number[] = [];
  const homes = new Map<OutlinedValue, number>();
  let used = 0;
  for (const [i, { operands, result, emit }] of steps.entries()) {
    const sources = operands.map((value) => value.place!);
    for (const value of new Set(operands)) {
      const home = homes.get(value);
      if (home !== undefined && lastUse.get(value) === i) free.push(home);
    }
    if (!result.place) {
      const home = free.pop() ?? used++;
      homes.set(result, home);
      result.place = memory.temporary(home);
    }
    const target = result.place;
    emit(
      f,
      target.map((address, half) => [address, ...sources.map((source) => source[half]!)]),
    );
  }
  for (const { place, value } of copies) {
    for (const [half, address] of place.entries()) {
      f.run(memory.copy, pointer(address), pointer(value.place![half]!));
    }
  }
}

/** Loaded values that are stored although another store overwrites where they lie are moved to a value of their own. */
function movedAway(
  stores: readonly OutlinedStore[],
  { slotBytes, copy }: Memory,
): { moves: OutlinedStep[]; stores: OutlinedStore[] } {
  const moves: OutlinedStep[] = [];
  const moved = stores.map((store, i) => {
    const others = stores.filter((_, j) => j !== i).flatMap(({ place }) => place);
    if (!store.value.place?.some((a) => others.some((b) => overlap(a, b, slotBytes)))) return store;
    const value: OutlinedValue = { place: undefined };
    moves.push({
      operands: [store.value],
      result: value,
      emit(f, places) {
        for (const [to, from] of places) f.run(copy, pointer(to!), pointer(from!));
      },
    });
    return { place: store.place, value };
  });
  return { moves, stores: moved };
}

function neededSteps(steps: readonly OutlinedStep[], stores: readonly OutlinedStore[]): OutlinedStep[] {
  const needed = new Set(stores.map(({ value }) => value));
  const kept: OutlinedStep[] = [];
  for (const step of [...steps].reverse()) {
    if (!needed.has(step.result)) continue;
    kept.push(step);
    for (const value of step.operands) needed.add(value);
  }
  return kept.reverse();
}

/**
 * Has a value computed where it is to be stored, unless something else needs it, or what lies there now is loaded
 * later. Answers whether it did.
 */
function placeDirectly(
  { place, value }: OutlinedStore,
  index: number,
  steps: readonly OutlinedStep[],
  stores: readonly OutlinedStore[],
  bytes: number,
): boolean {
  if (value.place) return false;
  const computed = steps.findIndex(({ result }) => result === value);
  const later = steps.slice(computed + 1).flatMap(({ operands }) => operands);
  const copied = stores.filter((_, i) => i !== index).map((store) => store.value);
  if ([...later, ...copied].includes(value)) return false;
  const meets = (other: OutlinedValue) =>
    other.place?.some((a) => place.some((b) => overlap(a, b, bytes))) ?? false;
  if ([...later, ...copied].some(meets)) return false;
  value.place = place;
  return true;
}
