/**
 * What a page loads first: its scripts are known only when the script before them has run, so the document names them,
 * and they come all at once.
 */
import type { BuiltPages } from './open-pages.ts';

/** As the build tells it, by the path of a source or of a file; imports name other keys. */
type Chunks = Record<string, { file: string; name?: string; imports?: string[] } | undefined>;

/** What the build writes beside the pages; nobody is served it. */
const LISTED = '.vite/manifest.json';

/** The file that the list of ceremonies and a ceremony's pages are in, as apps/web/vite.config.ts names it. */
const FIRST = 'watch';

/** Paths of the scripts of these pages, those of the document itself left out; none where none are listed. */
export function firstFiles(pages: BuiltPages): string[] {
  const chunks = JSON.parse(pages.get(LISTED)?.bytes.toString() ?? '{}') as Chunks;
  const known = reach(chunks, ['index.html']);
  const first = Object.keys(chunks).filter((key) => chunks[key]?.name === FIRST);
  return [...reach(chunks, first)].filter((file) => !known.has(file) && pages.has(file));
}

/** Files of these chunks and of all that they import. */
function reach(chunks: Chunks, keys: readonly string[], found = new Set<string>()): Set<string> {
  for (const key of keys) {
    const chunk = chunks[key];
    if (!chunk || found.has(chunk.file)) continue;
    found.add(chunk.file);
    reach(chunks, chunk.imports ?? [], found);
  }
  return found;
}
