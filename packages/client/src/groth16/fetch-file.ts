import { errorOf, isTransient, retryAfter } from '../answers.ts';
import { ClientError, stopped } from '../client-error.ts';
import { ConnectionError, type jsonOf, openExchange } from '../exchange.ts';
import { pauseAfter } from '../patience.ts';
import type { Surroundings } from '../surroundings.ts';
import { hashInto, hashOfFile } from './hash-file.ts';
import { Stamina } from './stamina.ts';
import type { Trouble } from './steady.ts';
import type { FileHash, WorkStore } from './work-store.ts';

/** What a download needs of where it goes. */
export type FileStore = Pick<WorkStore, 'size' | 'open' | 'write' | 'rename' | 'remove' | 'sha256'>;

/** A file that a server gives by its hash. */
export interface NamedFile {
  url: string;
  /** SHA-256, lower-case hex. */
  sha256: string;
  /** Bytes, where they are known beforehand. */
  size?: number;
  /** More is refused before it is stored. */
  most: number;
}

export interface FetchOptions {
  received?: (bytes: number, total: number | undefined) => void;
  /** Hears of every byte that came over the network. */
  moved?: (bytes: number) => void;
  /** Hears of bytes that lie under {@link partName} from then on; when `from` is 0 again it was begun anew. */
  grown?: (from: number, to: number) => void;
  emit?: (event: Trouble) => void;
  /** Milliseconds without a byte after which we give up (default half an hour). */
  patience?: number;
  signal?: AbortSignal | undefined;
}

/** Where a file lies until it is whole. */
export const partName = (name: string): string => `${name}.part`;

const PATIENCE = 1_800_000;
const LONGEST_PAUSE = 15_000;

/**
 * Puts a file into the store under `name`, and goes on where an earlier attempt or run was broken off. What is
 * there under that name already is used when it has the hash. Throws STATE_INVALID for bytes that have not,
 * TOO_LARGE, UNREACHABLE, SERVER_FAULT, REFUSED, STOPPED.
 */
export async function fetchFile(
  world: Surroundings,
  store: FileStore,
  file: NamedFile,
  name: string,
  options: FetchOptions = {},
): Promise<void> {
  if ((await store.size(name)) !== undefined) {
    if ((await hashOfFile(store, name)) === file.sha256) return;
    await store.remove(name);
  }
  const part = partName(name);
  const resumed = (await store.size(part)) !== undefined;
  if (!(await fetchPart(world, store, file, part, options))) {
    await store.remove(part);
    // What an earlier run had left may have been damaged, or another file's.
    if (!resumed || !(await fetchPart(world, store, file, part, options))) {
      await store.remove(part);
      throw new ClientError('STATE_INVALID', `${new URL(file.url).host} gave other bytes than it named`, {
        next: 'nothing was sent; tell the ceremony’s people',
      });
    }
  }
  await store.rename(part, name);
}

/** Where a download stands. */
interface Progress {
  /** Bytes that are written, and their hash. */
  at: number;
  hash: FileHash;
}

/** Downloads what is missing. False: the bytes are others. */
async function fetchPart(
  world: Surroundings,
  store: FileStore,
  file: NamedFile,
  part: string,
  options: FetchOptions,
): Promise<boolean> {
  const { signal, patience = PATIENCE } = options;
  const progress: Progress = { at: 0, hash: store.sha256() };
  if ((await store.size(part)) !== undefined) progress.at = await hashInto(store, part, progress.hash);
  if (progress.at > file.most) return false;
  if (progress.at > 0) options.grown?.(0, progress.at);
  const stamina = new Stamina(world, patience);
  for (let attempt = 1; ; attempt++) {
    const before = progress.at;
    stamina.begin();
    let failure: ConnectionError;
    let pause: number;
    try {
      await fetchOnce(world, store, file, part, progress, options);
      return progress.hash.hex() === file.sha256;
    } catch (error) {
      if (signal?.aborted) throw stopped(signal);
      if (!(error instanceof ConnectionError)) throw error;
      failure = error;
      // Whoever gets on begins to count anew.
      if (progress.at > before) {
        attempt = 1;
        stamina.reset();
      }
      pause = Math.max(pauseAfter(attempt, LONGEST_PAUSE, world.random()), waitOf(error));
    }
    if (!stamina.lasts(pause)) {
      throw new ClientError('UNREACHABLE', `the download keeps breaking off: ${failure.message}`, {
        next: 'run the same command again: it goes on where this one was',
        cause: failure,
      });
    }
    options.emit?.({ type: 'trouble', reason: failure.message, pause });
    await world.sleep(pause, signal).catch(() => {
      throw stopped(signal);
    });
  }
}

