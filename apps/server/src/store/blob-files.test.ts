import { createHash, randomBytes } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BlobMissing, type Blobs, BlobTooLarge, createBlobFiles } from './blob-files.ts';
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
async function* pieces(bytes: Uint8Array, size: number, end?: Error) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  if (end) throw end;
}

it('gives bytes to a check before they have a name, and keeps nothing that it refuses', async () => {
  const bytes = randomBytes(1000);
  const refuse = async () => {
    throw new Error('not wanted');
  };
  await expect(blobs.put(bytes, { check: refuse })).rejects.toThrow('not wanted');
  expect(await blobs.size(sha256(bytes))).toBeUndefined();
  let seen: Buffer | undefined;
  const { hash } = await blobs.put(bytes, {
    check: async (file) => {
      seen = readFileSync(file);
    },
  });
  expect(seen?.equals(bytes)).toBe(true);
  await expect(blobs.put(bytes, { check: refuse })).rejects.toThrow('not wanted');
  expect(await blobs.size(hash)).toBe(1000);
  expect(readdirSync(folder.quarantine)).toEqual([]);
});

it('stores bytes and streams under their hash, and reads them back', async () => {
  const bytes = randomBytes(700_000);
  const hash = sha256(bytes);
  expect(await blobs.put(pieces(bytes, 1234))).toEqual({ hash, size: bytes.length });
  expect(await blobs.put(bytes)).toEqual({ hash, size: bytes.length });
  expect(Buffer.from(await blobs.read(hash)).equals(bytes)).toBe(true);
  const { size, chunks } = await blobs.open(hash);
  expect(size).toBe(bytes.length);
  expect((await collect(chunks)).equals(bytes)).toBe(true);
  const part = await blobs.open(hash, { start: 300_000, end: 600_001 });
  expect((await collect(part.chunks)).equals(bytes.subarray(300_000, 600_001))).toBe(true);
  expect(await blobs.size(hash)).toBe(bytes.length);
  expect(await collect((await blobs.open((await blobs.put(new Uint8Array())).hash)).chunks)).toHaveLength(0);
  const listed = [];
  for await (const name of blobs.list()) listed.push(name);
  expect(listed).toEqual([sha256(new Uint8Array()), hash].sort());
  expect(statSync(join(folder.blobs, hash)).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.quarantine)).toEqual([]);
});

it('keeps nothing of a stream that is too long or breaks off', async () => {
  const bytes = randomBytes(1000);
  expect(await blobs.put(pieces(bytes, 100), { maxBytes: 1000 })).toMatchObject({ size: 1000 });
  await blobs.remove(sha256(bytes));
  await expect(blobs.put(pieces(bytes, 100), { maxBytes: 999 })).rejects.toThrow(BlobTooLarge);
  await expect(blobs.put(bytes, { maxBytes: 999 })).rejects.toThrow(BlobTooLarge);
  await expect(blobs.put(pieces(bytes, 100, new Error('gone')))).rejects.toThrow('gone');
  expect(readdirSync(folder.quarantine)).toEqual([]);
  expect(readdirSync(folder.blobs)).toEqual([]);
});

it('says what is missing before it answers, and finishes a read whose blob is removed', async () => {
  const bytes = randomBytes(600_000);
  const { hash } = await blobs.put(bytes);
  const reader = await blobs.open(hash);
  await blobs.remove(hash);
  await blobs.remove(hash);
  expect((await collect(reader.chunks)).equals(bytes)).toBe(true);
  await expect(blobs.open(hash)).rejects.toThrow(BlobMissing);
  await expect(blobs.read(hash)).rejects.toThrow(BlobMissing);
  expect(await blobs.size(hash)).toBeUndefined();
  const unread = await blobs.open((await blobs.put(bytes)).hash);
  await unread.close();
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

it('notices bytes that the disk has changed, and heals them when they are stored again', async () => {
  const bytes = randomBytes(600_000);
  const { hash } = await blobs.put(bytes);
  writeFileSync(join(folder.blobs, hash), randomBytes(600_000));
  await expect(blobs.read(hash)).rejects.toThrow('its hash');
  const { chunks } = await blobs.open(hash);
  truncateSync(join(folder.blobs, hash), 10);
  await expect(collect(chunks)).rejects.toThrow('shorter');
  await blobs.put(bytes);
  expect(Buffer.from(await blobs.read(hash)).equals(bytes)).toBe(true);
});

it.each(['', '..', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`])(
  'names no path: %s',
  async (hash) => {
    await expect(blobs.read(hash)).rejects.toThrow(TypeError);
    await expect(blobs.open(hash)).rejects.toThrow(TypeError);
    await expect(blobs.remove(hash)).rejects.toThrow(TypeError);
  },
);

it('holds only whole blobs after the process was killed, every announced one among them', async () => {
  folder.close();
  for (const lines of [1, 5, 12]) {
    const said = await runAndKill('blobs', path, lines);
    const names = readdirSync(folder.blobs);
    for (const name of names) expect(sha256(readFileSync(join(folder.blobs, name)))).toBe(name);
    expect(names).toEqual(expect.arrayContaining(said));
  }
});
