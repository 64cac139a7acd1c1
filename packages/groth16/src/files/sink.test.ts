import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFile } from './file-sink.ts';
import { openFile } from './file-source.ts';
import { memorySink } from './sink.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brebaje-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([
  ['in memory', async () => memorySink()],
  ['on a disk', async () => createFile(join(folder, 'read-again'))],
] as const)('a sink %s', (_, make) => {
  test('gives what was written, while it is written', async () => {
    const sink = await make();
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
    for (const [from, to] of [
      [0, 10],
      [10, 10],
      [10, 2000],
      [2000, 5000],
    ] as const) {
      await sink.write(bytes.subarray(from, to));
      expect(await sink.read(Math.floor(to / 2), to)).toEqual(bytes.slice(Math.floor(to / 2), to));
    }
    await expect(sink.read(4999, 5001)).rejects.toThrow(RangeError);
    if ('close' in sink) await sink.close();
  });
});

test('a file on the disk is whole when it is closed, and never written over', async () => {
  const path = join(folder, 'written');
  const sink = await createFile(path);
  await sink.write(Uint8Array.of(1, 2, 3));
  await sink.close();
  expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  await expect(createFile(path)).rejects.toThrow('EEXIST');
  const source = await openFile(path);
  expect(source.size).toBe(3);
  expect([...(await source.read(1, 3))]).toEqual([2, 3]);
  await expect(source.read(2, 4)).rejects.toThrow(RangeError);
  await source.close();
});
