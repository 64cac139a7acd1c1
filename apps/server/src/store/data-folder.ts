import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createPrivateFile, makeFolder, syncFolder } from './durable-files.ts';
import { DatabaseSync } from './node-sqlite.ts';
import { DATABASE_FILE } from './open-store.ts';

/** Another process has the data folder open. */
export class DataFolderLocked extends Error {
  constructor(path: string) {
    super(`another server uses ${path}: stop it first, or choose another folder with --data`);
    this.name = 'DataFolderLocked';
  }
}

/** A folder that a server must not use as it is. */
export class DataFolderUnfit extends Error {
  override readonly name = 'DataFolderUnfit';
}

/** Where a server keeps what it has. All paths are absolute. */
export interface DataFolder {
  readonly path: string;
  readonly blobs: string;
  /** Uploads that are not checked yet; what is left of them goes at the next start. */
  readonly quarantine: string;
  /** Parts of uploads that are not complete. */
  readonly parts: string;
  readonly keys: string;
  /** Secret combinations that Groth16 contributions are checked with; what is lost is made again. */
  readonly combinations: string;
  /** Socket of the operator commands. */
  readonly socket: string;
  /** Lets another process have the folder. */
  close(): void;
}

const LOCK_FILE = 'lock.sqlite';

/** The paths in a data folder, without touching it. */
export function dataPaths(path: string): Omit<DataFolder, 'close'> {
  const root = resolve(path);
  return {
    path: root,
    blobs: join(root, 'blobs'),
    quarantine: join(root, 'quarantine'),
    parts: join(root, 'parts'),
    keys: join(root, 'keys'),
    combinations: join(root, 'combinations'),
    socket: join(root, 'operator.sock'),
  };
}

/**
 * Opens a data folder, makes what is missing (only the owner may enter), and locks it: a second process gets
 * DataFolderLocked. The lock ends with the process, however it ends. `shared` is for several servers on one
 * Postgres that use the same folder: no lock, and only what is a day old leaves the quarantine.
 */
export async function openDataFolder(
  path: string,
  { shared = false }: { shared?: boolean } = {},
): Promise<DataFolder> {
  const paths = dataPaths(path);
  await makeFolder(paths.path);
  await refuseForeign(paths.path);
  const unlock = shared ? () => {} : lock(paths.path);
  try {
    await chmod(paths.path, 0o700);
    for (const folder of [paths.blobs, paths.quarantine, paths.parts, paths.keys, paths.combinations]) {
      await makeFolder(folder);
      await chmod(folder, 0o700);
    }
    await emptyQuarantine(paths.quarantine, shared ? Date.now() - DAY : Number.POSITIVE_INFINITY);
  } catch (error) {
    unlock();
    throw error;
  }
  return { ...paths, close: unlock };
}

const DAY = 86_400_000;

/** Removes what servers that were killed have left, files and folders: last written before `until`. */
async function emptyQuarantine(quarantine: string, until: number): Promise<void> {
  for (const name of await readdir(quarantine)) {
    const path = join(quarantine, name);
    // Of several servers that share the folder another one may have removed it.
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtimeMs < until) await rm(path, { recursive: true, force: true });
  }
}

/** Left by a restore that did not end. */
const RESTORE_MARK = 'restoring';

/** Names that say nothing about a folder: of a volume's file system, and an operator's configuration. */
const isNeutral = (name: string) => name.startsWith('.') || name === 'lost+found' || name.endsWith('.toml');

/** All there is in a folder whose rows are in Postgres: neither a lock nor a database. */
const isOurs = (name: string) =>
  ['blobs', 'quarantine', 'parts', 'keys', 'combinations', 'operator.sock'].includes(name);

/** A folder with other things in it (a home directory, say) must not become 0700 and fill up. */
async function refuseForeign(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => !isNeutral(name));
  if (names.includes(RESTORE_MARK))
    throw new DataFolderUnfit(`a restore into ${path} did not end: empty the folder and restore again`);
  const foreign = names.find((name) => !isOurs(name));
  if (foreign && !names.includes(LOCK_FILE) && !names.includes(DATABASE_FILE))
    throw new DataFolderUnfit(`${path} holds other things (${foreign}): choose an empty folder with --data`);
}

/** Until the mark is removed, nobody can open the folder: it is not whole. */
export async function markRestoring(folder: DataFolder): Promise<void> {
  await createPrivateFile(join(folder.path, RESTORE_MARK), '');
}

export async function removeRestoreMark(folder: DataFolder): Promise<void> {
  await rm(join(folder.path, RESTORE_MARK), { force: true });
  await syncFolder(folder.path);
}

/**
 * An exclusive transaction on a database of its own: Node has no flock, and the kernel drops SQLite's lock
 * with the process. Nothing else may open the file: closing any handle of it would drop the lock too.
 */
function lock(folder: string): () => void {
  const path = join(folder, LOCK_FILE);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('pragma journal_mode = delete; begin exclusive');
  } catch (error) {
    database.close();
    if (isBusy(error)) throw new DataFolderLocked(folder);
    throw error;
  }
  return () => {
    if (database.isOpen) database.close();
  };
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return (error as { errcode?: unknown }).errcode === SQLITE_BUSY;
}

/** Whether a folder is missing or holds nothing of ours or of others. */
export async function isEmptyFolder(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).every(isNeutral);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}
