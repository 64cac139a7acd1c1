import type { LimbArithmetic, LimbType } from './limb-formulas.ts';

/** Reductions with their proofs, for which formulas ask again and again. */
export function rememberedReduction<T extends LimbType>(
  arithmetic: LimbArithmetic<T>,
): LimbArithmetic<T>['reduction'] {
  const known = new Map<string, ReturnType<LimbArithmetic['reduction']>>();
  return (bounds) => {
    const key = [...bounds.limbs, bounds.value].map(({ min, max }) => `${min}:${max}`).join();
    const reduction = known.get(key) ?? arithmetic.reduction(bounds);
    known.set(key, reduction);
    return reduction;
  };
}
