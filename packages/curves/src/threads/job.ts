import type { CurveName, Encoding, Group, PointFault } from '../engine.ts';
import type { KernelName } from '../field/field.ts';
import type { Rejection } from '../kernel/choose.ts';
import type { SharedKernel } from '../kernel/load-kernel.ts';

/** Work on points of one curve. Every byte array is a copy made for the job: it moves to the thread. */
interface OnPoints {
  curve: CurveName;
  group: Group;
  /** Storage form (kernel/abi.ts). */
  points: Uint8Array;
}

/** What the main thread asks of a worker, one message per job. Scalars are little-endian. */
export type Job =
  | {
      op: 'decode';
      curve: CurveName;
      group: Group;
      encoding: Encoding;
      bytes: Uint8Array;
      subgroup: boolean;
      infinity: boolean;
    }
  | ({ op: 'encode'; encoding: Encoding } & OnPoints)
  /** Answers no bytes; a fault when a point is outside the subgroup. Infinity is inside. */
  | ({ op: 'check' } & OnPoints)
  /** Point i times s·t^(start+i). Infinity stays infinity. The points were found in the subgroup. */
  | ({ op: 'powers'; s: Uint8Array; t: Uint8Array; start: number } & OnPoints)
  /** Every point times s, tested by a combination of its own. */
  | ({ op: 'scale'; s: Uint8Array } & OnPoints)
  /** Decode with the subgroup check, scale, encode. */
  | {
      op: 'rescale';
      curve: CurveName;
      group: Group;
      from: Encoding;
      to: Encoding;
      bytes: Uint8Array;
      infinity: boolean;
      s: Uint8Array;
    }
  | ({ op: 'msm'; scalars: Uint8Array; width: 16 | 32 } & OnPoints)
  /** Decode with the subgroup check, then combine. */
  | {
      op: 'combineEncoded';
      curve: CurveName;
      group: Group;
      encoding: Encoding;
      bytes: Uint8Array;
      infinity: boolean;
      scalars: Uint8Array;
      width: 16 | 32;
    }
  | ({ op: 'sum' } & OnPoints)
  | ({ op: 'negate' } & OnPoints)
  /** All a, then all b, to (aᵢ + fᵢ·bᵢ, aᵢ − fᵢ·bᵢ) with fᵢ = root^((start + i) mod half). */
  | ({ op: 'butterflies'; root: Uint8Array; start: number; half: number } & OnPoints)
  /** Many short combinations of points of the subgroup; `counts` are u32, in order. */
  | ({ op: 'combineEach'; scalars: Uint8Array; counts: Uint8Array } & OnPoints)
  /** Two points; one byte: whether the first is the second times an integer |k| < 2³². */
  | ({ op: 'smallMultiple' } & OnPoints)
  /** Scalars that are not secret, 32 bytes each. */
  | { op: 'scalars'; curve: CurveName; name: 'multiply' | 'add' | 'subtract'; a: Uint8Array; b: Uint8Array }
  | { op: 'invertScalars'; curve: CurveName; values: Uint8Array }
  | { op: 'scalarPowers'; curve: CurveName; s: Uint8Array; t: Uint8Array; count: number }
  /** Many short sums of products aᵢ·bᵢ; `counts` are u32, in order. */
  | { op: 'dots'; curve: CurveName; a: Uint8Array; b: Uint8Array; counts: Uint8Array }
  /** Σⱼ ω^(ij)·vⱼ, or what undoes it. */
  | { op: 'transform'; curve: CurveName; values: Uint8Array; inverse: boolean }
  /** BLS12-381 only. */
  | { op: 'hash'; messages: Uint8Array[]; dst: string }
  | { op: 'miller'; curve: CurveName; g1: Uint8Array; g2: Uint8Array }
  /** One byte: whether the final exponentiation of the product of the values is one. */
  | { op: 'isOne'; curve: CurveName; values: Uint8Array }
  /** Which kernel this thread uses for the curve, as UTF-8 JSON of a {@link KernelReport}. */
  | { op: 'kernel'; curve: CurveName }
  /** Loads whatever any of the others needs; no bytes. */
  | { op: 'load'; curve: CurveName };

/** The kernel that a thread chose, and why faster ones were not taken. */
export interface KernelReport {
  kernel: KernelName;
  rejected: readonly Rejection[];
}

/** What a thread is started with. */
export interface ThreadStart {
  kernel?: SharedKernel | undefined;
}

/**
 * A thread does one job at a time, so that replies need no numbers. In browsers what was sent for the job comes back
 * with the reply.
 */
export type Reply = { spent?: ArrayBuffer[] } & Answer;

type Answer = { bytes: Uint8Array } | { fault: PointFault; group: Group; index: number } | { error: string };
