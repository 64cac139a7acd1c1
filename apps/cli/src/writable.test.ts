import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireWritableFile, requireWritableFolder } from './writable.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brebaje-writable-'));
  await writeFile(join(folder, 'file'), 'mine');
  await mkdir(join(folder, 'inner'));
});
afterEach(() => rm(folder, { recursive: true }));

const inFile = (message: string) => ({ exit: 12, message: expect.stringContaining(message) });

describe('a folder', () => {
  it.each(['.', 'inner', 'new', 'new/newer'])('%s will do, and nothing is made', async (name) => {
    await requireWritableFolder(join(folder, name));
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(['file', 'inner']);
  });

  it.each(['file', 'file/new'])('%s will not: a file is in the way', async (name) => {
    await expect(requireWritableFolder(join(folder, name))).rejects.toMatchObject(inFile('is in the way'));
  });
});

describe('a file', () => {
  it.each(['file', 'new', 'inner/new'])('%s will do, and nothing is made', async (name) => {
    await requireWritableFile(join(folder, name));
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(['file', 'inner']);
  });

  it.each([
    ['inner', 'is no file'],
    ['nowhere/new', 'there is no folder'],
    ['file/new', 'is no folder'],
  ])('%s will not: %s', async (name, message) => {
    await expect(requireWritableFile(join(folder, name))).rejects.toMatchObject(inFile(message));
  });

  it('that is there will not where none is replaced', async () => {
    const given = requireWritableFile(join(folder, 'file'), { fresh: true });
    await expect(given).rejects.toMatchObject(inFile('exists already'));
  });
});

it.skipIf(process.platform !== 'linux')(
  'says of a place that takes no files that it takes none',
  async () => {
    await expect(requireWritableFolder('/proc/new')).rejects.toMatchObject(inFile('nothing can be written'));
    await expect(requireWritableFile('/proc/new')).rejects.toMatchObject(inFile('nothing can be written'));
  },
);

it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('says what is not allowed', async () => {
  await chmod(join(folder, 'inner'), 0o500);
  await expect(requireWritableFolder(join(folder, 'inner/new'))).rejects.toMatchObject(inFile('not allowed'));
});
