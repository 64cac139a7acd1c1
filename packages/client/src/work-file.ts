import { formatSizes, parseSizes, type SubSize } from '@brebaje/kzg/sizes';
import { sha256 } from '@noble/hashes/sha2.js';
import { ClientError } from './client-error.ts';
import { isIdentity, isObject } from './plain.ts';

/**
 * A `.brebaje` file carries work to a machine without a network and back. Layout: the 8 bytes `BREBAJE\n`,
 * version (u32), length of the header (u32), header (JSON, UTF-8), length of the payload (u64), payload,
 * SHA-256 of all before it. Integers are little-endian.
 *
 * Payload of `work`: the powers of the head, for each sub-ceremony its G1 then its G2 powers, compressed as
 * ZCash does. Payload of `done`: contribution.json as it is to be posted. Work on circuits has no payload: its
 * files lie beside it (groth16/work-file.ts).
 */
export interface WorkFile {
  header: WorkHeader;
  payload: Uint8Array;
}

/** The header: what both machines show and compare. */
export interface WorkHeader {
  kind: 'work' | 'done';
  /** Base of the sequencer's routes. */
  server: string;
  /** The ceremony's name at that server, when it has one. */
  ceremony?: string;
  /** Accepted contributions in the head. */
  position: number;
  /** Signed into the contribution when known. */
  identity?: string;
  /** The ceremony is a test. */
  test?: boolean;
  /** `4096,65:8192,65…`. */
  sizes: string;
  /** SHA-256 of the powers that were handed out. */
  baseHash: string;
  /** SHA-256 of the powers after the contribution; `done` only. */
  stateHash?: string;
  /** When the work was handed out, seconds since 1970. */
  handedOutAt: number;
}

const MAGIC = new TextEncoder().encode('BREBAJE\n');
const VERSION = 1;
const FIXED = MAGIC.length + 4 + 4;
const MAX_HEADER = 65_536;
/** A container above this is refused before it is read. */
export const MAX_WORK_BYTES = 256 << 20;

/** Writes the container of a KZG ceremony's work. */
export function encodeWork(work: WorkFile): Uint8Array {
  return encodeContainer(work.header, work.payload);
}

/** Writes the container with any header. */
export function encodeContainer(content: object, payload: Uint8Array): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify(content));
  const bytes = new Uint8Array(FIXED + header.length + 8 + payload.length + 32);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(MAGIC.length, VERSION, true);
  view.setUint32(MAGIC.length + 4, header.length, true);
  bytes.set(header, FIXED);
  view.setBigUint64(FIXED + header.length, BigInt(payload.length), true);
  bytes.set(payload, FIXED + header.length + 8);
  bytes.set(sha256(bytes.subarray(0, bytes.length - 32)), bytes.length - 32);
  return bytes;
}

/** Reads and checks a KZG ceremony's work; the payload is a view of `bytes`. Throws BAD_WORK_FILE. */
export function decodeWork(bytes: Uint8Array): WorkFile {
  const { header, payload } = decodeContainer(bytes);
  return { header: checkHeader(header), payload };
}

/** Reads and checks the container, whatever its header says; the payload is a view. Throws BAD_WORK_FILE. */
export function decodeContainer(bytes: Uint8Array): { header: unknown; payload: Uint8Array } {
  if (bytes.length < FIXED + 8 + 32 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw bad('it does not begin as one');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(MAGIC.length, true);
  if (version !== VERSION) throw bad(`it has version ${version}, this program reads ${VERSION}`);
  const headerLength = view.getUint32(MAGIC.length + 4, true);
  if (headerLength > MAX_HEADER || FIXED + headerLength + 40 > bytes.length) throw bad('it is cut off');
  const payloadStart = FIXED + headerLength + 8;
  if (view.getBigUint64(FIXED + headerLength, true) !== BigInt(bytes.length - payloadStart - 32)) {
    throw bad('it is cut off');
  }
  const digest = sha256(bytes.subarray(0, bytes.length - 32));
  if (digest.some((byte, i) => byte !== bytes[bytes.length - 32 + i])) throw bad('it was damaged on the way');
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(FIXED, FIXED + headerLength)),
    );
  } catch {
    throw bad('its header is no JSON');
  }
  return { header, payload: bytes.subarray(payloadStart, bytes.length - 32) };
}

/** The sizes of the header. */
export function headerSizes(header: WorkHeader): SubSize[] {
  return parseSizes(header.sizes);
}

function checkHeader(header: unknown): WorkHeader {
  if (!isObject(header)) throw bad('its header is no object');
  const { kind, server, position, sizes, baseHash, handedOutAt } = header;
  const hash = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
  const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  // All of it is shown on a terminal, and the file may come from anybody.
  const plain = (value: unknown, form: RegExp) => typeof value === 'string' && form.test(value);
  const { identity, ceremony, test } = header;
  if (kind !== 'work' && kind !== 'done') throw bad('it is neither work nor done');
  if (!plain(server, /^https?:\/\/[\x21-\x7e]{1,1000}$/)) throw bad('it names no server');
  if (!whole(position) || !whole(handedOutAt)) throw bad('its header has no position or time');
  if (!hash(baseHash) || (kind === 'done' && !hash(header.stateHash))) throw bad('its header has no hash');
  if (identity !== undefined && !(typeof identity === 'string' && isIdentity(identity)))
    throw bad('its header names an identity that is none');
  if (ceremony !== undefined && !plain(ceremony, /^[\x21-\x7e]{1,1000}$/))
    throw bad('its header names a ceremony that is none');
  if (test !== undefined && typeof test !== 'boolean') throw bad('its header is not as it should be');
  try {
    if (typeof sizes !== 'string' || formatSizes(parseSizes(sizes)) !== sizes) throw bad('sizes');
  } catch {
    throw bad('its header has no sizes');
  }
  return header as unknown as WorkHeader;
}

/** Why a file is no work file. */
export function bad(why: string): ClientError {
  return new ClientError('BAD_WORK_FILE', `not a work file of brebaje: ${why}`, {
    next: 'copy the file again, or export a new one',
  });
}
