import type { Group, PointFault } from '../engine.ts';

/**
 * What a kernel's module exports, and the numbers that cross the boundary. Functions take addresses in the
 * module's memory; points are in storage form: affine, coordinates as canonical little-endian integers in
 * Montgomery form (factor 2^(64·words)), x then y, coefficients of F_p² in order, infinity all zero. That is
 * the LEM form of snarkjs' files; it does not depend on the kernel, and equal points are equal bytes.
 */

/** Encodings as numbers, the argument of decode and encode. */
export const ENCODING_CODES = { zcash: 0, lem: 1, u: 2, c: 3 } as const;

/** Decode and check: test the subgroup too. */
export const CHECK_SUBGROUP = 1;
/** Scale and powers: every point was found in the subgroup before. On-curve is checked in any case. */
export const SUBGROUP_KNOWN = 1;
/** Infinity is accepted, and stays infinity. */
export const ALLOW_INFINITY = 2;

/** Faults as the low four bits of an answer; the index of the lowest faulty point is in the bits above. */
export const FAULT_CODES: Record<number, PointFault> = {
  1: 'not-compressed',
  2: 'bad-infinity',
  3: 'not-canonical',
  4: 'not-on-curve',
  5: 'not-in-subgroup',
  6: 'infinity',
};
/** A denominator was zero where that is impossible for checked points: a fault of the machine. */
export const DEGENERATE = 14;
/** A secret scalar is zero or not below the group's order. */
export const BAD_SCALAR = 15;

type Fn<Arguments extends number[], Answer extends number | undefined = undefined> = (
  ...values: Arguments
) => Answer extends number ? number : void;

/** The functions of one group, without the prefix g1 or g2. `n` counts points; answers as {@link FAULT_CODES}. */
export interface GroupExports {
  /** (in, out, n, encoding, flags): strict decoding to storage form. */
  Decode: Fn<[number, number, number, number, number], number>;
  /** (in, out, n, encoding) */
  Encode: Fn<[number, number, number, number]>;
  /** (in, n, flags): canonical, on the curve, and as the flags say. */
  Check: Fn<[number, number, number], number>;
  /** (in, out, n, flags): every point times the secret s. */
  Scale: Fn<[number, number, number, number], number>;
  /** (in, out, n, start, flags): point i times s·t^(start+i). */
  Powers: Fn<[number, number, number, number, number], number>;
  /** (points, scalars, n, width, work, out): Σ scalarᵢ·Pᵢ, scalars of 4, 16 or 32 bytes; `work` holds MsmWork bytes. */
  Msm: Fn<[number, number, number, number, number, number]>;
  /** (n, width): bytes of scratch memory that Msm needs. */
  MsmWork: Fn<[number, number], number>;
  /** (points, n, out): Σ Pᵢ, any points. */
  Sum: Fn<[number, number, number]>;
  /** (points, scalars, n, counts, outputs, work, out): many short combinations (msm/combine-each.ts). */
  CombineEach: Fn<[number, number, number, number, number, number, number], number>;
  /** (n, outputs): bytes of scratch memory that CombineEach needs. */
  CombineEachWork: Fn<[number, number], number>;
  /** (in, out, n) */
  Negate: Fn<[number, number, number]>;
  /** (a, b, root, start, half, n): (aᵢ, bᵢ) to (aᵢ + fᵢ·bᵢ, aᵢ − fᵢ·bᵢ), fᵢ = root^((start + i) mod half), in place. */
  Butterflies: Fn<[number, number, number, number, number, number], number>;
}

type Prefixed<P extends string> = { [K in keyof GroupExports as `${P}${K}`]: GroupExports[K] };

export interface KernelExports extends Prefixed<'g1'>, Prefixed<'g2'> {
  memory: WebAssembly.Memory;
  /** The address of 64 bytes: the secrets s and t, little-endian. */
  secret: WebAssembly.Global<'i32'>;
  /** The first address that the module does not use itself. */
  heap: WebAssembly.Global<'i32'>;
  /** Overwrites the secret area and everything that was computed from it. */
  wipe: Fn<[]>;
  /** (g1, g2, n, out): Miller loops of n pairs multiplied, as 12 integers in storage form; 0 or {@link DEGENERATE}. */
  miller: Fn<[number, number, number, number], number>;
  /** (values, n, out): product of n such values. */
  fp12Multiply: Fn<[number, number, number]>;
  /** (value, out): such a value to a multiple of (p¹² − 1)/r, in the same form; 0 or {@link DEGENERATE}. */
  finalExponentiation: Fn<[number, number], number>;
  /** (a, b, out, n): scalars, 32 little-endian bytes below r, not secret; out may be an operand. */
  frMultiply: Fn<[number, number, number, number]>;
  frAdd: Fn<[number, number, number, number]>;
  frSubtract: Fn<[number, number, number, number]>;
  /** (in, out, n): 0, or 1 + the index of the first zero. */
  frInvert: Fn<[number, number, number], number>;
  /** (s, t, out, n): s·t^i. */
  frPowers: Fn<[number, number, number, number]>;
  /** (a, b, counts, outputs, out): many sums of products. */
  frDots: Fn<[number, number, number, number, number]>;
  /** (values, log, inverse): the transform of 2^log scalars, in place. */
  frTransform: Fn<[number, number, number]>;
}

export const PREFIXES: Record<Group, 'g1' | 'g2'> = { G1: 'g1', G2: 'g2' };
