import { ClientError } from '../client-error.ts';
import { openExchange } from '../exchange.ts';
import type { Surroundings } from '../surroundings.ts';
import {
  type FetchOptions,
  type FileStore,
  fetchFile,
  type NamedFile,
  partName,
  startOf,
} from './fetch-file.ts';
import type { StoredFile } from './work-store.ts';

/** Bytes that come within about a round trip are waited for; what lies further on is asked for by itself. */
const NEAR = 65_536;

/** A range that was read before the download came to it. */
interface Ahead {
  from: number;
  to: number;
  sha256: string;
}

/**
 * A file that can be read while it is downloaded: a read waits until its bytes have come. What lies far behind
 * them, as the records at a state's end, is asked for as a range of its own, where the server gives ranges. What
 * the download fails with, its readers fail with too.
 *
 * Whoever reads reads bytes whose hash nobody knows yet: {@link whole} says whether they were the file's.
 */
export class FillingFile implements StoredFile {
  readonly size: number;
  /** Resolves when the file is whole and has its hash. Rejects as `fetchFile`. */
  readonly fetched: Promise<void>;
  readonly #world: Surroundings;
  readonly #store: FileStore;
  readonly #file: NamedFile;
  readonly #name: string;
  readonly #moved: FetchOptions['moved'];
  readonly #over = new AbortController();
  readonly #ahead: Ahead[] = [];
  /** Bytes that can be read. */
  #at = 0;
  #grown = Promise.withResolvers<void>();
  /** Why nothing more can be read. */
  #failure: { error: unknown } | undefined;
  #begunAnew = false;
  #isWhole = false;
  #open: Promise<StoredFile> | undefined;

  /** Begins the download; arguments as those of `fetchFile`. */
  constructor(
    world: Surroundings,
    store: FileStore,
    file: NamedFile & { size: number },
    name: string,
    options: FetchOptions = {},
  ) {
    this.size = file.size;
    this.#world = world;
    this.#store = store;
    this.#file = file;
    this.#name = name;
    this.#moved = options.moved;
    const grown = (from: number, to: number) => this.#grow(from, to);
    this.fetched = fetchFile(world, store, file, name, { ...options, grown }).then(
      () => this.#end(undefined),
      (error: unknown) => {
        this.#end({ error });
        throw error;
      },
    );
    this.fetched.catch(() => {});
  }

  async read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    if (from < 0 || to > this.size || from > to) throw new RangeError(`no bytes ${from} to ${to}`);
    if (from > this.#at + NEAR) {
      const bytes = await this.#readAhead(from, to);
      if (bytes) return bytes;
    }
    while (to > this.#at && !this.#failure) await this.#grown.promise;
    if (this.#failure) throw this.#failure.error;
    this.#open ??= this.#opened();
    return (await this.#open).read(from, to);
  }

  async #opened(): Promise<StoredFile> {
    if (!this.#isWhole) {
      const part = await this.#store.open(partName(this.#name)).catch(() => undefined);
      if (part) return part;
      // It is being given its name.
      await this.fetched;
    }
    return this.#store.open(this.#name);
  }

  /**
   * Waits until the file is whole. Rejects as {@link fetched}, and when it then is not what was read: what came
   * of that is worth nothing.
   */
  async whole(): Promise<void> {
    await this.fetched;
    if (!(await this.wasRead())) throw notRead();
  }

  /** Whether the file, whole by now, holds what was read of it. */
  async wasRead(): Promise<boolean> {
    if (this.#begunAnew || (await this.#store.size(this.#name)) !== this.size) return false;
    const file = await this.#store.open(this.#name);
    try {
      for (const { from, to, sha256 } of this.#ahead) {
        if (this.#hashOf(await file.read(from, to)) !== sha256) return false;
      }
      return true;
    } finally {
      await file.close();
    }
  }

  /** Ends reading, not the download: also what still waits to be read. */
  async close(): Promise<void> {
    this.#failure ??= { error: new Error('the file has been closed') };
    this.#wake();
    const open = await this.#open?.catch(() => undefined);
    await open?.close();
  }

  #grow(from: number, to: number): void {
    if (from !== this.#at) {
      this.#begunAnew = true;
      this.#failure ??= { error: notRead() };
    }
    this.#at = to;
    this.#wake();
  }

  #end(failure: { error: unknown } | undefined): void {
    this.#failure = failure ?? this.#failure;
    this.#isWhole = failure === undefined;
    if (this.#isWhole) this.#at = this.size;
    this.#over.abort();
    this.#wake();
  }

  #wake(): void {
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
  }

  /** A range by itself; undefined when it is not to be had that way. */
  async #readAhead(from: number, to: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(to - from);
    let at = 0;
    try {
      const answer = await openExchange(this.#world, {
        method: 'GET',
        url: this.#file.url,
        headers: {
          accept: 'application/octet-stream',
          'accept-encoding': 'identity',
          range: `bytes=${from}-${to - 1}`,
        },
        maxBytes: bytes.length,
        signal: this.#over.signal,
      });
      const given = answer.status === 206 && startOf(answer.headers.get('content-range')) === from;
      for await (const chunk of answer.chunks) {
        // Leaving the loop ends the exchange.
        if (!given) return undefined;
        bytes.set(chunk, at);
        at += chunk.length;
        this.#moved?.(chunk.length);
      }
    } catch {
      // The download has patience, and comes there in the end.
      return undefined;
    }
    if (at !== bytes.length) return undefined;
    this.#ahead.push({ from, to, sha256: this.#hashOf(bytes) });
    return bytes;
  }

  #hashOf(bytes: Uint8Array): string {
    const hash = this.#store.sha256();
    hash.update(bytes);
    return hash.hex();
  }
}

/**
 * What is computed from a file while it comes, or, where what came first was not the file in the end (damaged by
 * an earlier run, begun anew, other records), from the file by its name. Until the file is whole no result and no
 * refusal counts. Rejects with what the download fails with, after `discard`.
 */
export async function computeWhileFilling<T>(
  filling: FillingFile,
  name: string,
  compute: (base: FillingFile | string) => Promise<T>,
  discard: () => Promise<void>,
): Promise<T> {
  const [fetched, early] = await Promise.allSettled([filling.fetched, compute(filling)]);
  if (fetched.status === 'rejected') {
    await discard();
    throw fetched.reason;
  }
  if (!(await filling.wasRead())) return compute(name);
  if (early.status === 'rejected') throw early.reason;
  return early.value;
}

function notRead(): ClientError {
  return new ClientError('STATE_INVALID', 'what was read is not what the server gave in the end', {
    next: 'nothing was sent; run the same command again',
  });
}
