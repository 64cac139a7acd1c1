import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName } from '@brebaje/curves/engine';
import { ByteCursor } from '../byte-cursor.ts';
import { sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { u32Bytes } from '../little-endian.ts';
import {
  PARAMETER_HEADER_BYTES,
  parameterBytes,
  type RecordParameters,
  takeParameters,
} from '../parameters.ts';

/**
 * A record of section 10. Points are bytes as the file has them, not checked here.
 */
export interface ContributionRecord extends RecordParameters {
  /** δ in G1 after this contribution. */
  readonly deltaAfter: Uint8Array;
  /** A random point, and it times the secret. */
  readonly s: Uint8Array;
  readonly sx: Uint8Array;
  /** The point of G2 that the transcript hashes to, times the secret. */
  readonly spx: Uint8Array;
  /** BLAKE2b-512 of what came before and of s and sx. */
  readonly transcript: Uint8Array;
}

/** Section 10: the circuit's hash and the contributions. */
export interface Records {
  readonly circuitHash: Uint8Array;
  readonly list: readonly ContributionRecord[];
  /** Where each record lies in the section, and behind the last one where it ends. */
  readonly offsets: readonly number[];
}

export const HASH_BYTES = 64;

/** Bytes of a record before its parameters. */
function fixedSize(curve: CurveName): number {
  const { G1, G2 } = sizesOf(curve);
  return 3 * G1 + G2 + HASH_BYTES + PARAMETER_HEADER_BYTES;
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
  return { ...points, ...takeParameters(cursor, number, (text) => fail('value', text)) };
}

/** One record as the file has it. Throws a RangeError for a name or beacon that no file can hold. */
export function recordBytes(record: ContributionRecord): Uint8Array<ArrayBuffer> {
  return joinBytes([
    record.deltaAfter,
    record.s,
    record.sx,
    record.spx,
    record.transcript,
    parameterBytes(record),
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
