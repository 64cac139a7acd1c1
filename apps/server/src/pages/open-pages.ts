/** The built pages as they lie in a folder, read once: what is not in the map is nowhere, whatever is asked for. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PageFile {
  bytes: Buffer;
  type: string;
  /** Quoted, as the header has it. */
  etag: string;
}

export interface BuiltPages {
  /** index.html as it was built. */
  document: string;
  /** By path below the folder, with slashes. */
  files: ReadonlyMap<string, PageFile>;
}

/** In place of a folder: only plain pages. */
const NONE = 'none';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built pages.
 * @param place the option `pages`: a folder, `none`, or null for those that come with the program
 * @returns null: there are none, and plain pages are all there is
 * @throws when a folder was named that has no pages
 */
export async function openPages(place: string | null): Promise<BuiltPages | null> {
  if (place === NONE) return null;
  const folder = place ?? fileURLToPath(new URL('../../../web/dist', import.meta.url));
  const files = await readFolder(folder);
  const document = files.get('index.html');
  if (document) return { document: document.bytes.toString(), files };
  if (place === null) return null;
  throw new Error(`--pages: there is no index.html in ${place}. Build the pages first, or name none.`);
}

/** Regular files only: links would lead out of the folder. */
async function readFolder(folder: string): Promise<Map<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const read = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, PageFile]> => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), pageFile(path, await readFile(path))];
    });
  return new Map(await Promise.all(read));
}

function pageFile(path: string, bytes: Buffer): PageFile {
  return {
    bytes,
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
  };
}
