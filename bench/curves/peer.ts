/**
 * What the benches of the curves measure and against whom: the operations, the bytes that go in and come out,
 * and the interface that every engine fills. Bytes are canonical, so that outputs can be compared by hash.
 */

export type BenchCurve = 'bn254' | 'bls12-381';

/**
 * - `scale`: every point times one scalar `s`. Scalars: s.
 * - `powers`: point i times s·tⁱ. Scalars: s, t.
 * - `check`: decode, curve equation, prime-order subgroup; gives the points as `lem`. No scalars.
 * - `verify`: the same, then Σ cᵢ·Pᵢ and Σ cᵢ·Pᵢ₊₁ over i < n−1. Scalars: the cᵢ.
 * - `msm`: Σ cᵢ·Pᵢ. Scalars: the cᵢ.
 * - `pairing`: one byte, 1 when Π e(Pᵢ, Qᵢ) is one, else 0. No scalars.
 */
export type Kind = 'scale' | 'powers' | 'check' | 'verify' | 'msm' | 'pairing';

/**
 * - `lem`: affine x, y, each coordinate little-endian in Montgomery form with R = 2^(8·its bytes), 32 bytes for
 *   BN254 and 48 for BLS12-381; in G2 the coefficient of 1 before that of u. Infinity is all zero. This is how
 *   snarkjs' files, blst and gnark-crypto hold points.
 * - `zcash`: compressed, 48 bytes in G1 and 96 in G2, as in Ethereum.
 */
export type Form = 'lem' | 'zcash';

export interface Operation {
  curve: BenchCurve;
  group: 'G1' | 'G2';
  kind: Kind;
  /** Form of the points, before and after. `check` and `pairing` say themselves what they give. */
  form: Form;
  /** Bytes of one scalar, little-endian, canonical. */
  width: 16 | 32;
  /** Points of a short run, and with --full. */
  points: number;
  full: number;
}

export const OPERATIONS = {
  'bn254-g1-scale': op('bn254', 'G1', 'scale', 'lem', 1024, 1 << 16),
  'bn254-g1-powers': op('bn254', 'G1', 'powers', 'lem', 1024, 1 << 15),
  'bn254-g1-msm-128': op('bn254', 'G1', 'msm', 'lem', 1 << 14, 1 << 16, 16),
  'bn254-g1-msm-254': op('bn254', 'G1', 'msm', 'lem', 1 << 14, 1 << 16),
  'bn254-g2-powers': op('bn254', 'G2', 'powers', 'lem', 256, 4096),
  'bn254-g2-check': op('bn254', 'G2', 'check', 'lem', 256, 4096),
  'bn254-pairing': op('bn254', 'G1', 'pairing', 'lem', 48, 512),
  'bls12-381-g1-powers': op('bls12-381', 'G1', 'powers', 'zcash', 512, 1 << 15),
  'bls12-381-g1-check': op('bls12-381', 'G1', 'check', 'zcash', 512, 1 << 13),
  'bls12-381-g1-verify': op('bls12-381', 'G1', 'verify', 'zcash', 1024, 1 << 15, 16),
  'bls12-381-g1-msm-128': op('bls12-381', 'G1', 'msm', 'lem', 1 << 13, 1 << 16, 16),
  'bls12-381-g1-msm-255': op('bls12-381', 'G1', 'msm', 'lem', 1 << 13, 1 << 16),
  'bls12-381-g2-powers': op('bls12-381', 'G2', 'powers', 'zcash', 128, 4096),
  'bls12-381-g2-check': op('bls12-381', 'G2', 'check', 'zcash', 128, 4096),
  'bls12-381-pairing': op('bls12-381', 'G1', 'pairing', 'lem', 48, 512),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

function op(
  curve: BenchCurve,
  group: 'G1' | 'G2',
  kind: Kind,
  form: Form,
  points: number,
  full: number,
  width: 16 | 32 = 32,
): Operation {
  return { curve, group, kind, form, points, full, width };
}

export interface Input {
  /** Points, or pairs of a pairing. */
  count: number;
  /** The points in the operation's form; of a pairing the G1 points. */
  points: Uint8Array;
  /** The G2 points of a pairing, `lem`; else empty. */
  second: Uint8Array;
  /** The scalars that the kind asks for, one after another. */
  scalars: Uint8Array;
}

/** Gives the output, or throws when a point is off the curve or outside the subgroup (`check`, `verify`). */
export type Run = (input: Input) => Promise<Uint8Array> | Uint8Array;

/** One engine, or one kernel of an engine: a row of every table, and if `baseline` a column too. */
export interface Peer {
  name: string;
  baseline: boolean;
  operations: Partial<Record<OperationName, Run>>;
  /** Most points that it is given, where it is too slow for more; its cost per point is extrapolated. */
  most?: Partial<Record<Kind, number>>;
  /** Microseconds of processor time so far. Absent when the work is done in this process. */
  cpuMicros?: () => number;
  close?(): Promise<void>;
}

/** Bytes of one point in the given form. */
export function pointBytes({ curve }: Pick<Operation, 'curve'>, group: 'G1' | 'G2', form: Form): number {
  const field = (curve === 'bn254' ? 32 : 48) * (group === 'G2' ? 2 : 1);
  return form === 'zcash' ? field : 2 * field;
}

/** The operations of one curve that `build` can do, by name. */
export function operationsOf(
  curve: BenchCurve,
  build: (operation: Operation) => Run | undefined,
): Partial<Record<OperationName, Run>> {
  const entries = OPERATION_NAMES.filter((name) => OPERATIONS[name].curve === curve).map((name) => [
    name,
    build(OPERATIONS[name]),
  ]);
  return Object.fromEntries(entries.filter(([, run]) => run !== undefined));
}
