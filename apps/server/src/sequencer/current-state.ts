import type { PowersState } from '@brebaje/kzg/state';
import { transcriptChunks, type WitnessRecord } from '@brebaje/kzg/transcript';
import type { StateSnapshot } from '../http/sequencer-port.ts';
import { recordOf } from '../verify/kzg-record.ts';

/** An accepted contribution, as far as the transcript has it. */
export interface RecordRow {
  position: number;
  /** JSON. */
  record: string;
}

/** The records of positions 1…`last` in order. Throws when one of them is missing. */
export async function* recordsUpTo(
  rows: AsyncIterable<RecordRow>,
  last: number,
): AsyncGenerator<WitnessRecord> {
  let position = 0;
  for await (const row of rows) {
    position += 1;
    if (row.position !== position) throw new Error(`the chain misses position ${position}`);
    yield recordOf(JSON.parse(row.record));
  }
  if (position !== last) throw new Error(`the chain ends at ${position}, not at ${last}`);
}

/**
 * transcript.json at one position: rows up to it never change and the head of that position is held here,
 * so the bytes are the same however long the reading takes and whatever is accepted meanwhile.
 */
export function snapshotOf(at: {
  position: number;
  headBlob: string;
  lastModified: number;
  state: PowersState;
  /** Opens the rows of positions 1…`position`, as often as it is called. */
  rows(): AsyncIterable<RecordRow>;
}): StateSnapshot {
  return {
    etag: `"${at.position}-${at.headBlob}"`,
    lastModified: at.lastModified,
    chunks: () => transcriptChunks(at.state, () => recordsUpTo(at.rows(), at.position), { pretty: true }),
  };
}
