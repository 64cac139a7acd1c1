import { G1_GENERATOR, G2_GENERATOR } from './generators.ts';
import { writePowers } from './json-points.ts';
import { JsonWriter } from './json-writer.ts';
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

/** A list of the format: one item of each record, the origin's first. */
export interface TranscriptList {
  key: string;
  /** Text or bytes (written in hex) of a record; null: no signature. */
  item(record: WitnessRecord): string | Uint8Array | null;
}

/** The lists of one sub-ceremony, in the order that files have. */
export function witnessLists(sub: number): TranscriptList[] {
  return [
    { key: 'runningProducts', item: (record) => record.subs[sub]!.product },
    { key: 'potPubkeys', item: (record) => record.subs[sub]!.pubkey },
    { key: 'blsSignatures', item: (record) => record.subs[sub]!.bls },
  ];
}

/** The lists that follow the sub-ceremonies. */
export const PARTICIPANT_LISTS: readonly TranscriptList[] = [
  { key: 'participantIds', item: (record) => record.identity },
  { key: 'participantEcdsaSignatures', item: (record) => record.ecdsa },
];

/** Index 0 of every transcript: the generators, nobody, nothing signed. */
function originRecord(subs: number): WitnessRecord {
  const sub: WitnessOfSub = { product: G1_GENERATOR, pubkey: G2_GENERATOR, bls: null };
  return { identity: '', ecdsa: null, subs: Array.from({ length: subs }, () => sub) };
}

function writeItem(writer: JsonWriter, list: TranscriptList, record: WitnessRecord): void {
  const item = list.item(record);
  if (typeof item === 'string') writer.string(item);
  else writer.hex(item);
}

/**
 * Writes transcript.json in pieces of at most 64 KiB, as serde_json and JSON.stringify lay it out, without a
 * newline at the end. `records` is opened once per list of the format (three per sub-ceremony and two more),
 * so each opening must give the same contributions in order, without the origin, which is written here.
 * Throws when an opening gives fewer or more than the one before.
 */
export async function* transcriptChunks(
  state: { subs: SubPowers[] },
  records: () => AsyncIterable<WitnessRecord>,
  encoding: TranscriptEncoding = {},
): AsyncGenerator<Uint8Array> {
  const writer = new JsonWriter(encoding.pretty ?? true);
  let count: number | undefined;
  yield* transcriptAround(writer, state, async function* (list) {
    let written = 0;
    for await (const record of records()) {
      writeItem(writer, list, record);
      written++;
      yield* writer.take();
    }
    count ??= written;
    if (written !== count) throw new Error(`a list has ${written} records, the one before had ${count}`);
  });
}

/** What stands around the contributions: `items` gives those of a list, after the origin's item. */
export async function* transcriptAround(
  writer: JsonWriter,
  state: { subs: SubPowers[] },
  items: (list: TranscriptList) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const origin = originRecord(state.subs.length);

  async function* write(list: TranscriptList): AsyncGenerator<Uint8Array> {
    writer.key(list.key);
    writer.beginArray();
    writeItem(writer, list, origin);
    yield* items(list);
    writer.endArray();
  }

  writer.beginObject();
  writer.key('transcripts');
  writer.beginArray();
  for (const [index, powers] of state.subs.entries()) {
    writer.beginObject();
    writePowers(writer, powers);
    yield* writer.take();
    writer.key('witness');
    writer.beginObject();
    for (const list of witnessLists(index)) yield* write(list);
    writer.endObject();
    writer.endObject();
  }
  writer.endArray();
  for (const list of PARTICIPANT_LISTS) yield* write(list);
  writer.endObject();
  yield* writer.take(true);
}
