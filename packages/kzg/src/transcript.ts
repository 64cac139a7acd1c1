import type { SubPowers, SubSize } from './sizes.ts';

/** What one accepted contribution leaves in the transcript. */
export interface WitnessRecord {
  /** As formatIdentity writes it. */
  identity: string;
  /** 65 bytes r‖s‖v, or null. */
  ecdsa: Uint8Array | null;
  subs: WitnessOfSub[];
}

export interface WitnessOfSub {
  /** 48 bytes: the power 1 of G1 after this contribution. */
  product: Uint8Array;
  /** 96 bytes: the contribution's potPubkey. */
  pubkey: Uint8Array;
  /** 48 bytes, or null. */
  bls: Uint8Array | null;
}

/** Records from..from+count−1 of a transcript, column by column; index 0 of a transcript is the origin. */
export interface WitnessSegment {
  from: number;
  count: number;
  identities: string[];
  ecdsa: (Uint8Array | null)[];
  subs: WitnessColumns[];
}

/** The records of one sub-ceremony, packed in order. */
export interface WitnessColumns {
  /** count · 48 bytes. */
  products: Uint8Array;
  /** count · 96 bytes. */
  pubkeys: Uint8Array;
  /** count · 48 bytes, zeros where there is no signature. */
  bls: Uint8Array;
  /** count bytes: 1 where there is a signature. */
  signed: Uint8Array;
}

/** A transcript whose records are read a segment at a time. Well formed, not yet verified. */
export interface TranscriptSource {
  sizes: SubSize[];
  /** The final powers. */
  state: { subs: SubPowers[] };
  /** Records, the origin included: contributions + 1. */
  count: number;
  /** Records `from` up to but not including `to`. */
  segment(from: number, to: number): Promise<WitnessSegment>;
}

/** How {@link transcriptChunks} writes. */
export interface TranscriptEncoding {
  /** Two-space indentation (default), else compact. */
  pretty?: boolean;
}

/**
 * Writes transcript.json in pieces of at most 64 KiB. `records` is opened once per list of the format, so
 * each opening must give the same contributions in order, without the origin, which is written here.
 */
export async function* transcriptChunks(
  state: { subs: SubPowers[] },
  records: () => AsyncIterable<WitnessRecord>,
  encoding?: TranscriptEncoding,
): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(0);
  throw new Error(`not yet: ${state} ${records} ${encoding}`);
}
