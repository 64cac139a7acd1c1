import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from './lock-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brebaje-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps a second process off a folder until it is given up', async () => {
  // The process that started this one is alive.
  await writeFile(join(folder, 'run.pid'), String(process.ppid));
  await expect(lockFolder(folder)).rejects.toThrow(`process ${process.ppid}`);
  await rm(join(folder, 'run.pid'));
  const unlock = await lockFolder(folder);
  expect(await readdir(folder)).toEqual(['run.pid']);
  await unlock();
  expect(await readdir(folder)).toEqual([]);
});

it.each(['', 'nonsense', '-1', '4194304999'])('takes over what a killed run left: “%s”', async (left) => {
  await writeFile(join(folder, 'run.pid'), left);
  await (await lockFolder(folder))();
  expect(await readdir(folder)).toEqual([]);
});
