import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BlobMissing, type Blobs, createBlobFiles } from './blob-files.ts';
import { holdRemovals, keepFile } from './blob-removals.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { withFiles } from './local-files.ts';
import { runAndKill } from './test-kill.ts';

let path: string;
let folder: DataFolder;
let blobs: Blobs;
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'brebaje-blobs-'));
  folder = await openDataFolder(path);
  blobs = createBlobFiles(folder);
});
afterEach(() => {
  folder.close();
  rmSync(path, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const collect = async (chunks: AsyncIterable<Uint8Array>) => {
  const all = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
};
it('lie in files of their names that only the owner reads', async () => {
  const bytes = randomBytes(1000);
  const hash = sha256(bytes);
  await blobs.put(bytes);
  expect(statSync(join(folder.blobs, hash)).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.blobs)).toEqual([hash]);
});

it('gives blobs as files that are named by their hashes, and lets go of them whatever happens', async () => {
  const texts = ['one', 'two'];
  const hashes = await Promise.all(texts.map(async (text) => (await blobs.put(Buffer.from(text))).hash));
  const read = await withFiles(blobs, hashes, async (...paths) => {
    expect(paths.map((file) => basename(file))).toEqual(hashes);
    return paths.map((file) => readFileSync(file, 'utf8'));
  });
  expect(read).toEqual(texts);
  const released: string[] = [];
  const watched = {
    file: async (hash: string) => {
      const { path } = await blobs.file(hash);
      return { path, release: () => void released.push(hash) };
    },
  };
  const missing = [...hashes, 'a'.repeat(64)];
  await expect(withFiles(watched, missing, async () => {})).rejects.toThrow(BlobMissing);
  const fails = () => Promise.reject(new Error('no use'));
  await expect(withFiles(watched, hashes, fails)).rejects.toThrow('no use');
  expect(released).toEqual([...hashes, ...hashes]);
});

it('removes nothing while removals are held, nor what was stored again meanwhile', async () => {
  const [one, two] = [await blobs.put(randomBytes(10)), await blobs.put(Buffer.from('two'))];
  const releases = [holdRemovals(folder.blobs), holdRemovals(folder.blobs)];
  for (const { hash } of [one, two]) await blobs.remove(hash);
  await releases[0]!();
  await blobs.put(Buffer.from('two'));
  expect(await blobs.size(one.hash)).toBe(10);
  await releases[1]!();
  expect(await blobs.size(one.hash)).toBeUndefined();
  expect(await blobs.size(two.hash)).toBe(3);
});

it('removes nothing that is stored again while what was held is removed', async () => {
  const stored = await Promise.all(['one', 'two'].map((text) => blobs.put(Buffer.from(text))));
  const release = holdRemovals(folder.blobs);
  for (const { hash } of stored) await blobs.remove(hash);
  const released = release();
  keepFile(folder.blobs, join(folder.blobs, stored[1]!.hash));
  await released;
  expect(await Promise.all(stored.map(({ hash }) => blobs.size(hash)))).toEqual([undefined, 3]);
  await blobs.remove(stored[1]!.hash);
  expect(await blobs.size(stored[1]!.hash)).toBeUndefined();
});

it('notices a file that has become shorter while it is read', async () => {
  const { hash } = await blobs.put(randomBytes(600_000));
  const { chunks } = await blobs.open(hash);
  truncateSync(join(folder.blobs, hash), 10);
  await expect(collect(chunks)).rejects.toThrow('shorter');
});

it('holds only whole blobs after the process was killed, every announced one among them', async () => {
  folder.close();
  for (const lines of [1, 5, 12]) {
    const said = await runAndKill('blobs', path, lines);
    const names = readdirSync(folder.blobs);
    for (const name of names) expect(sha256(readFileSync(join(folder.blobs, name)))).toBe(name);
    expect(names).toEqual(expect.arrayContaining(said));
  }
});
