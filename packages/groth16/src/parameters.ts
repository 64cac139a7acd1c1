import { joinBytes } from '@brebaje/curves/bytes';
import { ByteCursor } from './byte-cursor.ts';
import { u32Bytes } from './little-endian.ts';

/** Who made a contribution: a person, or the beacon that everybody can compute. */
export type RecordType = 'person' | 'beacon';

/** What a record of either phase says about who made it. */
export interface RecordParameters {
  readonly type: RecordType;
  readonly name: string | undefined;
  /** What a beacon was made from: its bytes, hashed 2^exponent times. */
  readonly beacon: { readonly exponent: number; readonly bytes: Uint8Array } | undefined;
}

/** Of all parameters of one record; snarkjs' own are at most 4 + 2 + 255 + 2 + 256. */
export const MOST_PARAMETER_BYTES = 1024;

/** Bytes of type and length before the parameters. */
export const PARAMETER_HEADER_BYTES = 8;

/** A byte tells the length of a name, and of a beacon. */
const MOST_TEXT_BYTES = 255;

const TYPES: readonly RecordType[] = ['person', 'beacon'];
const TAG = { name: 1, exponent: 2, beacon: 3 } as const;

/**
 * Reads the end of a record: u32 type, u32 length, then of each parameter tag, length, content. Tags ascend, each
 * stands at most once; a beacon has what it was made from, and a person has not. `fail` makes the error to throw from
 * a text about "record n".
 */
export function takeParameters(
  cursor: ByteCursor,
  number: number,
  fail: (text: string) => Error,
): RecordParameters {
  const type = TYPES[cursor.u32()];
  if (!type) throw fail(`record ${number} is neither a person’s nor a beacon`);
  const length = cursor.u32();
  if (length > MOST_PARAMETER_BYTES) throw fail(`record ${number} has ${length} bytes of parameters`);
  const bad = (text: string) => fail(`the parameters of record ${number} ${text}`);
  return { type, ...parseParameters(cursor.take(length), type, bad) };
}

/** The end of a record. Throws a RangeError for a name or beacon that no file can hold. */
export function parameterBytes({ type, name, beacon }: RecordParameters): Uint8Array<ArrayBuffer> {
  const text = (tag: number, bytes: Uint8Array) => {
    if (bytes.length > MOST_TEXT_BYTES)
      throw new RangeError(`${bytes.length} bytes are more than a record holds`);
    return joinBytes([Uint8Array.of(tag, bytes.length), bytes]);
  };
  const parameters = joinBytes([
    ...(name === undefined ? [] : [text(TAG.name, new TextEncoder().encode(name))]),
    ...(beacon ? [Uint8Array.of(TAG.exponent, beacon.exponent), text(TAG.beacon, beacon.bytes)] : []),
  ]);
  return joinBytes([u32Bytes(TYPES.indexOf(type), parameters.length), parameters]);
}

function parseParameters(
  bytes: Uint8Array,
  type: RecordType,
  bad: (text: string) => Error,
): Pick<RecordParameters, 'name' | 'beacon'> {
  const cursor = new ByteCursor(bytes, () => bad('are cut off'));
  let last = 0;
  let name: string | null | undefined;
  let exponent: number | undefined;
  let beacon: Uint8Array | undefined;
  while (cursor.left > 0) {
    const tag = cursor.u8();
    if (tag <= last) throw bad('are out of order');
    last = tag;
    if (tag === TAG.exponent) exponent = cursor.u8();
    else if (tag === TAG.name) name = utf8(cursor.take(cursor.u8()));
    else if (tag === TAG.beacon) beacon = cursor.take(cursor.u8());
    else throw bad(`have the unknown tag ${tag}`);
  }
  if (name === null) throw bad('have a name that is not UTF-8');
  if (type === 'person') {
    if (exponent !== undefined || beacon) throw bad('are a beacon’s, but the record says it is a person’s');
    return { name, beacon: undefined };
  }
  if (exponent === undefined || !beacon || beacon.length === 0) throw bad('do not say which beacon it was');
  return { name, beacon: { exponent, bytes: beacon } };
}

/** The text, or null when the bytes are none. */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
