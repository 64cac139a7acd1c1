import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  DataFolderLocked,
  isEmptyFolder,
  markRestoring,
  openDataFolder,
  removeRestoreMark,
} from './data-folder.ts';
import { openStore } from './open-store.ts';
import { runTask } from './test-kill.ts';

let parent: string;
let path: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'brebaje-folder-'));
  path = join(parent, 'deep', 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const mode = (file: string) => statSync(file).mode & 0o777;

it('makes a folder that only its owner may enter', async () => {
  const folder = await openDataFolder(path);
  const store = await openStore({ dataFolder: folder.path });
  for (const made of [folder.path, folder.blobs, folder.quarantine, folder.keys])
    expect(mode(made)).toBe(0o700);
  for (const name of ['brebaje.sqlite', 'brebaje.sqlite-wal', 'brebaje.sqlite-shm'])
    expect(mode(join(path, name))).toBe(0o600);
  await store.close();
  folder.close();
});

it('is opened by one server at a time', async () => {
  const first = await openDataFolder(path);
  await expect(openDataFolder(path)).rejects.toThrow(DataFolderLocked);
  const shared = await openDataFolder(path, { shared: true });
  shared.close();
  await expect(openDataFolder(path)).rejects.toThrow(DataFolderLocked);
  first.close();
  (await openDataFolder(path)).close();
});

it('is locked against other processes, and free when the holder is killed', async () => {
  const holder = await runTask('lock', path, 1);
  await expect(openDataFolder(path)).rejects.toThrow('another server uses');
  await holder.kill();
  (await openDataFolder(path)).close();
});

it('throws away the folders of a finalization that was killed', async () => {
  (await openDataFolder(path)).close();
  const left = join(path, 'quarantine', 'finalize-x');
  mkdirSync(left);
  writeFileSync(join(left, 'y'), 'y');
  (await openDataFolder(path)).close();
  expect(existsSync(left)).toBe(false);
});

it('throws away what a killed server had in quarantine', async () => {
  (await openDataFolder(path)).close();
  const leftover = join(path, 'quarantine', 'x');
  writeFileSync(leftover, 'x');
  (await openDataFolder(path, { shared: true })).close();
  expect(existsSync(leftover)).toBe(true);
  const old = join(path, 'quarantine', 'old');
  writeFileSync(old, 'x');
  utimesSync(old, 0, 0);
  (await openDataFolder(path, { shared: true })).close();
  expect(existsSync(old)).toBe(false);
  (await openDataFolder(path)).close();
  expect(existsSync(leftover)).toBe(false);
});

it('leaves a folder of somebody else alone', async () => {
  writeFileSync(join(parent, 'thesis.txt'), 'x');
  const before = mode(parent);
  await expect(openDataFolder(parent)).rejects.toThrow('holds other things (thesis.txt)');
  expect(mode(parent)).toBe(before);
  expect(await isEmptyFolder(parent)).toBe(false);
});

it('accepts a fresh volume with a configuration file in it', async () => {
  for (const name of ['lost+found', '.keep', 'brebaje.toml']) writeFileSync(join(parent, name), '');
  expect(await isEmptyFolder(parent)).toBe(true);
  expect(await isEmptyFolder(join(parent, 'nothing'))).toBe(true);
  (await openDataFolder(parent)).close();
  expect(await isEmptyFolder(parent)).toBe(false);
});

it('refuses a folder into which a restore did not end', async () => {
  const folder = await openDataFolder(path);
  await markRestoring(folder);
  folder.close();
  await expect(openDataFolder(path)).rejects.toThrow('did not end');
  await removeRestoreMark(folder);
  (await openDataFolder(path)).close();
});
