/**
 * One interface over many points at a time. Single-point calls would cross thread and WebAssembly
 * boundaries once per point; a batch crosses once.
 *
 * Points never leave an engine except through {@link Engine.encode}: their form in memory is the engine's
 * own, so a handle made by one engine must not be given to another.
 */

export type CurveName = 'bls12-381' | 'bn254';

export type Group = 'G1' | 'G2';

/**
 * Encodings of points as bytes. `zcash`: compressed, 48 bytes (G1) or 96 bytes (G2), BLS12-381 only. The others
 * are those of snarkjs' files: `lem` affine in little-endian Montgomery form, `u` affine big-endian, `c`
 * compressed.
 */
export type Encoding = 'zcash' | 'lem' | 'u' | 'c';

/** Why an encoded point was refused. The order is the order of the checks. */
export type PointFault =
  | 'not-compressed'
  | 'bad-infinity'
  | 'not-canonical'
  | 'not-on-curve'
  | 'not-in-subgroup'
  | 'infinity';

/** A point that failed a check; `index` is its position in the batch. */
export class PointError extends Error {
  readonly index: number;
  readonly fault: PointFault;
  readonly group: Group;
  constructor(group: Group, index: number, fault: PointFault) {
    super(`${group} point ${index}: ${fault}`);
    this.name = 'PointError';
    this.group = group;
    this.index = index;
    this.fault = fault;
  }
}

/** A batch of points of one group, in the order they were given. Opaque. */
export interface Points {
  readonly curve: CurveName;
  readonly group: Group;
  readonly count: number;
}

/** A product of Miller loops before the final exponentiation. Opaque, belongs to the engine that made it. */
export interface MillerValue {
  readonly curve: CurveName;
}

/** Done and total points of a long operation; called at most a few times a second. */
export type Progress = (done: number, total: number) => void;

export interface DecodeOptions {
  /** Check membership of the prime-order subgroup (default true). */
  subgroup?: boolean;
  /** Accept the point at infinity (default false). */
  infinity?: boolean;
  progress?: Progress;
}

export interface CombineOptions {
  /** Bytes of a scalar. */
  width: 16 | 32;
  /** Accept the point at infinity (default false). */
  infinity?: boolean;
}

/**
 * Scalars are little-endian bytes, 32 each, below the group order r; combination scalars may be 16 bytes
 * each. A secret scalar is one such 32-byte array that the caller wipes.
 */
export interface Engine {
  readonly name: 'noble' | 'wasm';
  readonly curve: CurveName;

  /**
   * Strict decoding: flags, canonical coordinates, curve equation, then (unless told otherwise) the
   * subgroup and infinity. Throws {@link PointError} for the lowest bad index.
   */
  decode(group: Group, encoding: Encoding, bytes: Uint8Array, options?: DecodeOptions): Promise<Points>;
  encode(points: Points, encoding: Encoding): Promise<Uint8Array>;

  /**
   * Point i times s·t^i. Points that were not checked for the subgroup are checked first: one bad point
   * would give the secret away. s and t must be in 1…r−1.
   */
  powers(points: Points, s: Uint8Array, t: Uint8Array, progress?: Progress): Promise<Points>;
  /** Every point times one scalar, with the same checks as {@link Engine.powers}. */
  scale(points: Points, s: Uint8Array, progress?: Progress): Promise<Points>;

  /** Σ scalarᵢ·Pᵢ as a batch of one. `width` is the bytes of one scalar. */
  msm(points: Points, scalars: Uint8Array, width: 16 | 32, progress?: Progress): Promise<Points>;

  /**
   * Σ scalarᵢ·Pᵢ of encoded points: {@link Engine.msm} of what {@link Engine.decode} gives with the subgroup checked,
   * without holding the points.
   */
  combineEncoded(
    group: Group,
    encoding: Encoding,
    bytes: Uint8Array,
    scalars: Uint8Array,
    options: CombineOptions,
  ): Promise<Points>;

  /**
   * Points [τ^i]G of a power-of-two count n to [Lᵢ(τ)]G in natural order, over the n-th roots of unity
   * 7^((r−1)/n) of BLS12-381 (EIP-4844, PRIMITIVE_ROOT_OF_UNITY) and 5^((r−1)/n) of BN254 (snarkjs).
   */
  lagrange(points: Points, progress?: Progress): Promise<Points>;

  /** The lowest index of a point outside the prime-order subgroup, or undefined. */
  checkSubgroup(points: Points): Promise<number | undefined>;
  /** The lowest index at which the batches differ, or undefined when they are equal. */
  firstDifference(a: Points, b: Points): Promise<number | undefined>;

  slice(points: Points, from: number, to: number): Points;
  concat(parts: Points[]): Points;
  negate(points: Points): Promise<Points>;
  /** The generator, as a batch of one. */
  generator(group: Group): Points;
  isInfinity(points: Points, index: number): boolean;

  /** Messages to G1 points by RFC 9380, suite given by its domain separation tag. */
  hashToG1(messages: Uint8Array[], dst: string): Promise<Points>;

  /** Π e(Aᵢ, Bᵢ) without the final exponentiation. */
  miller(g1: Points, g2: Points): Promise<MillerValue>;
  multiply(values: MillerValue[]): MillerValue;
  /** Whether the final exponentiation of the value is one. */
  isOne(value: MillerValue): Promise<boolean>;

  /** Gives back the memory of points that nobody uses any more, nor slices of them. Using large ones again throws. */
  release(...points: Points[]): void;

  /** Ends the engine's threads; what runs rejects at once, and they have ended when it resolves. Idempotent. */
  close(): Promise<void>;
}
