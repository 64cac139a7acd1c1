/**
 * What a page loads first: its scripts are known only when the script before them has run, so the document names them,
 * and they come all at once.
 */
import type { BuiltPages } from './open-pages.ts';

/** As the build tells it, by the path of a source; imports name other keys. */
type Chunks = Record<string, { file: string; imports?: string[] } | undefined>;

/** What the build writes beside the pages; nobody is served it. */
const LISTED = '.vite/manifest.json';

/** Scripts of the pages that most people open first, by their sources. */
const FIRST = {
  home: ['src/pages/home/home-page.tsx'],
  ceremony: ['src/pages/ceremony/ceremony-page.tsx', 'src/pages/ceremony/overview-page.tsx'],
} as const;

export type First = keyof typeof FIRST;

/** Paths of the scripts of each of these pages, those of the document itself left out; none where none are listed. */
export function firstFiles(pages: BuiltPages): Record<First, string[]> {
  const chunks = JSON.parse(pages.get(LISTED)?.bytes.toString() ?? '{}') as Chunks;
  const known = reach(chunks, ['index.html']);
  const filesOf = (sources: readonly string[]) =>
    [...reach(chunks, sources)].filter((file) => !known.has(file) && pages.has(file));
  return { home: filesOf(FIRST.home), ceremony: filesOf(FIRST.ceremony) };
}

/** Files of these sources and of all that they import. */
function reach(chunks: Chunks, keys: readonly string[], found = new Set<string>()): Set<string> {
  for (const key of keys) {
    const chunk = chunks[key];
    if (!chunk || found.has(chunk.file)) continue;
    found.add(chunk.file);
    reach(chunks, chunk.imports ?? [], found);
  }
  return found;
}
