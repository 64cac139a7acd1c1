import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all: beside it first, to the disk, then under its name. `mode` 0600 for what
 * others must not read.
 */
export async function writeWhole(path: string, content: Uint8Array | string, mode = 0o644): Promise<void> {
  const beside = join(dirname(path), `.${randomUUID()}.part`);
  try {
    const file = await open(beside, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
