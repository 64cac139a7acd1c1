/** A file that stays at its server, for whoever has no room for it: read in ranges that cannot be others later. */
import { isTransient, retryAfter } from '../answers.ts';
import { ClientError } from '../client-error.ts';
import { ConnectionError, openExchange } from '../exchange.ts';
import { type NamedFile, startOf } from '../groth16/fetch-file.ts';
import type { StoredFile } from '../groth16/work-store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Hashing } from './archive-folder.ts';

/** Bytes that are asked for, and hashed, together. */
const PIECE = 4 << 20;
/** Pieces that are kept: whoever reads two parts of a file by turns asks for neither twice. */
const KEPT = 6;
const ATTEMPTS = 6;

export interface RangedFile {
  sha256: string;
  blake2b: string;
  open(): Promise<StoredFile>;
}

export interface RangeSteps {
  received?: ((done: number, total: number | undefined) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes of a piece; a test has small ones. */
  piece?: number;
}

/** Bytes of a file that a server gives in ranges; undefined where it does not tell, or has none. */
export async function sizeAt(
  world: Surroundings,
  { url }: NamedFile,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const headers = { 'accept-encoding': 'identity', range: 'bytes=0-0' };
  return insist(world, signal, async () => {
    // Also of whoever answers with all of it, however large: that is heard no further.
    const maxBytes = Number.MAX_SAFE_INTEGER;
    const answer = await openExchange(world, { method: 'GET', url, headers, maxBytes, signal });
    await left(answer.chunks);
    requireLasting(answer);
    const size = /\/(\d{1,15})$/.exec(answer.headers.get('content-range') ?? '')?.[1];
    return answer.status === 206 && size !== undefined ? Number(size) : undefined;
  });
}

/** Ends an exchange whose bytes nobody needs: leaving the loop does. */
async function left(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) if (chunk.length > 0) return;
}

/** The server has too much to do, or a fault: it says when to come back, or nothing. */
class Busy extends ConnectionError {
  readonly after: number;
  constructor(status: number, after: number) {
    super(`the server answered ${status}`);
    this.after = after;
  }
}

/** Throws a ConnectionError for an answer that may be another one later. */
function requireLasting(answer: { status: number; headers: Headers }): void {
  if (isTransient(answer.status)) throw new Busy(answer.status, retryAfter(answer) ?? 0);
}

/** The pause before another attempt. Throws UNREACHABLE after the last, and other errors as they are. */
function pauseAfter(error: unknown, attempt: number): number {
  if (!(error instanceof ConnectionError)) throw error;
  if (attempt >= ATTEMPTS) throw unreachable(error);
  return Math.max(500 * attempt, error instanceof Busy ? error.after : 0);
}

async function insist<T>(
  world: Surroundings,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      await world.sleep(pauseAfter(error, attempt), signal);
    }
  }
}

/**
 * Reads the file once from its beginning to its end, and keeps a hash of each piece of it: what is read later is
 * compared with them, so that nobody verifies other bytes than those that were hashed. Throws RECORD_INVALID for other
 * bytes than were named, TOO_LARGE, UNREACHABLE.
 */
export async function rangedFile(
  world: Surroundings,
  file: NamedFile,
  hashing: Hashing,
  { received, signal, piece = PIECE }: RangeSteps = {},
): Promise<RangedFile> {
  const whole = { sha256: hashing.sha256(), blake2b: hashing.blake2b() };
  const pieces: string[] = [];
  let own = hashing.sha256();
  let [at, filled] = [0, 0];
  const take = (bytes: Uint8Array) => {
    whole.sha256.update(bytes);
    whole.blake2b.update(bytes);
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + piece - filled);
      own.update(part);
      from += part.length;
      filled += part.length;
      if (filled < piece) continue;
      pieces.push(own.hex());
      [own, filled] = [hashing.sha256(), 0];
    }
    at += bytes.length;
  };
  for (let attempt = 1; ; attempt++) {
    const before = at;
    try {
      const { chunks, total } = await from(world, file, at, undefined, signal);
      for await (const bytes of chunks) {
        take(bytes);
        received?.(at, total);
      }
      break;
    } catch (error) {
      if (at > before) attempt = 1;
      await world.sleep(pauseAfter(error, attempt), signal);
    }
  }
  if (filled > 0) pieces.push(own.hex());
  const [sha256, blake2b] = [whole.sha256.hex(), whole.blake2b.hex()];
  if (sha256 !== file.sha256) throw others(file);
  const open = async () => new Ranged(world, file, { pieces, piece, size: at, hashing, signal });
  return { sha256, blake2b, open };
}

