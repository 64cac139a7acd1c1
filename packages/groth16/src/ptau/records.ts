import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName } from '@brebaje/curves/engine';
import { ByteCursor } from '../byte-cursor.ts';
import { hashedForm, sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import { u32Bytes } from '../little-endian.ts';
import {
  PARAMETER_HEADER_BYTES,
  parameterBytes,
  type RecordParameters,
  takeParameters,
} from '../parameters.ts';
import { HASH_STATE_BYTES } from './hash-state.ts';
import { SECTION } from './sections.ts';

/** What shows that somebody knew a secret: a random point, it times the secret, and a hashed point times it. */
export interface KeyProof {
  readonly s: Uint8Array;
  readonly sx: Uint8Array;
  /** Of G2, the point that a hash of the challenge, s and sx stands for, times the secret. */
  readonly spx: Uint8Array;
}

/** The three secrets of a contribution, in the order of the files. */
export const SECRETS = ['tau', 'alpha', 'beta'] as const;
export type SecretName = (typeof SECRETS)[number];
export type PublicKey = Readonly<Record<SecretName, KeyProof>>;

/** A record of section 7. Points are bytes as the file has them, not checked here. */
export interface PtauRecord extends RecordParameters {
  /** What the secrets multiply to, in either group, after this contribution. */
  readonly tauG1: Uint8Array;
  readonly tauG2: Uint8Array;
  readonly alphaG1: Uint8Array;
  readonly betaG1: Uint8Array;
  readonly betaG2: Uint8Array;
  readonly key: PublicKey;
  /** The state of the response's hash before the public key. */
  readonly hashState: Uint8Array;
  /** The hash of the response and the new points: what the next contribution begins with. */
  readonly nextChallenge: Uint8Array;
}

/** The points of a record before its public key, in their order in the file. */
export const RECORD_POINTS = [
  ['tauG1', 'G1'],
  ['tauG2', 'G2'],
  ['alphaG1', 'G1'],
  ['betaG1', 'G1'],
  ['betaG2', 'G2'],
] as const;

export const HASH_BYTES = 64;

/** All records of one ceremony in memory. */
export const LONGEST_RECORDS = 128 << 20;

/** Bytes of a public key, in the form of the files and as it is hashed. */
export function publicKeySize(curve: CurveName): number {
  const { G1, G2 } = sizesOf(curve);
  return 6 * G1 + 3 * G2;
}

/** Bytes of a record before its parameters' content. */
function fixedSize(curve: CurveName): number {
  const { G1, G2 } = sizesOf(curve);
  return 3 * G1 + 2 * G2 + publicKeySize(curve) + HASH_STATE_BYTES + HASH_BYTES + PARAMETER_HEADER_BYTES;
}

/** Reads section 7, whole. Throws a {@link FileError}; counts are compared with lengths before they are believed. */
export function parseRecords(curve: CurveName, bytes: Uint8Array): PtauRecord[] {
  const fail = (fault: FileError['fault'], text: string) =>
    new FileError('ptau', fault, text, SECTION.records);
  const cursor = new ByteCursor(bytes, () => fail('section-length', `${bytes.length} bytes are too few`));
  const count = cursor.u32();
  if (count * fixedSize(curve) > cursor.left) throw fail('section-length', `${count} records do not fit`);
  const records = Array.from({ length: count }, (_, i) => takeRecord(curve, cursor, i + 1));
  if (cursor.left !== 0) throw fail('section-length', `${cursor.left} bytes follow the last record`);
  return records;

  function takeRecord(name: CurveName, from: ByteCursor, number: number): PtauRecord {
    const sizes = sizesOf(name);
    const points = RECORD_POINTS.map(([point, group]) => [point, from.take(sizes[group])] as const);
    return {
      ...(Object.fromEntries(points) as Pick<PtauRecord, (typeof RECORD_POINTS)[number][0]>),
      key: takePublicKey(name, from),
      hashState: from.take(HASH_STATE_BYTES),
      nextChallenge: from.take(HASH_BYTES),
      ...takeParameters(from, number, (text) => fail('value', text)),
    };
  }
}

/** Section 7. Throws a RangeError for a name or beacon that no file can hold. */
export function recordsBytes(records: readonly PtauRecord[]): Uint8Array<ArrayBuffer> {
  return joinBytes([
    u32Bytes(records.length),
    ...records.flatMap((record) => [
      ...RECORD_POINTS.map(([point]) => record[point]),
      publicKeyBytes(record.key),
      record.hashState,
      record.nextChallenge,
      parameterBytes(record),
    ]),
  ]);
}

/** Bytes of the section that {@link recordsBytes} will make once there is a further record with those parameters. */
export function recordsSize(
  curve: CurveName,
  records: readonly PtauRecord[],
  parameters: RecordParameters,
): number {
  return (
    recordsBytes(records).length +
    fixedSize(curve) -
    PARAMETER_HEADER_BYTES +
    parameterBytes(parameters).length
  );
}

/** First each secret's points of G1, then those of G2. */
function takePublicKey(curve: CurveName, cursor: ByteCursor): PublicKey {
  const { G1, G2 } = sizesOf(curve);
  const pairs = SECRETS.map(() => ({ s: cursor.take(G1), sx: cursor.take(G1) }));
  const proofs = SECRETS.map((secret, i) => [secret, { ...pairs[i]!, spx: cursor.take(G2) }] as const);
  return Object.fromEntries(proofs) as PublicKey;
}

/** A public key as records have it, and responses, too, in their own encoding of points. */
export function publicKeyBytes(key: PublicKey): Uint8Array<ArrayBuffer> {
  return joinBytes([
    ...SECRETS.flatMap((secret) => [key[secret].s, key[secret].sx]),
    ...SECRETS.map((secret) => key[secret].spx),
  ]);
}

/** Reads a public key of whatever encoding has points of the files' size. The length is right. */
export function parsePublicKey(curve: CurveName, bytes: Uint8Array): PublicKey {
  return takePublicKey(curve, new ByteCursor(bytes, () => new RangeError('a public key is too short')));
}

/** A public key as it is hashed. */
export function hashedPublicKey(curve: CurveName, key: PublicKey): Uint8Array<ArrayBuffer> {
  return joinBytes([
    ...SECRETS.flatMap((secret) => [
      hashedForm(curve, 'G1', key[secret].s),
      hashedForm(curve, 'G1', key[secret].sx),
    ]),
    ...SECRETS.map((secret) => hashedForm(curve, 'G2', key[secret].spx)),
  ]);
}
