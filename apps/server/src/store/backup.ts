import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BlobMissing, blobPath, createBlobFiles } from './blob-files.ts';
import { holdRemovals } from './blob-removals.ts';
import { type DataFolder, isEmptyFolder } from './data-folder.ts';
import { createPrivateFile, makeFolder, renameDurably, syncFile, syncFolder } from './durable-files.ts';
import { type FileGiver, withFiles } from './local-files.ts';
import { SCHEMA_VERSION } from './migrations.ts';
import { DatabaseSync, backup as sqliteBackup } from './node-sqlite.ts';
import { DATABASE_FILE, type Store } from './open-store.ts';

/** What a backup says about itself, in its `backup.json`: written last, so a folder without it is no backup. */
export interface BackupNote {
  format: typeof BACKUP_FORMAT;
  schemaVersion: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  ceremonies: BackedUpCeremony[];
}

export interface BackedUpCeremony {
  slug: string;
  status: string;
  /** Accepted contributions, and the state after the last of them, per circuit. */
  circuits: { slug: string; position: number; headBlob: string }[];
}

export const BACKUP_FORMAT = 'brebaje-backup/1';
export const NOTE_FILE = 'backup.json';

/**
 * Copies everything that a server keeps to `destination`, which must not exist or be empty, while the server
 * runs: the database as of one moment, every blob that it names, and the keys. `blobs` gives them where they do not
 * lie in the folder. They are hard links where the
 * file system allows. When the promise resolves the backup is whole and on the disk. The keys are secret:
 * only the owner may read the folder.
 */
export async function backup(
  store: Store,
  folder: DataFolder,
  destination: string,
  blobs: FileGiver = createBlobFiles(folder),
): Promise<BackupNote> {
  if (store.kind === 'postgres')
    throw new Error(
      `the database is Postgres: back it up with pg_dump, and afterwards copy ${folder.blobs} and ${folder.keys}`,
    );
  const target = resolve(destination);
  if (!(await isEmptyFolder(target))) throw new Error(`${target} is not empty`);
  await makeFolder(dirname(target));
  const partial = `${target}.partial-${randomUUID()}`;
  // What the snapshot names must still be there when it is linked, whatever is accepted meanwhile.
  const release = holdRemovals(folder.blobs);
  try {
    await makeFolder(partial);
    await makeFolder(join(partial, 'blobs'));
    await makeFolder(join(partial, 'keys'));
    const database = join(partial, DATABASE_FILE);
    await snapshot(join(folder.path, DATABASE_FILE), database);
    for (const hash of blobsNamedBy(database))
      await withFiles(blobs, [hash], (path) => linkOrCopy(path, blobPath(join(partial, 'blobs'), hash)));
    await syncFolder(join(partial, 'blobs'));
    for (const name of await readdir(folder.keys))
      await createPrivateFile(join(partial, 'keys', name), await readFile(join(folder.keys, name)));
    const note: BackupNote = {
      format: BACKUP_FORMAT,
      schemaVersion: SCHEMA_VERSION,
      createdAt: store.now(),
      ceremonies: ceremoniesIn(database),
    };
    await writeFile(join(partial, NOTE_FILE), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
    await syncFile(join(partial, NOTE_FILE));
    await syncFolder(partial);
    await renameDurably(partial, target);
    return note;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (error instanceof BlobMissing) throw new Error(`${error.message}, and named by the database`);
    throw error;
  } finally {
    await release();
  }
}

/** One consistent moment of a database that is being written, copied off this thread. */
async function snapshot(from: string, to: string): Promise<void> {
  const reader = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
  try {
    // All pages in one step: copied in several, every write in between would start the copy over.
    await sqliteBackup(reader, to, { rate: 2 ** 31 - 1 });
  } finally {
    reader.close();
  }
  const copy = new DatabaseSync(to);
  try {
    copy.exec('pragma journal_mode = delete');
  } finally {
    copy.close();
  }
  await syncFile(to);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await syncFile(to);
  }
}

/** Hashes of the blobs that a database (not open elsewhere) names. */
export function blobsNamedBy(path: string): string[] {
  return reading(path, (database) =>
    (database.prepare('select hash from blob order by hash').all() as { hash: string }[]).map(
      ({ hash }) => hash,
    ),
  );
}

function ceremoniesIn(path: string): BackedUpCeremony[] {
  return reading(path, (database) => {
    const circuits = database.prepare(
      'select slug, position, "headBlob" from circuit where "ceremonyId" = ? order by sequence',
    );
    const ceremonies = database.prepare('select id, slug, status from ceremony order by id').all();
    return (ceremonies as { id: number; slug: string; status: string }[]).map(({ id, slug, status }) => ({
      slug,
      status,
      circuits: (circuits.all(id) as unknown as BackedUpCeremony['circuits']).map((circuit) => ({
        ...circuit,
      })),
    }));
  });
}

function reading<T>(path: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
