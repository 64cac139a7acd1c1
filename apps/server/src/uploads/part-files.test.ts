import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPartFiles } from './part-files.ts';
import { PartSizeDiffers, type PartStore } from './part-store.ts';

describe('parts on the disk', () => {
  let folder: string;
  let parts: PartStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'brebaje-parts-'));
    parts = createPartFiles(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function* bytes(...chunks: string[]): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const put = (number: number, text: string) => parts.put(7, number, text.length, bytes(text));

  it('are listed by number and read in the order that is asked for', async () => {
    const second = await put(2, 'world');
    const first = await parts.put(7, 1, 6, bytes('hel', 'lo '));
    expect(await parts.list(7)).toEqual([first, second]);
    const read: Uint8Array[] = [];
    for await (const chunk of parts.read(7, [first, second])) read.push(chunk);
    expect(Buffer.concat(read).toString()).toBe('hello world');
    expect(await parts.uploads()).toEqual([7]);
  });

  it('replace the one of their number', async () => {
    await put(1, 'before');
    const after = await put(1, 'after');
    expect(await parts.list(7)).toEqual([after]);
    expect(await put(1, 'after')).toEqual(after);
    expect(await parts.list(7)).toEqual([after]);
  });

  it('take the place of each other, however many of a number come at once', async () => {
    const put16 = (number: number) => Array.from({ length: 16 }, (_, i) => put(number, `part ${i}`));
    const all = await Promise.all([...put16(1), ...put16(2)]);
    const left = await parts.list(7);
    expect(left.map(({ number }) => number)).toEqual([1, 2]);
    for (const part of left) expect(all).toContainEqual(part);
  });

  it('are there whole or not at all', async () => {
    await expect(parts.put(7, 1, 3, bytes('four'))).rejects.toThrow(PartSizeDiffers);
    await expect(parts.put(7, 1, 5, bytes('four'))).rejects.toThrow(PartSizeDiffers);
    const broken = (async function* () {
      yield Buffer.from('fo');
      throw new Error('the line broke');
    })();
    await expect(parts.put(7, 1, 4, broken)).rejects.toThrow('the line broke');
    writeFileSync(join(folder, '7', 'new-of-a-killed-server'), 'fo');
    expect(await parts.list(7)).toEqual([]);
  });

  it('tell of bytes as they arrive', async () => {
    let arrived = 0;
    await parts.put(7, 1, 2, bytes('a', 'b'), () => {
      arrived += 1;
    });
    expect(arrived).toBe(2);
  });

  it('go with their upload, and nothing is there where nothing came', async () => {
    await put(1, 'x');
    await parts.remove(7);
    await parts.remove(8);
    expect(await parts.list(7)).toEqual([]);
    expect(await parts.uploads()).toEqual([]);
    expect(await createPartFiles(join(folder, 'nowhere')).uploads()).toEqual([]);
  });
});
