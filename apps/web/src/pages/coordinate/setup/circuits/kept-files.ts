/** Which files an upload was begun with, kept in this browser so that it can go on after a reload. */
import type { FileKind } from './file-messages.ts';

/** A file of a circuit; with a handle where the browser gives one, so that nobody has to choose it again. */
export interface KeptFile {
  readonly kind: FileKind;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly handle?: FileSystemFileHandle | undefined;
}

const STORE = 'files';

/** What a browser that keeps nothing (private windows) does without. */
const open = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('brebaje-setup', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await open();
    try {
      return await new Promise<T>((resolve, reject) => {
        const request = act(database.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** Slugs are for ever, so that a circuit's name says which one it is. */
const keyOf = (ceremony: string, circuit: string) => `${ceremony}/${circuit}`;

export async function keepFiles(
  ceremony: string,
  circuit: string,
  files: readonly KeptFile[],
): Promise<void> {
  await inStore('readwrite', (store) => store.put([...files], keyOf(ceremony, circuit)));
}

export async function keptFiles(ceremony: string, circuit: string): Promise<readonly KeptFile[]> {
  return (
    (await inStore<KeptFile[] | undefined>('readonly', (store) => store.get(keyOf(ceremony, circuit)))) ?? []
  );
}

export async function forgetFiles(ceremony: string, circuit: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(keyOf(ceremony, circuit)));
}

/** The file behind a handle, asking the person where the browser wants that; undefined when it is not to be had. */
export async function fileOf(handle: FileSystemFileHandle): Promise<File | undefined> {
  const asking = handle as FileSystemFileHandle & {
    queryPermission?(mode: { mode: 'read' }): Promise<PermissionState>;
    requestPermission?(mode: { mode: 'read' }): Promise<PermissionState>;
  };
  try {
    const now = await asking.queryPermission?.({ mode: 'read' });
    if (
      now !== undefined &&
      now !== 'granted' &&
      (await asking.requestPermission?.({ mode: 'read' })) !== 'granted'
    )
      return undefined;
    return await handle.getFile();
  } catch {
    return undefined;
  }
}
