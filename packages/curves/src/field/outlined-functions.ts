import { at, type Expression } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { type Bounds, holds, holdsBounds, mapBounds, multiplyRanges } from './limb-bounds.ts';
import type { LimbArithmetic, LimbType } from './limb-formulas.ts';
import { emitProgram } from './program.ts';

type Slots = Callable<undefined>;

interface Reduction extends ReturnType<LimbArithmetic['reduction']> {
  readonly key: string;
}

/** Operations limb by limb on slots: (r, a, b) or (r, a), where r may be an operand. Emitted when first asked for. */
export interface SlotFunctions {
  readonly add: Slots;
  readonly sub: Slots;
  readonly copy: Slots;
  scale(factor: number): Slots;
  /** Whether there is a reduction of limbs within the bounds. */
  reducible(bounds: Bounds): boolean;
  /** A reduction of limbs within the bounds, and the bounds of its results. */
  reduce(bounds: Bounds): { readonly callee: Slots; readonly bounds: Bounds };
}

export function outlinedFunctions<T extends LimbType>(
  m: ModuleBuilder,
  arithmetic: LimbArithmetic<T>,
): SlotFunctions {
  const { limbBytes, stored } = arithmetic;
  const load = (base: Expression<'i32'>, limb: number) => arithmetic.load(at(base, limb * limbBytes));
  const known = new Map<string, Slots>();
  const once = (label: string, make: () => Slots): Slots => {
    const callee = known.get(label) ?? make();
    known.set(label, callee);
    return callee;
  };
  const binary = (label: string, code: (a: Expression<T>, b: Expression<T>) => Expression<T>) =>
    once(label, () =>
      m.function(label, { params: { r: 'i32', a: 'i32', b: 'i32' } }, (f, { r, a, b }) => {
        for (const limb of stored.limbs.keys()) {
          f.store(at(r, limb * limbBytes), code(load(a, limb), load(b, limb)));
        }
      }),
    );
  const unary = (label: string, code: (f: FunctionBuilder, a: Expression<T>[]) => readonly Expression[]) =>
    once(label, () =>
      m.function(label, { params: { r: 'i32', a: 'i32' } }, (f, { r, a }) => {
        const limbs = stored.limbs.map((_, limb) => load(a, limb));
        for (const [limb, value] of code(f, limbs).entries()) f.store(at(r, limb * limbBytes), value);
      }),
    );

  /** The bounds themselves, or those of stored slots times a power of two that hold them: few functions serve all. */
  const widened = (bounds: Bounds): Bounds => {
    for (let factor = 2n; factor <= 64n; factor *= 2n) {
      const wide = mapBounds((range) => multiplyRanges(range, { min: -factor, max: factor }), stored);
      if (!wide.limbs.every((limb) => holds(arithmetic.exact, limb))) break;
      if (holdsBounds(wide, bounds)) return wide;
    }
    return bounds;
  };
  const reductions = new Map<string, Reduction | undefined>();
  const reductionOf = (bounds: Bounds): Reduction | undefined => {
    for (const taken of [widened(bounds), bounds]) {
      const key = [...taken.limbs, taken.value].map(({ min, max }) => `${min}:${max}`).join();
      if (!reductions.has(key))
        reductions.set(
          key,
          attempt(() => ({ key, ...arithmetic.reduction(taken) })),
        );
      const found = reductions.get(key);
      if (found) return found;
    }
    return undefined;
  };

  return {
    get add() {
      return binary('slotAdd', arithmetic.add);
    },
    get sub() {
      return binary('slotSub', arithmetic.sub);
    },
    get copy() {
      return unary('slotCopy', (_, limbs) => limbs);
    },
    scale: (factor) =>
      unary(`slotTimes${factor}`, (_, limbs) => limbs.map((limb) => arithmetic.scale(limb, factor))),
    reducible: (bounds) => reductionOf(bounds) !== undefined,
    reduce(bounds) {
      const reduction = reductionOf(bounds);
      if (!reduction) throw new RangeError('no reduction takes such limbs');
      const callee = unary(`slotReduce ${reduction.key}`, (f, limbs) => {
        const inputs = limbs.map((limb) => {
          const variable = f.local(arithmetic.type);
          f.set(variable, limb as Expression<'v128'>);
          return variable;
        });
        return emitProgram(reduction.program, f, inputs);
      });
      return { callee, bounds: reduction.bounds };
    },
  };
}

/** What it answers, unless some number would not fit. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
