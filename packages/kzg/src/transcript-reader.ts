import type { ColumnStore } from './column-store.ts';
import type { TranscriptSource } from './transcript.ts';

/** Bounds of {@link readTranscript}. */
export interface TranscriptLimits {
  /** Sub-ceremonies (default 16). */
  maxSubs: number;
  /** Powers of one group in one sub-ceremony (default 65,536). */
  maxPowers: number;
  /** Records, the origin included (default 16,777,216). */
  maxRecords: number;
}

/**
 * Reads transcript.json from pieces of any size into `store` (what grows with the ceremony) and memory (the
 * powers). The source stays usable until the store is closed. Throws FormatError.
 */
export async function readTranscript(
  bytes: AsyncIterable<Uint8Array>,
  store: ColumnStore,
  limits?: Partial<TranscriptLimits>,
): Promise<TranscriptSource> {
  throw new Error(`not yet: ${bytes} ${store} ${limits}`);
}
