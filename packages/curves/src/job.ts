import type { Group, PointFault } from './engine.ts';

/**
 * What the main thread asks of a worker, one message per job. Every byte array in a job is a copy made for
 * that job: it is transferred, and the worker may write into it.
 *
 * `points` are points in the form of mcl-layout.ts; scalars are little-endian.
 */
export type Job =
  | { op: 'decode'; group: Group; bytes: Uint8Array; subgroup: boolean; infinity: boolean }
  | { op: 'encode'; group: Group; points: Uint8Array }
  | { op: 'check'; group: Group; points: Uint8Array }
  /** Point i times s·t^(start+i). */
  | { op: 'powers'; group: Group; points: Uint8Array; s: Uint8Array; t: Uint8Array; start: number }
  | { op: 'msm'; group: Group; points: Uint8Array; scalars: Uint8Array; width: 16 | 32 }
  | { op: 'sum'; group: Group; points: Uint8Array }
  | { op: 'negate'; group: Group; points: Uint8Array }
  /** Discrete Fourier transform of points in bit-reversed order, over powers of `root`. */
  | { op: 'transform'; group: Group; points: Uint8Array; root: Uint8Array }
  /** (aₖ, bₖ) to (aₖ + fₖ·bₖ, aₖ − fₖ·bₖ) with fₖ = root^(start+k); `points` is all a, then all b. */
  | { op: 'butterflies'; group: Group; points: Uint8Array; root: Uint8Array; start: number }
  | { op: 'hash'; messages: Uint8Array[]; dst: string }
  | { op: 'miller'; g1: Uint8Array; g2: Uint8Array }
  /** One byte: whether the final exponentiation of the product of the values is one. */
  | { op: 'isOne'; values: Uint8Array };

/** A thread does one job at a time, so that replies need no numbers. */
export type Reply =
  | { bytes: Uint8Array }
  | { fault: PointFault; group: Group; index: number }
  | { error: string };
