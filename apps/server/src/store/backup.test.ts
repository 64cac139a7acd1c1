import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backup } from './backup.ts';
import { createBlobFiles } from './blob-files.ts';
import { forgetBlob, recordBlob } from './blobs.ts';
import { findCeremonyBySlug, updateCeremony } from './ceremonies.ts';
import { circuitsOf, updateCircuit } from './circuits.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { appendEvent, checkEventLog, eventsAfter } from './events.ts';
import { openKeys } from './keys.ts';
import { SchemaTooNew } from './migrations.ts';
import { openStore, type Store } from './open-store.ts';
import { RESTORED_AT, restore } from './restore.ts';
import { getSetting, setSetting } from './settings.ts';
import { GENESIS, testCeremony } from './test-rows.ts';

let parent: string;
let folder: DataFolder;
let store: Store;
const at = (name: string) => join(parent, name);

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'brebaje-backup-'));
  folder = await openDataFolder(at('data'));
  store = await openStore({ dataFolder: folder.path });
  const { circuit } = await testCeremony(store.db);
  await testCeremony(store.db, 'closed');
  await updateCeremony(store.db, (await findCeremonyBySlug(store.db, 'closed'))!, { status: 'CLOSED' });
  // The rows of tests name a genesis that is no file: put one there that is.
  const genesis = await addBlob('genesis');
  await store.db.updateTable('circuit').set({ genesisBlob: genesis, headBlob: genesis }).execute();
  expect(await forgetBlob(store.db, GENESIS)).toBe(true);
  expect(circuit.headBlob).toBe(GENESIS);
});
afterEach(async () => {
  await store.close();
  folder.close();
  rmSync(parent, { recursive: true, force: true });
});

async function addBlob(text: string): Promise<string> {
  const { hash, size } = await createBlobFiles(folder).put(Buffer.from(text));
  await recordBlob(store.db, { hash, size, kind: 'state', createdAt: 0 });
  return hash;
}

async function accept(text: string): Promise<string> {
  const head = await addBlob(text);
  await store.transaction(async (trx) => {
    const { id } = (await findCeremonyBySlug(trx, 'kzg'))!;
    const [circuit] = await circuitsOf(trx, id);
    await updateCircuit(trx, circuit!, { headBlob: head, position: circuit!.position + 1 });
    await appendEvent(
      trx,
      id,
      { type: 'coordinator.note', data: { note: 'HEAD', text: head, who: 'server' } },
      1,
    );
  });
  return head;
}

