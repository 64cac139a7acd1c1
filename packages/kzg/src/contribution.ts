/** One sub-ceremony of a contribution; points in ZCash's compressed encoding, not yet checked as points. */
export interface SubContribution {
  numG1Powers: number;
  numG2Powers: number;
  /** numG1Powers · 48 bytes. */
  g1: Uint8Array;
  /** numG2Powers · 96 bytes. */
  g2: Uint8Array;
  /** 96 bytes in G2. */
  potPubkey: Uint8Array;
  /** 48 bytes in G1, or null where the text has none, "" or null. */
  blsSignature: Uint8Array | null;
}

/** A contribution to every sub-ceremony at once: contribution.json. */
export interface BatchContribution {
  contributions: SubContribution[];
  /** 65 bytes r‖s‖v, or null. */
  ecdsaSignature: Uint8Array | null;
}

/** Bounds of {@link parseContribution}. */
export interface ContributionLimits {
  /** Bytes of the whole text (default 10 MiB). */
  maxBytes: number;
  /** Sub-contributions (default 16). */
  maxSubs: number;
  /** Powers of one group in one sub-contribution (default 65,536). */
  maxPowers: number;
}

/** How {@link encodeContribution} writes. */
export interface ContributionEncoding {
  /** Two-space indentation, as files have it; else compact, as the wire has it (default). */
  pretty?: boolean;
  /**
   * `as-set`: hex where there is a signature, else "" (default). `empty-strings`: "" everywhere, the form a
   * sequencer serves. `omit`: no signature keys.
   */
  signatures?: 'as-set' | 'empty-strings' | 'omit';
}

/** Reads contribution.json. Throws FormatError. */
export function parseContribution(
  bytes: Uint8Array,
  limits?: Partial<ContributionLimits>,
): BatchContribution {
  throw new Error(`not yet: ${bytes.length} ${limits}`);
}

/** Writes contribution.json. */
export function encodeContribution(
  contribution: BatchContribution,
  encoding?: ContributionEncoding,
): Uint8Array {
  throw new Error(`not yet: ${contribution} ${encoding}`);
}
