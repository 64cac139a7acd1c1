import type { Address, Expression } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { Bounds } from './limb-bounds.ts';
import type { Program, Range } from './program.ts';

/** How a kernel holds limbs: one i64 for one element, or one v128 for two. */
export type LimbType = 'i64' | 'v128';

/**
 * What formulas need of a kernel whose elements are signed limbs: an element stands for the class of
 * Σ limbᵢ·2^(bits·i) divided by `radix` modulo the prime (Montgomery). A slot holds its limbs one
 * after the other, lowest first, `limbBytes` apart; with v128 limbs both lanes obey the same bounds.
 */
export interface LimbArithmetic<T extends LimbType = LimbType> {
  readonly type: T;
  readonly prime: bigint;
  /** Montgomery's R. */
  readonly radix: bigint;
  readonly limbBytes: 8 | 16;
  readonly unroll: 1 | 2;
  /** Integers that a limb holds exactly between operations: sums never leave it. */
  readonly exact: Range;
  /** What a slot in memory obeys: all that `store` writes and `unpack` makes. Holds `product`. */
  readonly stored: Bounds;
  /** What mul and sqr give. */
  readonly product: Bounds;

  load(address: Address): Expression<T>;
  constant(limb: bigint): Expression<T>;
  add(a: Expression<T>, b: Expression<T>): Expression<T>;
  sub(a: Expression<T>, b: Expression<T>): Expression<T>;
  neg(a: Expression<T>): Expression<T>;
  scale(a: Expression<T>, factor: number): Expression<T>;

  /** Whether mul takes such operands, in this order; sqr is asked with twice the same. */
  accepts(a: Bounds, b: Bounds): boolean;
  /**
   * Steps from limbs within the bounds to limbs of the same class within narrower ones. Two elements so
   * reduced are accepted by mul, and may be stored. Throws a RangeError where even reduction cannot help.
   */
  reduction(bounds: Bounds): { readonly program: Program; readonly bounds: Bounds };
  /** (r, a, b): addresses of slots, which may be equal. */
  readonly mul: Callable<undefined>;
  /** (r, a). */
  readonly sqr: Callable<undefined>;
  /** (r0, a0, b0, r1, a1, b1), where unroll is 2: both operand pairs are read before r0 is written. */
  readonly mul2?: Callable<undefined>;
  /** (r0, a0, r1, a1). */
  readonly sqr2?: Callable<undefined>;
  /** A slot whose lanes all hold the limbs of the integer, 0 ≤ v < p; they lie within `stored`. */
  slot(value: bigint): Uint8Array;
}
