import { type Address, at, type Expression } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { type Bounds, holds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import type { LimbArithmetic, LimbType } from './limb-formulas.ts';
import { emitProgram } from './program.ts';

type Slots = Callable<undefined>;

/**
 * What outlined formulas call, emitted when first asked for. A call works on the slots at its addresses and, in a
 * paired formula, on those `stride` bytes after them too. Bounds are weights: 1 is what a stored slot obeys, w > 1
 * what a sum with w such slots, each added or subtracted, obeys in any case. So a sum may be taken in any order, and
 * a few functions serve all formulas.
 */
export interface SlotFunctions {
  /** Whether limbs of that weight are exact and can be reduced. */
  fits(weight: number): boolean;
  /** Whether a product takes operands of these weights, in this order. */
  accepts(a: number, b: number): boolean;
  /** (r, a, b …): the sum of the slots times the coefficients; r may be one of them. */
  sum(coefficients: readonly number[], stride: number | undefined): Slots;
  /** The same, reduced to weight 1; `weight` is that of the sum. */
  reducedSum(coefficients: readonly number[], stride: number | undefined, weight: number): Slots;
}

/** Weights that reductions are made for; others take the next, and the heaviest that of the heaviest that fits. */
const WEIGHTS = [4, 8, 16];
const HEAVIEST = 64;

export function slotFunctions<T extends LimbType>(
  m: ModuleBuilder,
  arithmetic: LimbArithmetic<T>,
): SlotFunctions {
  const { limbBytes, stored } = arithmetic;
  const boundsOf = remembering((weight: number): Bounds => {
    const factor = { min: BigInt(-weight), max: BigInt(weight) };
    return weight <= 1 ? stored : mapBounds((range) => multiplyRanges(range, factor), stored);
  });
  const accepted = remembering((pair: string) => {
    const [a, b] = pair.split(' ').map(Number);
    return arithmetic.accepts(boundsOf(a!), boundsOf(b!));
  });
  const reduction = remembering((weight: number) => {
    const bounds = boundsOf(weight);
    if (!bounds.limbs.every((limb) => holds(arithmetic.exact, limb))) return undefined;
    try {
      return arithmetic.reduction(bounds).program;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  });
  let heaviest = HEAVIEST;
  while (heaviest > 1 && !reduction(heaviest)) heaviest--;
  const weights = [...WEIGHTS.filter((weight) => weight < heaviest && reduction(weight)), heaviest];
  const classOf = (weight: number) => weights.find((candidate) => candidate >= weight);

  /** Σ coefficient·limb, for one limb of the slots. */
  const combination = (
    slots: readonly Address[],
    coefficients: readonly number[],
    limb: number,
  ): Expression<T> => {
    const terms = slots.map((slot, i) => {
      const loaded = arithmetic.load(at(slot, limb * limbBytes));
      const magnitude = Math.abs(coefficients[i]!);
      return magnitude === 1 ? loaded : arithmetic.scale(loaded, magnitude);
    });
    const first = coefficients[0]! < 0 ? arithmetic.neg(terms[0]!) : terms[0]!;
    return terms.slice(1).reduce((sum, term, i) => {
      return coefficients[i + 1]! < 0 ? arithmetic.sub(sum, term) : arithmetic.add(sum, term);
    }, first);
  };

  /** A function (r, a, b …) whose body is written for the slots, and in pairs for those after them. */
  const onSlots = (
    label: string,
    operands: number,
    stride: number | undefined,
    build: (f: FunctionBuilder, r: Address, operands: readonly Address[]) => void,
  ): Slots => {
    const names = ['r', ...Array.from({ length: operands }, (_, i) => `a${i}`)];
    const params = Object.fromEntries(names.map((name) => [name, 'i32' as const]));
    return m.function(label, { params }, (f, places) => {
      for (const offset of stride === undefined ? [0] : [0, stride]) {
        const [r, ...slots] = Object.values(places).map((place) => at(place, offset));
        build(f, r!, slots);
      }
    });
  };

  const sum = remembering((key: string) => {
    const { stride, numbers: coefficients } = parse(key);
    return onSlots(`slotSum ${key}`, coefficients.length, stride, (f, r, slots) => {
      for (const limb of stored.limbs.keys()) {
        f.store(at(r, limb * limbBytes), combination(slots, coefficients, limb));
      }
    });
  });
  const reducedSum = remembering((key: string) => {
    const {
      stride,
      numbers: [weight, ...coefficients],
    } = parse(key);
    return onSlots(`slotReduce ${key}`, coefficients.length, stride, (f, r, slots) => {
      const limbs = [...stored.limbs.keys()].map((limb) => {
        const variable = f.local(arithmetic.type);
        f.set(variable, combination(slots, coefficients, limb) as Expression<'v128'>);
        return variable;
      });
      for (const [limb, value] of emitProgram(reduction(weight!)!, f, limbs).entries()) {
        f.store(at(r, limb * limbBytes), value);
      }
    });
  });

  return {
    fits: (weight) => weight <= 1 || classOf(weight) !== undefined,
    accepts: (a, b) => accepted(`${a} ${b}`),
    sum: (coefficients, stride) => sum([stride, ...coefficients].join(' ')),
    reducedSum(coefficients, stride, weight) {
      const most = classOf(weight);
      if (most === undefined) throw new RangeError(`no reduction takes limbs of weight ${weight}`);
      return reducedSum([stride, most, ...coefficients].join(' '));
    },
  };
}

/** A stride, or nothing, and numbers. */
function parse(key: string): { stride: number | undefined; numbers: number[] } {
  const [stride, ...numbers] = key.split(' ');
  return { stride: stride === '' ? undefined : Number(stride), numbers: numbers.map(Number) };
}

/** The function, computing every answer once. */
function remembering<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key)!;
  };
}
