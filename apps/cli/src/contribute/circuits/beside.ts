import { copyFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ClientError } from '@brebaje/client/client-error';
import { hashOfFile } from '@brebaje/client/groth16/hash-file';
import { filesAsStore } from '@brebaje/client/groth16/node-work-store';
import type { Beside } from '@brebaje/client/groth16/work-file';

/** `work-genesis.zkey` beside `work.brebaje`. Characters that not every system takes are left out. */
export function besideName(path: string, what: string): string {
  const stem = basename(path)
    .replace(/\.brebaje$/, '')
    .replace(/[^\w-]/g, '');
  return `${stem === '' ? 'work' : stem}-${what}.zkey`;
}

/** Where a file beside a work file is. */
export function besidePath(path: string, name: string): string {
  return join(dirname(path), name);
}

/** Copies a file of the work folder beside a work file. */
export async function putBeside(path: string, from: string, name: string, sha256: string): Promise<Beside> {
  const to = besidePath(path, name);
  await copyFile(from, to);
  return { name, sha256, size: (await stat(to)).size };
}

/** Throws BAD_WORK_FILE unless a file beside a work file is the one that it names. */
export async function requireBeside(path: string, { name, sha256, size }: Beside): Promise<string> {
  const file = besidePath(path, name);
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile()) throw bad(`${name} is missing`, `copy it into the same folder as ${basename(path)}`);
  if (
    there.size === size &&
    (await hashOfFile(
      filesAsStore(() => file),
      name,
    )) === sha256
  )
    return file;
  throw bad(`${name} is another file, or was damaged on the way`, 'copy it again');
}

function bad(why: string, next: string): ClientError {
  return new ClientError('BAD_WORK_FILE', `the work is not whole: ${why}`, { next });
}
