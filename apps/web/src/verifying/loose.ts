/** Which of somebody's files are an archive's, and which lie loose. */
import type { Given } from './messages.ts';

const ARCHIVE_MARK = 'ceremony.json';

/** Nobody has more receipts and keys; each costs the browser a millisecond or more, and an archive's do not count. */
export const MOST_LOOSE = 2_000;

/** Where an archive begins, with a slash at the end unless it is empty; undefined when there is none. */
export function rootOf(files: readonly Pick<Given, 'path'>[]): string | undefined {
  const marks = files
    .map(({ path }) => path)
    .filter((path) => path === ARCHIVE_MARK || path.endsWith(`/${ARCHIVE_MARK}`));
  const [shortest] = marks.toSorted((a, b) => a.length - b.length);
  return shortest?.slice(0, shortest.length - ARCHIVE_MARK.length);
}

/** The files outside an archive that begins at `root`. */
export function looseOf<File extends Pick<Given, 'path'>>(
  files: readonly File[],
  root: string | undefined,
): File[] {
  return files.filter(({ path }) => root === undefined || !path.startsWith(root));
}