describe('a backup', () => {
  it('brings back what there was, paused, with the reason in the log', async () => {
    const keys = await openKeys(store.db, folder);
    const receipt = await keys.receiptKey('kzg');
    const head = await accept('one');
    const note = await backup(store, folder, at('saved'));
    await accept('two');
    const kzg = { slug: 'kzg', status: 'OPENED', circuits: [{ slug: 'batch', position: 1, headBlob: head }] };
    expect(note.ceremonies).toMatchObject([kzg, { slug: 'closed', status: 'CLOSED' }]);
    expect(statSync(at('saved')).mode & 0o777).toBe(0o700);

    expect(await restore(at('saved'), at('new'), { now: () => 777 })).toEqual(note);

    const newFolder = await openDataFolder(at('new'));
    const restored = await openStore({ dataFolder: newFolder.path });
    const ceremony = (await findCeremonyBySlug(restored.db, 'kzg'))!;
    expect(ceremony).toMatchObject({ status: 'PAUSED', pausedAt: note.createdAt, lastSeq: 2 });
    expect(await findCeremonyBySlug(restored.db, 'closed')).toMatchObject({ status: 'CLOSED', lastSeq: 0 });
    expect(await checkEventLog(restored.db, ceremony.id)).toBe(2);
    const [event] = await eventsAfter(restored.db, ceremony.id, 1);
    expect(JSON.parse(event!.body)).toMatchObject({
      type: 'ceremony.paused',
      at: 777,
      data: { reason: 'restored from a backup', backupAt: note.createdAt },
    });
    expect(await getSetting(restored.db, RESTORED_AT)).toBe('777');
    expect(Buffer.from(await createBlobFiles(newFolder).read(head)).toString()).toBe('one');
    const newKeys = await openKeys(restored.db, newFolder);
    expect(newKeys.logPublicKey).toBe(keys.logPublicKey);
    expect(await newKeys.receiptKey('kzg')).toEqual(receipt);
    for (const name of readdirSync(newFolder.keys))
      expect(statSync(join(newFolder.keys, name)).mode & 0o777).toBe(0o600);
    await restored.close();
    newFolder.close();
  });

  it('is consistent while contributions are accepted and old heads go', async () => {
    let running = true;
    const working = (async () => {
      let old: string | undefined;
      for (let n = 0; running; n++) {
        const head = await accept(`head ${n}`);
        if (old !== undefined && (await forgetBlob(store.db, old))) await createBlobFiles(folder).remove(old);
        old = head;
      }
    })();
    const notes = [];
    try {
      for (let n = 0; n < 5; n++) notes.push(await backup(store, folder, at(`saved${n}`)));
    } finally {
      running = false;
      await working;
    }
    for (let n = 0; n < 5; n++) {
      await restore(at(`saved${n}`), at(`new${n}`));
      const restored = await openStore({ dataFolder: at(`new${n}`) });
      const { id, lastSeq } = (await findCeremonyBySlug(restored.db, 'kzg'))!;
      const [circuit] = await circuitsOf(restored.db, id);
      expect(circuit!.position).toBe(notes[n]!.ceremonies[0]!.circuits[0]!.position);
      expect(lastSeq).toBe(circuit!.position + 1);
      expect(await checkEventLog(restored.db, id)).toBe(lastSeq);
      expect(existsSync(join(at(`new${n}`), 'blobs', circuit!.headBlob))).toBe(true);
      await restored.close();
    }
  });

  it('leaves nothing behind when it fails, and overwrites nothing', async () => {
    const head = await accept('one');
    await createBlobFiles(folder).remove(head);
    await expect(backup(store, folder, at('saved'))).rejects.toThrow(head);
    expect(readdirSync(parent)).toEqual(['data']);
    writeFileSync(at('file'), 'x');
    await expect(backup(store, folder, parent)).rejects.toThrow('not empty');
  });

  it('of Postgres is refused with what to do', async () => {
    await expect(backup({ ...store, kind: 'postgres' }, folder, at('saved'))).rejects.toThrow('pg_dump');
  });
});

describe('a restore', () => {
  it('refuses a folder that is not empty, a folder in use, and what is no whole backup', async () => {
    await backup(store, folder, at('saved'));
    await expect(restore(at('saved'), at('data'))).rejects.toThrow('not empty');
    await expect(restore(at('data'), at('new'))).rejects.toThrow('no whole backup');
    rmSync(at('saved/backup.json'));
    await expect(restore(at('saved'), at('new'))).rejects.toThrow('no whole backup');
    expect(existsSync(at('new'))).toBe(false);
  });

  const damages: [string, () => unknown, RegExp][] = [
    ['a changed blob', () => writeFileSync(firstBlob(), 'other'), /does not have its hash/],
    ['a missing blob', () => rmSync(firstBlob()), /named by the database/],
    ['a damaged database', () => writeFileSync(at('saved/brebaje.sqlite'), 'no database'), /./],
  ];
  // A hard link shares its bytes with the server's own file: replace the name, not the bytes.
  const firstBlob = () => {
    const path = join(at('saved/blobs'), readdirSync(at('saved/blobs'))[0]!);
    rmSync(path);
    writeFileSync(path, '');
    return path;
  };
  it.each(damages)('refuses %s and can be tried again', async (_, damage, message) => {
    await backup(store, folder, at('good'));
    await backup(store, folder, at('saved'));
    damage();
    await expect(restore(at('saved'), at('new'))).rejects.toThrow(message);
    rmSync(at('new'), { recursive: true });
    await restore(at('good'), at('new'));
  });

  it('refuses the backup of a newer version', async () => {
    await setSetting(store.db, 'schemaVersion', '999');
    await backup(store, folder, at('saved'));
    await expect(restore(at('saved'), at('new'))).rejects.toThrow(SchemaTooNew);
    const note = JSON.parse(await readFile(at('saved/backup.json'), 'utf8'));
    writeFileSync(at('saved/backup.json'), JSON.stringify({ ...note, schemaVersion: 999 }));
    rmSync(at('new'), { recursive: true, force: true });
    await expect(restore(at('saved'), at('new'))).rejects.toThrow(SchemaTooNew);
    expect(existsSync(at('new'))).toBe(false);
  });
});
