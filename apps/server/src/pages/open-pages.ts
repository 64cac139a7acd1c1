/** The built pages, read once: what is not in the map is nowhere, whatever is asked for. */
import { ownPages } from './own-pages.ts';
import { type PageFile, pageFile } from './page-file.ts';
import { readFolder } from './read-folder.ts';

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
  const files = await (place === null ? ownPages() : readFolder(place));
  if (!files.has('index.html')) {
    if (place === null) return null;
    throw new Error(`--pages: there is no index.html in ${place}. Build the pages first, or name none.`);
  }
  return new Map([...files].map(([path, bytes]) => [path, pageFile(path, bytes)]));
}
