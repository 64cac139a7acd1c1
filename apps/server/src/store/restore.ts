import { createReadStream } from 'node:fs';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BACKUP_FORMAT, type BackupNote, blobsNamedBy, NOTE_FILE } from './backup.ts';
import { createBlobFiles } from './blob-files.ts';
import { listCeremonies, updateCeremony } from './ceremonies.ts';
import {
  type DataFolder,
  isEmptyFolder,
  markRestoring,
  openDataFolder,
  removeRestoreMark,
} from './data-folder.ts';
import { createPrivateFile, syncFile, syncFolder } from './durable-files.ts';
import { appendEvent } from './events.ts';
import { SCHEMA_VERSION, SchemaTooNew } from './migrations.ts';
import { DatabaseSync } from './node-sqlite.ts';
import { DATABASE_FILE, openStore } from './open-store.ts';
import { setSetting } from './settings.ts';

/** Setting with the time of the latest restore, milliseconds since 1970. */
export const RESTORED_AT = 'restoredAt';

/**
 * Restores a backup into an empty data folder. Every blob's hash and the database are checked. Ceremonies
 * that were OPENED are PAUSED, with an event that says why: receipts issued after the backup are missing,
 * and their holders can hand in again before it opens. Returns what the backup says about itself.
 */
export async function restore(
  from: string,
  dataFolder: string,
  { now = Date.now }: { now?: () => number } = {},
): Promise<BackupNote> {
  const source = resolve(from);
  const note = await readNote(source);
  if (!(await isEmptyFolder(dataFolder)))
    throw new Error(`${resolve(dataFolder)} is not empty: a backup is restored into an empty folder only`);
  const folder = await openDataFolder(dataFolder);
  try {
    await markRestoring(folder);
    await copyBlobs(join(source, 'blobs'), folder);
    for (const name of await readdir(join(source, 'keys')))
      await createPrivateFile(join(folder.keys, name), await readFile(join(source, 'keys', name)));
    await copyDatabase(source, folder);
    await pauseCeremonies(folder, note, now);
    await removeRestoreMark(folder);
  } catch (error) {
    await empty(folder);
    throw error;
  } finally {
    folder.close();
  }
  return note;
}

/** After a failure: a folder that looks half restored would be opened by somebody. The mark goes last. */
async function empty(folder: DataFolder): Promise<void> {
  const names = await readdir(folder.path);
  for (const name of names.filter((name) => name.startsWith(DATABASE_FILE)))
    await rm(join(folder.path, name), { force: true });
  for (const path of [folder.blobs, folder.quarantine, folder.keys, folder.combinations])
    await rm(path, { recursive: true, force: true });
  await removeRestoreMark(folder);
}

async function readNote(source: string): Promise<BackupNote> {
  let note: BackupNote;
  try {
    note = JSON.parse(await readFile(join(source, NOTE_FILE), 'utf8')) as BackupNote;
  } catch (cause) {
    throw new Error(`${source} is no whole backup: it has no readable ${NOTE_FILE}`, { cause });
  }
  if (note.format !== BACKUP_FORMAT) throw new Error(`${source} is a backup of the form '${note.format}'`);
  if (note.schemaVersion > SCHEMA_VERSION) throw new SchemaTooNew(note.schemaVersion);
  return note;
}

async function copyBlobs(from: string, folder: DataFolder): Promise<void> {
  const blobs = createBlobFiles(folder);
  for (const name of await readdir(from)) {
    const { hash } = await blobs.put(createReadStream(join(from, name)));
    if (hash !== name) throw new Error(`blob ${name} of the backup does not have its hash`);
  }
}

async function copyDatabase(source: string, folder: DataFolder): Promise<void> {
  const path = join(folder.path, DATABASE_FILE);
  await copyFile(join(source, DATABASE_FILE), path);
  const database = new DatabaseSync(path);
  try {
    const [check] = database.prepare('pragma integrity_check(1)').all() as { integrity_check: string }[];
    if (check?.integrity_check !== 'ok')
      throw new Error(`the database of the backup is damaged: ${check?.integrity_check}`);
  } finally {
    database.close();
  }
  const there = new Set(await readdir(folder.blobs));
  const missing = blobsNamedBy(path).find((hash) => !there.has(hash));
  if (missing !== undefined)
    throw new Error(`blob ${missing} is named by the database and not in the backup`);
  await syncFile(path);
  await syncFolder(folder.path);
}

async function pauseCeremonies(folder: DataFolder, note: BackupNote, now: () => number): Promise<void> {
  const store = await openStore({ dataFolder: folder.path }, { clock: now });
  try {
    await store.transaction(async (trx) => {
      const at = store.now();
      for (const ceremony of await listCeremonies(trx, ['OPENED'])) {
        // Since the backup nobody could work: a turn that was open then has the time it had left.
        await updateCeremony(trx, ceremony, { status: 'PAUSED', pausedAt: note.createdAt });
        const data = {
          from: 'OPENED',
          to: 'PAUSED',
          who: 'operator',
          reason: 'restored from a backup',
          backupAt: note.createdAt,
        };
        await appendEvent(trx, ceremony.id, { type: 'ceremony.paused', data }, at);
      }
      await setSetting(trx, RESTORED_AT, String(at));
    });
  } finally {
    await store.close();
  }
}
