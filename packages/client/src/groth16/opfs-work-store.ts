/** A browser's own files of an origin (the File System standard's bucket file system) as a folder of work. */
import { memoryFor } from '@brebaje/curves/spare-memory';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ClientError } from '../client-error.ts';
import type { WorkStore } from './work-store.ts';

/** Only in workers, and exclusive: nobody else opens the file, in no other tab either. */
interface SyncHandle {
  read(into: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/** What lib.dom leaves out of a worker's handles. */
export interface OpfsFile extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncHandle>;
  move(name: string): Promise<void>;
}

/** A file that is open; it stays what it is when it gets another name or none. */
interface Open {
  name: string;
  file: OpfsFile;
  handle: SyncHandle;
  users: number;
  /** While it is being opened or renamed, when there is no handle. */
  busy: Promise<void>;
}

/** What lost its name while somebody read it. */
const TRASH = '~trash';
/** What is being written in one go. */
const FRESH = '~fresh';

/** A file system's folder as a store, in a worker. One store at a time may be open on a folder. */
export async function opfsWorkStore(
  folder: FileSystemDirectoryHandle,
): Promise<WorkStore & { close(): Promise<void> }> {
  const opened = new Map<string, Open>();
  let counted = 0;
  // Of a run that was broken off.
  for await (const name of folder.keys())
    if (name.includes('~')) await folder.removeEntry(name).catch(missing);

  const checked = (name: string) => {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new RangeError(`no name of a file here: ${name}`);
    return name;
  };
  const handleOf = async (name: string, create: boolean) =>
    (await folder.getFileHandle(name, { create })) as OpfsFile;
  /** As it is now; undefined when it is not there, or no longer. */
  const fileNow = async (name: string) =>
    handleOf(name, false)
      .then((handle) => handle.getFile())
      .catch(missing);

  async function sizeNow(name: string): Promise<number | undefined> {
    const open = opened.get(name);
    if (!open) return (await fileNow(name))?.size;
    await open.busy;
    return open.handle.getSize();
  }

  async function use(name: string, create: boolean): Promise<Open> {
    let open = opened.get(name);
    if (open) open.users++;
    else {
      const fresh = { name, users: 1 } as Open;
      fresh.busy = (async () => {
        fresh.file = await handleOf(name, create);
        fresh.handle = await handleOn(fresh.file);
      })();
      opened.set(name, fresh);
      fresh.busy.catch(() => opened.delete(name));
      open = fresh;
    }
    await open.busy;
    return open;
  }

  async function release(open: Open): Promise<void> {
    if (--open.users > 0) return;
    await open.busy;
    if (open.users > 0) return;
    open.handle.close();
    if (opened.get(open.name) === open) opened.delete(open.name);
    if (open.name.startsWith(TRASH)) await folder.removeEntry(open.name).catch(missing);
  }

  /** Renames what somebody has open: for a moment nobody has. */
  function moveOpen(open: Open, to: string): Promise<void> {
    opened.delete(open.name);
    open.name = to;
    opened.set(to, open);
    open.busy = open.busy.then(async () => {
      open.handle.flush();
      open.handle.close();
      await open.file.move(to);
      open.handle = await handleOn(open.file);
    });
    return open.busy;
  }

  /** Takes the name away from what has it. */
  async function unlink(name: string): Promise<void> {
    const open = opened.get(name);
    if (open) return moveOpen(open, `${TRASH}${counted++}`);
    await folder.removeEntry(name).catch(missing);
  }

  return {
    async readNote(name) {
      return (await fileNow(checked(name)))?.text();
    },
    async writeNote(name, text) {
      const beside = `${FRESH}${counted++}`;
      const file = await handleOf(beside, true);
      try {
        const handle = await handleOn(file);
        try {
          writeAt(handle, new TextEncoder().encode(text), 0);
          handle.flush();
        } finally {
          handle.close();
        }
        await file.move(checked(name));
      } catch (error) {
        await folder.removeEntry(beside).catch(missing);
        throw asFull(error);
      }
    },
    async size(name) {
      return sizeNow(checked(name));
    },
    async open(name) {
      const open = await use(checked(name), false);
      let closed = false;
      return {
        size: open.handle.getSize(),
        async read(from, to) {
          const bytes = memoryFor(to - from);
          await open.busy;
          for (let at = 0; at < bytes.length; ) {
            const count = open.handle.read(bytes.subarray(at), { at: from + at });
            if (count === 0) throw new Error(`${name} has no bytes ${from} to ${to}`);
            at += count;
          }
          return bytes;
        },
        async slice(from, to) {
          await open.busy;
          return (await open.file.getFile()).slice(from, to);
        },
        async close() {
          if (closed) return;
          closed = true;
          await release(open);
        },
      };
    },
    async write(name, at) {
      let end = at;
      try {
        const open = await use(checked(name), at === 0);
        try {
          open.handle.truncate(at);
        } catch (error) {
          await release(open);
          throw error;
        }
        return {
          async write(bytes) {
            await open.busy;
            writeAt(open.handle, bytes, end);
            end += bytes.length;
          },
          async close() {
            await open.busy;
            open.handle.flush();
            await release(open);
          },
        };
      } catch (error) {
        throw asFull(error);
      }
    },
    async rename(from, to) {
      checked(from);
      if (opened.has(checked(to))) await unlink(to);
      const open = opened.get(from);
      if (open) return moveOpen(open, to);
      const file = await handleOf(from, false);
      await file.move(to);
    },
    remove: (name) => unlink(checked(name)),
    async used() {
      let sum = 0;
      // One that is getting another name is listed under the old one.
      for await (const name of folder.keys()) sum += (await sizeNow(name)) ?? 0;
      return sum;
    },
    sha256() {
      const hash = sha256.create();
      return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
    },
    /** Gives every file free for another tab, whoever still reads. */
    async close() {
      for (const open of opened.values()) {
        await open.busy.catch(() => {});
        open.handle.close();
      }
      opened.clear();
    },
  };
}

/** A page that has just gone away may hold its files for a moment longer. */
const MOST_TRIES = 40;
const TRY_EVERY = 50;

async function handleOn(file: OpfsFile): Promise<SyncHandle> {
  for (let tries = 1; ; tries++) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const held = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!held || tries >= MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_EVERY));
    }
  }
}

/**
 * A write may be cut short where the quota ends. Chromium's private windows then answer the code of their error as an
 * unsigned number (FILE_ERROR_NO_SPACE, -8, is 4294967288) instead of throwing it.
 */
function writeAt(handle: SyncHandle, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    let count: number;
    try {
      count = handle.write(done === 0 ? bytes : bytes.subarray(done), { at: at + done });
    } catch (error) {
      throw asFull(error);
    }
    if (count === 0 || count > bytes.length - done) throw storageFull();
    done += count;
  }
}

function missing(error: unknown): undefined {
  if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
  throw error;
}

/** What a browser throws without room, as what is told; anything else as it is. */
export function asFull(error: unknown): unknown {
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? storageFull(error) : error;
}

/** What ends a flow when there is no room for its files. */
export function storageFull(cause?: unknown): ClientError {
  return new ClientError('STORAGE_FULL', 'the browser has no room left for the files of this contribution', {
    next: 'free space on the disk and go on: what is here already is kept',
    ...(cause === undefined ? {} : { cause }),
  });
}
