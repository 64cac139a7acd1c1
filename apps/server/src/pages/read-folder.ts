import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Files by path below their folder, with slashes. */
export type Files = Map<string, Buffer>;

/** All regular files of a folder, and no links, which would lead out of it; none where there is no folder. */
export async function readFolder(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const read = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, Buffer]> => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), await readFile(path)];
    });
  return new Map(await Promise.all(read));
}
