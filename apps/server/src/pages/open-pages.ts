/** The built pages as they lie in a folder, read once: what is not in the map is nowhere, whatever is asked for. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PageFile, pageFile } from './page-file.ts';

/** By path below the folder, with slashes; `index.html` is among them. */
export type BuiltPages = ReadonlyMap<string, PageFile>;

/** In place of a folder: only plain pages. */
const NONE = 'none';

/**
 * Reads the built pages.
 * @param place the option `pages`: a folder, `none`, or null for those that come with the program
 * @returns null: there are none, and plain pages are all there is
 * @throws when a folder was named that has no pages
 */
export async function openPages(place: string | null): Promise<BuiltPages | null> {
  if (place === NONE) return null;
  const folder = place ?? fileURLToPath(new URL('../../../web/dist', import.meta.url));
  const pages = await readFolder(folder);
  if (pages.has('index.html')) return pages;
  if (place === null) return null;
  throw new Error(`--pages: there is no index.html in ${place}. Build the pages first, or name none.`);
}

/** Regular files only: links would lead out of the folder. */
async function readFolder(folder: string): Promise<BuiltPages> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const read = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, PageFile]> => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), pageFile(entry.name, await readFile(path))];
    });
  return new Map(await Promise.all(read));
}
