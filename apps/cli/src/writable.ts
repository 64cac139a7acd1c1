import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandError, EXIT } from './exit-codes.ts';

/**
 * Throws CommandError unless files can be written into a folder, which is made later where it is missing. It is tried
 * out: what a system allows, a network's disk may refuse. Nothing stays there.
 */
export async function requireWritableFolder(path: string): Promise<void> {
  let place = resolve(path);
  let found = await statOf(place);
  while (!found && dirname(place) !== place) {
    place = dirname(place);
    found = await statOf(place);
  }
  if (!found?.isDirectory())
    throw new CommandError(EXIT.file, `${place} is in the way: it is no folder`, NEXT);
  await tryOut(place);
}

/**
 * Throws CommandError unless a file of that name can be written into a folder that is there. `fresh`: none of that
 * name is replaced.
 */
export async function requireWritableFile(path: string, { fresh = false } = {}): Promise<void> {
  const folder = dirname(resolve(path));
  const found = await statOf(folder);
  if (!found)
    throw new CommandError(EXIT.file, `there is no folder ${folder}`, 'make it first, or name another');
  if (!found.isDirectory()) throw new CommandError(EXIT.file, `${folder} is no folder`, NEXT);
  const there = await statOf(path);
  if (there && !there.isFile()) throw new CommandError(EXIT.file, `${path} exists and is no file`, NEXT);
  if (there && fresh) throw new CommandError(EXIT.file, `${path} exists already`, NEXT);
  await tryOut(folder);
}

const NEXT = 'name another place; nothing was done yet';

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw refused(path, error);
  });
}

async function tryOut(folder: string): Promise<void> {
  const probe = join(folder, `.${randomUUID()}.part`);
  try {
    await (await open(probe, 'wx', 0o600)).close();
    await rm(probe);
  } catch (error) {
    throw refused(folder, error as NodeJS.ErrnoException);
  }
}

function refused(path: string, error: NodeJS.ErrnoException): CommandError {
  const why = WHY[error.code ?? ''] ?? error.message;
  return new CommandError(EXIT.file, `nothing can be written into ${path}: ${why}`, NEXT, { cause: error });
}

const WHY: Record<string, string> = {
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'it is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'your share of the disk is used up',
};