async function fetchOnce(
  world: Surroundings,
  store: FileStore,
  file: NamedFile,
  part: string,
  progress: Progress,
  options: FetchOptions,
): Promise<void> {
  if (file.size !== undefined && progress.at === file.size) return;
  const answer = await openExchange(world, {
    method: 'GET',
    url: file.url,
    headers: {
      accept: 'application/octet-stream',
      // Ranges are of the file's own bytes.
      'accept-encoding': 'identity',
      ...(progress.at > 0 ? { range: `bytes=${progress.at}-` } : {}),
    },
    maxBytes: file.most,
    signal: options.signal,
  });
  if (answer.status === 416) return void (await drained(answer.chunks));
  if (answer.status !== 200 && answer.status !== 206) {
    const bytes = await drained(answer.chunks);
    throw refusal(file, { status: answer.status, headers: answer.headers, bytes });
  }
  const from = answer.status === 206 ? startOf(answer.headers.get('content-range')) : 0;
  if (from !== 0 && from !== progress.at) throw new ConnectionError('the server gave another range');
  if (from === 0 && progress.at > 0) Object.assign(progress, { at: 0, hash: store.sha256() });
  const total = file.size ?? (answer.total === undefined ? undefined : from + answer.total);
  if (total !== undefined && total > file.most) throw tooLarge(file);
  const writer = await store.write(part, progress.at);
  try {
    for await (const chunk of answer.chunks) {
      if (progress.at + chunk.length > file.most) throw tooLarge(file);
      await writer.write(chunk);
      progress.hash.update(chunk);
      progress.at += chunk.length;
      options.grown?.(progress.at - chunk.length, progress.at);
      options.moved?.(chunk.length);
      options.received?.(progress.at, total);
    }
  } finally {
    await writer.close();
  }
}

/** The first kilobytes of an answer that is no file. */
async function drained(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > 65_536) break;
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** Where a `Content-Range` begins; NaN without one. */
export function startOf(range: string | null): number {
  return Number(/^bytes (\d{1,15})-/.exec(range ?? '')?.[1] ?? Number.NaN);
}

/** A failure that says when to come back. */
class Later extends ConnectionError {
  readonly after: number;
  constructor(message: string, after: number) {
    super(message);
    this.after = after;
  }
}

const waitOf = (error: ConnectionError): number => (error instanceof Later ? error.after : 0);

function refusal(file: NamedFile, answer: Parameters<typeof jsonOf>[0]): Error {
  const error = errorOf(answer);
  if (isTransient(answer.status))
    return new Later(error.text || `the server answered ${answer.status}`, retryAfter(answer) ?? 0);
  return new ClientError('REFUSED', `the server does not give ${new URL(file.url).pathname}`, {
    status: answer.status,
    serverCode: error.code,
    serverText: error.text,
    next: 'run the same command again; if it stays so, tell the ceremony’s people',
  });
}

function tooLarge({ most }: NamedFile): ClientError {
  return new ClientError('TOO_LARGE', `the server sends more than the ${most} bytes that this can have`, {
    next: 'nothing was computed or sent; tell the ceremony’s people',
  });
}