class Ranged implements StoredFile {
  readonly size: number;
  readonly #kept = new Map<number, Uint8Array>();
  readonly #get: (index: number) => Promise<Uint8Array>;
  readonly #piece: number;

  constructor(
    world: Surroundings,
    file: NamedFile,
    known: {
      pieces: readonly string[];
      piece: number;
      size: number;
      hashing: Hashing;
      signal: AbortSignal | undefined;
    },
  ) {
    const { pieces, piece, size, hashing, signal } = known;
    this.size = size;
    this.#piece = piece;
    this.#get = async (index) => {
      const [start, end] = [index * piece, Math.min(size, (index + 1) * piece)];
      const bytes = await rangeOf(world, file, start, end, signal);
      const hash = hashing.sha256();
      hash.update(bytes);
      if (hash.hex() !== pieces[index]) throw others(file);
      return bytes;
    };
  }

  async read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    if (from < 0 || to > this.size || from > to) throw new RangeError(`no bytes ${from} to ${to}`);
    const bytes = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      const index = Math.floor(at / this.#piece);
      const start = index * this.#piece;
      const part = (await this.#pieceOf(index)).subarray(at - start, to - start);
      bytes.set(part, at - from);
      at += part.length;
    }
    return bytes;
  }

  async #pieceOf(index: number): Promise<Uint8Array> {
    const bytes = this.#kept.get(index) ?? (await this.#get(index));
    // The one that was asked for last is forgotten last.
    this.#kept.delete(index);
    this.#kept.set(index, bytes);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(old);
    }
    return bytes;
  }

  async close(): Promise<void> {
    this.#kept.clear();
  }
}

/** The file from a byte on, up to another when that is given. */
async function from(
  world: Surroundings,
  { url, most }: NamedFile,
  start: number,
  end: number | undefined,
  signal: AbortSignal | undefined,
): Promise<{ chunks: AsyncIterable<Uint8Array>; total: number | undefined }> {
  const whole = start === 0 && end === undefined;
  const answer = await openExchange(world, {
    method: 'GET',
    url,
    headers: {
      'accept-encoding': 'identity',
      ...(whole ? {} : { range: `bytes=${start}-${end === undefined ? '' : end - 1}` }),
    },
    maxBytes: most,
    signal,
  });
  const { status, headers, total, chunks } = answer;
  const right = whole ? status === 200 : status === 206 && startOf(headers.get('content-range')) === start;
  if (right) return { chunks, total: total === undefined ? undefined : start + total };
  await left(chunks);
  requireLasting(answer);
  throw new ClientError('REFUSED', `the server does not give parts of ${new URL(url).pathname}`, {
    status,
    next: 'give the file yourself, or verify by the command',
  });
}

async function rangeOf(
  world: Surroundings,
  file: NamedFile,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  return insist(world, signal, async () => {
    const bytes = new Uint8Array(end - start);
    let at = 0;
    for await (const chunk of (await from(world, file, start, end, signal)).chunks) {
      if (at + chunk.length > bytes.length) throw others(file);
      bytes.set(chunk, at);
      at += chunk.length;
    }
    if (at < bytes.length) throw new ConnectionError('the answer was cut off');
    return bytes;
  });
}

function others({ url }: NamedFile): ClientError {
  return new ClientError('RECORD_INVALID', `${new URL(url).host} gave other bytes than it named`, {
    next: 'do not rely on this server; give the file yourself',
  });
}

function unreachable(cause: ConnectionError): ClientError {
  return new ClientError('UNREACHABLE', `the download keeps breaking off: ${cause.message}`, { cause });
}
