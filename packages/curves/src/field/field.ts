import type { Address, Expression } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';

/**
 * What formulas need of a field. A formula is straight-line code written once against this interface: curve,
 * tower and pairing formulas run on every kernel, and on integers in tests (model.ts).
 *
 * `E` is an element inside the function being built. An element knows bounds on what it may hold: additions
 * are lazy, and a reduction is emitted only where a product or a store needs one. Elements are never equal
 * to "the" representative of their class; only {@link PrimeField.pack} makes that.
 */
export interface FieldOps<E> {
  /** The element stored at the address; its bounds are those that {@link FieldOps.store} guarantees. */
  load(address: Address): E;
  /** Writes the element, reduced when its bounds require it. The address may be that of an operand. */
  store(address: Address, value: E): void;
  zero(): E;
  one(): E;
  add(a: E, b: E): E;
  sub(a: E, b: E): E;
  neg(a: E): E;
  /** `factor` times the element, a small integer that may be negative. */
  times(a: E, factor: number): E;
  mul(a: E, b: E): E;
  sqr(a: E): E;
}

/** A prime field adds constants of its own. */
export interface ConstantOps<E> extends FieldOps<E> {
  /** The integer as an element. */
  constant(value: bigint): E;
}

/** What leads to integers and back, too. */
export interface PrimeOps<E> extends ConstantOps<E> {
  /** An element whose limbs were unpacked from the integer v, as the element v. */
  fromInteger(a: E): E;
  /** An element whose {@link PrimeField.pack} gives the integer of a. */
  toInteger(a: E): E;
  /** The same for integers v·2^(64·words) mod p, Montgomery form in 64-bit words as snarkjs files hold it. */
  fromMontgomery(a: E): E;
  toMontgomery(a: E): E;
}

/** Which arithmetic a kernel uses. */
export type KernelName = 'fma' | 'wide' | 'plain';

/**
 * A prime field emitted into a module, in one representation.
 *
 * Memory holds slots: `lanes` elements side by side, so that one vector instruction works on all of them.
 * A column is an array of slots; element i of a column lies in slot ⌊i/lanes⌋, lane i mod lanes. An element
 * of an extension of degree d takes d consecutive slots, coefficient 0 first.
 */
export interface PrimeField {
  readonly kernel: KernelName;
  readonly prime: bigint;
  /** 64-bit words of a canonical integer. */
  readonly words: number;
  readonly lanes: 1 | 2;
  /** Bytes of one slot, a multiple of 8 (of 16 with two lanes). */
  readonly slotBytes: number;
  /**
   * Slots that a formula handles at once when it is built with `paired`: independent products interleave.
   * Columns are processed in multiples of it.
   */
  readonly unroll: 1 | 2;

  /**
   * Arithmetic inside the function. With `pairStride` every element stands for `unroll` elements: that at
   * its address and, where unroll is 2, that `pairStride` bytes after it. Without it for one slot.
   */
  ops(f: FunctionBuilder, pairStride?: number): PrimeOps<unknown>;

  /**
   * (slot, lane, source): the limbs of one lane from a canonical little-endian integer of `words` words.
   * The integer must be below p.
   */
  readonly unpack: Callable<undefined>;
  /** (target, slot, lane): the canonical integer, 0 ≤ v < p, of the class that the lane's limbs stand for. */
  readonly pack: Callable<undefined>;
  /** (slot, lane, fromSlot, fromLane): copies one lane. */
  readonly moveLane: Callable<undefined>;
  /** (slot, lane) → 1 when that lane is zero mod p, else 0. */
  readonly isZero: Callable<'i32'>;
  /**
   * (target, source): inverts every lane of a slot, with one inversion of integers. A lane that is zero makes
   * every lane of the answer zero; the time is bounded and does not depend on the value.
   */
  readonly invert: Callable<undefined>;
  /** The limbs of the constant in every lane of one slot, for memory. */
  constantSlot(value: bigint): Uint8Array;
}

/** A lane number or an address as wasm functions take it. */
export type Argument = Expression<'i32'> | number;
