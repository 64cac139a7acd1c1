import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName } from '@brebaje/curves/engine';
import { ByteCursor } from '../byte-cursor.ts';
import { sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { u32Bytes } from '../little-endian.ts';

/** Who made a contribution: a person, or the beacon that everybody can compute. */
export type RecordType = 'person' | 'beacon';

/**
 * A record of section 10. Points are bytes as the file has them, not checked here.
 */
export interface ContributionRecord {
  /** δ in G1 after this contribution. */
  readonly deltaAfter: Uint8Array;
  /** A random point, and it times the secret. */
  readonly s: Uint8Array;
  readonly sx: Uint8Array;
  /** The point of G2 that the transcript hashes to, times the secret. */
  readonly spx: Uint8Array;
  /** BLAKE2b-512 of what came before and of s and sx. */
  readonly transcript: Uint8Array;
  readonly type: RecordType;
  readonly name: string | undefined;
  /** What a beacon was made from: its bytes, hashed 2^exponent times. */
  readonly beacon: { readonly exponent: number; readonly bytes: Uint8Array } | undefined;
}

/** Section 10: the circuit's hash and the contributions. */
export interface Records {
  readonly circuitHash: Uint8Array;
  readonly list: readonly ContributionRecord[];
  /** Where each record lies in the section, and behind the last one where it ends. */
  readonly offsets: readonly number[];
}

export const HASH_BYTES = 64;

/** Of all parameters of one record; snarkjs' own are at most 4 + 2 + 255 + 2 + 256. */
export const MOST_PARAMETER_BYTES = 1024;

/** A byte tells the length of a name, and of a beacon. */
const MOST_TEXT_BYTES = 255;

const TYPES: readonly RecordType[] = ['person', 'beacon'];
const TAG = { name: 1, exponent: 2, beacon: 3 } as const;

/** Bytes of a record before its parameters. */
function fixedSize(curve: CurveName): number {
  const { G1, G2 } = sizesOf(curve);
  return 3 * G1 + G2 + HASH_BYTES + 8;
}

/** Reads section 10, whole. Throws a {@link FileError}; counts are compared with lengths before they are believed. */
export function parseRecords(curve: CurveName, bytes: Uint8Array): Records {
  const cursor = new ByteCursor(bytes, () => fail('section-length', `${bytes.length} bytes are too few`));
  const circuitHash = cursor.take(HASH_BYTES);
  const count = cursor.u32();
  if (count * fixedSize(curve) > cursor.left) throw fail('section-length', `${count} records do not fit`);
  const list: ContributionRecord[] = [];
  const offsets: number[] = [];
  for (let number = 1; number <= count; number++) {
    offsets.push(cursor.position);
    list.push(parseRecord(curve, cursor, number));
  }
  offsets.push(cursor.position);
  if (cursor.left !== 0) throw fail('section-length', `${cursor.left} bytes follow the last record`);
  return { circuitHash, list, offsets };
}

function parseRecord(curve: CurveName, cursor: ByteCursor, number: number): ContributionRecord {
  const { G1, G2 } = sizesOf(curve);
  const points = {
    deltaAfter: cursor.take(G1),
    s: cursor.take(G1),
    sx: cursor.take(G1),
    spx: cursor.take(G2),
    transcript: cursor.take(HASH_BYTES),
  };
  const type = TYPES[cursor.u32()];
  if (!type) throw fail('value', `record ${number} is neither a person’s nor a beacon`);
  const length = cursor.u32();
  if (length > MOST_PARAMETER_BYTES)
    throw fail('value', `record ${number} has ${length} bytes of parameters`);
  return { ...points, type, ...parseParameters(cursor.take(length), type, number) };
}

/** One record as the file has it. Throws a RangeError for a name or beacon that no file can hold. */
export function recordBytes(record: ContributionRecord): Uint8Array<ArrayBuffer> {
  const parameters = parameterBytes(record);
  return joinBytes([
    record.deltaAfter,
    record.s,
    record.sx,
    record.spx,
    record.transcript,
    u32Bytes(TYPES.indexOf(record.type), parameters.length),
    parameters,
  ]);
}

/** Section 10. */
export function recordsBytes(
  circuitHash: Uint8Array,
  list: readonly ContributionRecord[],
): Uint8Array<ArrayBuffer> {
  return joinBytes([circuitHash, u32Bytes(list.length), ...list.map(recordBytes)]);
}

function fail(fault: FileError['fault'], text: string): FileError {
  return new FileError('zkey', fault, text, 10);
}

/** Tag, length, content; tags ascending and each at most once; what a beacon needs, and a person must not have. */
function parseParameters(
  bytes: Uint8Array,
  type: RecordType,
  number: number,
): Pick<ContributionRecord, 'name' | 'beacon'> {
  const bad = (text: string) => fail('value', `the parameters of record ${number} ${text}`);
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

function parameterBytes({ name, beacon }: ContributionRecord): Uint8Array<ArrayBuffer> {
  const text = (tag: number, bytes: Uint8Array) => {
    if (bytes.length > MOST_TEXT_BYTES)
      throw new RangeError(`${bytes.length} bytes are more than a record holds`);
    return joinBytes([Uint8Array.of(tag, bytes.length), bytes]);
  };
  return joinBytes([
    ...(name === undefined ? [] : [text(TAG.name, new TextEncoder().encode(name))]),
    ...(beacon ? [Uint8Array.of(TAG.exponent, beacon.exponent), text(TAG.beacon, beacon.bytes)] : []),
  ]);
}
