import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileCache, type FileCache } from './file-cache.ts';

describe('a cache of files', () => {
  let folder: string;
  let cache: FileCache;
  let fetched: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'brebaje-cache-'));
    cache = createFileCache(join(folder, 'cache'), 25);
    fetched = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const hold = (name: string, text = name.repeat(10)) =>
    cache.hold(name, async (path) => {
      fetched.push(name);
      await writeFile(path, text);
    });
  const use = async (name: string) => (await hold(name)).release();
  const files = () => readdirSync(join(folder, 'cache')).length;

  it('fetches once what several ask for at once, and again when it was forgotten', async () => {
    const held = await Promise.all([hold('a'), hold('a')]);
    expect(held.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(['aaaaaaaaaa', 'aaaaaaaaaa']);
    await cache.drop('a');
    expect(readFileSync(held[0].path, 'utf8')).toBe('aaaaaaaaaa');
    expect(readFileSync((await hold('a', 'new')).path, 'utf8')).toBe('new');
    for (const { release } of held) release();
    await expect.poll(files).toBe(1);
    expect(fetched).toEqual(['a', 'a']);
  });

  it('lets go of what was not asked for the longest when there is no room', async () => {
    await use('a');
    await use('b');
    await use('a');
    await use('c');
    await use('a');
    expect(fetched).toEqual(['a', 'b', 'c']);
    await use('b');
    expect(fetched).toEqual(['a', 'b', 'c', 'b']);
    expect(files()).toBe(2);
  });

  it('keeps what is held though there is no room, and no more when it is released', async () => {
    const held = await Promise.all(['a', 'b', 'c'].map((name) => hold(name)));
    for (const { path } of held) expect(readFileSync(path, 'utf8')).toHaveLength(10);
    for (const { release } of held) {
      release();
      release();
    }
    await expect.poll(files).toBe(2);
  });

  it('keeps nothing of what could not be fetched', async () => {
    const fails = () => Promise.reject(new Error('no line'));
    await expect(cache.hold('a', fails)).rejects.toThrow('no line');
    expect(files()).toBe(0);
    await use('a');
    expect(fetched).toEqual(['a']);
  });
});
