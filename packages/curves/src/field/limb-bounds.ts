import type { Range } from './program.ts';

/**
 * What an element over signed limbs may consist of: a range for every limb, and one for the integer
 * Σ limbᵢ·2^(bits·i), which is narrower than the limbs alone would allow.
 */
export interface Bounds {
  readonly limbs: readonly Range[];
  readonly value: Range;
}

export const exactly = (integer: bigint): Range => ({ min: integer, max: integer });

export const addRanges = (a: Range, b: Range): Range => ({ min: a.min + b.min, max: a.max + b.max });

export const subtractRanges = (a: Range, b: Range): Range => ({ min: a.min - b.max, max: a.max - b.min });

export function multiplyRanges(a: Range, b: Range): Range {
  return hull([a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max].map(exactly));
}

/** The smallest range that holds all of them. */
export function hull(ranges: readonly Range[]): Range {
  return ranges.reduce((a, b) => ({
    min: a.min < b.min ? a.min : b.min,
    max: a.max > b.max ? a.max : b.max,
  }));
}

export const holds = (outer: Range, inner: Range): boolean =>
  outer.min <= inner.min && inner.max <= outer.max;

/** Whether everything within `inner` is within `outer`. */
export function holdsBounds(outer: Bounds, inner: Bounds): boolean {
  return (
    holds(outer.value, inner.value) && inner.limbs.every((range, limb) => holds(outer.limbs[limb]!, range))
  );
}

/** The bounds of what a limb-wise operation gives. */
export function mapBounds(operation: (...ranges: Range[]) => Range, ...operands: readonly Bounds[]): Bounds {
  return {
    limbs: operands[0]!.limbs.map((_, limb) => operation(...operands.map(({ limbs }) => limbs[limb]!))),
    value: operation(...operands.map(({ value }) => value)),
  };
}
