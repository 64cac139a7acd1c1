import { randomBytes } from 'node:crypto';
import { link, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createFile } from '@brebaje/groth16/files/file-sink';
import type { ByteSink } from '@brebaje/groth16/files/sink';
import { CommandError, EXIT } from '../exit-codes.ts';
import { bytes } from '../rest/tell.ts';
import { requireWritableFile } from '../writable.ts';

export interface NewFileOptions {
  /** Bytes that the disk must have room for. */
  size: number;
  /** Replace a file of that name. */
  force?: boolean | undefined;
  signal: AbortSignal;
}

/** Filesystems without hard links say so by one of these. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/**
 * Writes a large file whole or not at all: beside it first, under its name with `.part` behind, to the disk, then
 * under its name. When `fill` rejects or the signal fires, nothing is left. Throws CommandError when there is a file
 * of that name or no room for it, before `fill` is called.
 */
export async function writeNewFile<Result>(
  path: string,
  { size, force = false, signal }: NewFileOptions,
  fill: (sink: ByteSink) => Promise<Result>,
): Promise<Result> {
  await requirePlace(path, { size, force });
  const beside = `${path}.${randomBytes(4).toString('hex')}.part`;
  const file = await createFile(beside);
  try {
    const result = await fill({
      read: file.read,
      async write(piece) {
        signal.throwIfAborted();
        await file.write(piece);
      },
    });
    signal.throwIfAborted();
    await file.close();
    await place(beside, path, force);
    return result;
  } catch (error) {
    await rm(beside, { force: true });
    await file.close().catch(() => {});
    throw error;
  }
}

/** Throws CommandError when a file of that name is there or cannot be written: asked before somebody's time is taken. */
export async function requirePlace(
  path: string,
  { size, force = false }: Pick<NewFileOptions, 'size' | 'force'>,
): Promise<void> {
  await requireFree(path, force);
  await requireRoom(dirname(resolve(path)), size);
  await requireWritableFile(path);
}

/** Throws CommandError unless the folder's disk has room. */
export async function requireRoom(folder: string, size: number): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder);
  const free = bavail * bsize;
  // Some filesystems behind networks do not tell how large they are.
  if (size <= free || blocks === 0) return;
  throw new CommandError(
    EXIT.file,
    `${folder} has room for ${bytes(free)}, and ${bytes(size)} are needed`,
    'make room there, or name another folder',
  );
}

async function requireFree(path: string, force: boolean): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return;
  // Replacing a device or a folder is never what somebody wants.
  if (!found.isFile()) throw new CommandError(EXIT.file, `${path} exists and is no file`);
  if (!force) throw taken(path);
}

function taken(path: string): CommandError {
  return new CommandError(EXIT.file, `${path} exists already`, 'name another file, or replace it by --force');
}

async function place(beside: string, path: string, force: boolean): Promise<void> {
  if (force || !(await linked(beside, path))) await rename(beside, path);
  // So that the name is on the disk, too; not every system opens folders.
  const folder = await open(dirname(resolve(path)), 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** Gives the file its name unless something has it meanwhile. False where there are no hard links. */
async function linked(beside: string, path: string): Promise<boolean> {
  try {
    await link(beside, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw taken(path);
    if (NO_LINKS.includes(code)) return false;
    throw error;
  }
  await rm(beside);
  return true;
}
