import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeNewFile } from './new-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brebaje-new-'));
  path = join(folder, 'new.zkey');
});
afterEach(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();
const text = (path: string) => readFile(path, 'utf8');
const hello = new TextEncoder().encode('hello');

it('gives a file its name when it is whole, and nothing else stays', async () => {
  const answer = await writeNewFile(path, { size: 5, signal }, async (sink) => {
    await sink.write(hello);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^new\.zkey\.[0-9a-f]{8}\.part$/)]);
    return sink.read(1, 5);
  });
  expect(new TextDecoder().decode(answer)).toBe('ello');
  expect(await readdir(folder)).toEqual(['new.zkey']);
  expect(await text(path)).toBe('hello');
});

it('leaves nothing of a file that was not finished', async () => {
  const broken = writeNewFile(path, { size: 5, signal }, async (sink) => {
    await sink.write(hello);
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  const controller = new AbortController();
  const stopped = writeNewFile(path, { size: 5, signal: controller.signal }, async (sink) => {
    await sink.write(hello);
    controller.abort();
    await sink.write(hello);
  });
  await expect(stopped).rejects.toThrow('abort');
  const late = writeNewFile(path, { size: 5, signal: controller.signal }, async () => {});
  await expect(late).rejects.toThrow('abort');
  expect(await readdir(folder)).toEqual([]);
});

it('replaces a file only when told to, and nothing but files', async () => {
  await writeFile(path, 'old');
  const write = (to: string, force: boolean) =>
    writeNewFile(to, { size: 5, force, signal }, (sink) => sink.write(hello));
  await expect(write(path, false)).rejects.toMatchObject({
    exit: 12,
    next: expect.stringContaining('--force'),
  });
  expect(await text(path)).toBe('old');
  await write(path, true);
  expect(await text(path)).toBe('hello');
  await mkdir(join(folder, 'inner'));
  await expect(write(join(folder, 'inner'), true)).rejects.toThrow('is no file');
  await expect(write('/dev/null', true)).rejects.toThrow('is no file');
});

it('takes no name that somebody else took meanwhile', async () => {
  const late = writeNewFile(path, { size: 5, signal }, async (sink) => {
    await sink.write(hello);
    await writeFile(path, 'theirs');
  });
  await expect(late).rejects.toThrow('exists already');
  expect(await text(path)).toBe('theirs');
  expect(await readdir(folder)).toEqual(['new.zkey']);
});

it('says before the work that there is no room, or no folder', async () => {
  let called = false;
  const fill = async () => {
    called = true;
  };
  const options = { size: Number.MAX_SAFE_INTEGER, signal };
  await expect(writeNewFile(path, options, fill)).rejects.toMatchObject({
    exit: 12,
    message: expect.stringContaining('are needed'),
  });
  const nowhere = join(folder, 'nowhere/new.zkey');
  await expect(writeNewFile(nowhere, { size: 1, signal }, fill)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(called).toBe(false);
});
