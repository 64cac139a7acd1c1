/** Where a browser keeps what is downloaded to be verified: a folder that lives as long as the worker. */
import { createMemoryColumns } from '@brebaje/kzg/column-memory';
import type { ColumnStore } from '@brebaje/kzg/column-store';
import type { FileStore } from '../groth16/fetch-file.ts';
import { opfsWorkStore } from '../groth16/opfs-work-store.ts';
import { blobStore } from './blob-store.ts';
import { storeColumns } from './store-columns.ts';

export interface BrowserStorage {
  /** Files of any names, apart from those of every other call. */
  files(): Omit<FileStore, 'sha256'>;
  columns(): ColumnStore;
  /** Bytes that may still be stored; undefined where nobody knows. */
  room(): Promise<number | undefined>;
}

const PARENT = 'brebaje-verify';
/** What a page may hold where there is no folder. */
const MOST_IN_MEMORY = 1 << 30;

/** Opens one; what pages that are gone have left behind is removed. Dedicated workers only. */
export async function openStorage(): Promise<BrowserStorage> {
  const folder = await ownFolder().catch(() => undefined);
  return folder ? inFolder(folder) : memoryStorage();
}

/** For browsers that give a page no folder, and for tests. */
export function memoryStorage(most = MOST_IN_MEMORY): BrowserStorage {
  return { files: () => blobStore(most), columns: createMemoryColumns, room: async () => most };
}

async function inFolder(folder: FileSystemDirectoryHandle): Promise<BrowserStorage> {
  const store = await opfsWorkStore(folder);
  let opened = 0;
  return {
    files: () => underNumbers(store, `f${opened++}-`),
    columns: () => storeColumns(store, `c${opened++}-`),
    async room() {
      const { quota, usage } = await navigator.storage.estimate();
      return quota === undefined ? undefined : quota - (usage ?? 0);
    },
  };
}

/** The files of a store under names that it cannot have. */
function underNumbers(store: Omit<FileStore, 'sha256'>, prefix: string): Omit<FileStore, 'sha256'> {
  const numbers = new Map<string, string>();
  const numberOf = (name: string) => {
    const number = numbers.get(name) ?? `${prefix}${numbers.size}`;
    numbers.set(name, number);
    return number;
  };
  return {
    size: (name) => store.size(numberOf(name)),
    open: (name) => store.open(numberOf(name)),
    write: (name, at) => store.write(numberOf(name), at),
    rename: (from, to) => store.rename(numberOf(from), numberOf(to)),
    remove: (name) => store.remove(numberOf(name)),
  };
}

/** Throws where the browser has no such folder: without https, or in some private windows. */
async function ownFolder(): Promise<FileSystemDirectoryHandle> {
  const parent = await (await navigator.storage.getDirectory()).getDirectoryHandle(PARENT, { create: true });
  const name = crypto.randomUUID();
  const lock = (one: string) => `${PARENT}/${one}`;
  // Held until the worker ends.
  await new Promise<void>((held) => {
    void navigator.locks.request(lock(name), () => {
      held();
      return new Promise(() => {});
    });
  });
  const own = await parent.getDirectoryHandle(name, { create: true });
  // Nobody waits until a browser has let go of another page's files.
  void removeLeft(parent, lock).catch(() => {});
  return own;
}

/** Removes what pages left behind: whoever lives holds the lock of their folder since before it was made. */
async function removeLeft(parent: FileSystemDirectoryHandle, lock: (one: string) => string): Promise<void> {
  const all: string[] = [];
  for await (const one of parent.keys()) all.push(one);
  for (const old of all)
    await navigator.locks.request(lock(old), { ifAvailable: true }, (free) =>
      free ? parent.removeEntry(old, { recursive: true }).catch(() => {}) : undefined,
    );
}
