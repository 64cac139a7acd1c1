/**
 * What is checked of a transcript, in the order in which it is reported.
 *
 * `structure`: lists of equal length, a named identity for every record. `origin`: index 0 is the generators,
 * nobody, unsigned. `points`: every running product, public key and signature is a finite point of its group.
 * `chain`: every product is the one before times the secret of its public key. `bls` and `ecdsa`: every
 * signature that is there is right; blanks are allowed. `product`: the last product is the power 1. `powers`:
 * the final powers are powers of one τ in each sub-ceremony.
 */
export const TRANSCRIPT_CHECKS = [
  'structure',
  'origin',
  'points',
  'chain',
  'bls',
  'ecdsa',
  'product',
  'powers',
] as const;

export type TranscriptCheck = (typeof TRANSCRIPT_CHECKS)[number];

/** The first thing found wrong. */
export interface TranscriptFault {
  check: TranscriptCheck;
  sub?: number;
  /** Of the record, 0 being the origin; for `powers` of the power. */
  index?: number;
  /** For people, without a full stop. */
  sentence: string;
}

export interface TranscriptVerdict {
  ok: boolean;
  /** `skipped`: not finished, because another check failed first. */
  checks: { check: TranscriptCheck; verdict: 'passed' | 'failed' | 'skipped' }[];
  /** Contributions: records without the origin. */
  participants: number;
  /** How many of them carry a signature of each kind (of any sub-ceremony). */
  signed: { bls: number; ecdsa: number };
  fault?: TranscriptFault;
}

/** How a sentence names a place. */
export function place(index: number, sub?: number): string {
  return sub === undefined ? `record ${index}` : `record ${index} of sub-ceremony ${sub}`;
}
