import { toHex } from './hex.ts';
import { JsonWriter } from './json-writer.ts';
import type { SubPowers } from './sizes.ts';
import {
  PARTICIPANT_LISTS,
  type TranscriptList,
  transcriptAround,
  type WitnessRecord,
  witnessLists,
} from './transcript.ts';

/** Lists and objects around an item of a sub-ceremony, and of the lists that follow them. */
const WITNESS_DEPTH = 5;
const PARTICIPANT_DEPTH = 2;

/**
 * One list of a pretty transcript.json whose text is kept: each contribution appends what `text` gives, and
 * nothing that was appended ever changes.
 */
export interface TranscriptColumn {
  key: string;
  /** A contribution's item, with what separates it from the item before. */
  text(record: WitnessRecord): string;
}

/** The columns of a transcript, in the order that files have. */
export function transcriptColumns(subs: number): TranscriptColumn[] {
  const ofSubs = Array.from({ length: subs }, (_, sub) => witnessLists(sub)).flat();
  return [
    ...ofSubs.map((list) => column(list, WITNESS_DEPTH)),
    ...PARTICIPANT_LISTS.map((list) => column(list, PARTICIPANT_DEPTH)),
  ];
}

function column({ key, item }: TranscriptList, depth: number): TranscriptColumn {
  const separator = `,\n${'  '.repeat(depth)}`;
  return {
    key,
    text(record) {
      const value = item(record);
      if (typeof value === 'string') return separator + JSON.stringify(value);
      return value === null ? `${separator}""` : `${separator}"0x${toHex(value)}"`;
    },
  };
}

/**
 * The pretty transcript.json that transcriptChunks writes, its contributions taken from columns. `column` gives
 * the text of column `index` of {@link transcriptColumns}, in pieces of any size that are passed on as they are.
 */
export async function* transcriptOfColumns(
  state: { subs: SubPowers[] },
  column: (index: number) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const writer = new JsonWriter(true);
  let index = 0;
  yield* transcriptAround(writer, state, async function* () {
    // What was written so far comes before the column.
    yield* writer.take(true);
    yield* column(index++);
  });
}
