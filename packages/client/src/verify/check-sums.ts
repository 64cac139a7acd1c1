import { ARCHIVE_FILES, isPathInside } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { printable } from '../plain.ts';
import { Wrong } from './findings.ts';

/** A million files have some hundred bytes each. */
const MOST_BYTES = 256 << 20;

/** What is in the folder, by name: SHA-256, hex. */
export type Sums = ReadonlyMap<string, string>;

/**
 * Reads `SHA256SUMS` and compares every file with it. Throws Wrong for a file that is missing or differs, and for
 * names that lead elsewhere. What is not listed is not looked at here.
 */
export async function requireSums(
  folder: ArchiveFolder,
  {
    progress,
    signal,
  }: { progress?: (done: number, total: number) => void; signal?: AbortSignal | undefined },
): Promise<Sums> {
  const text = await folder.readText(ARCHIVE_FILES.sums, MOST_BYTES);
  if (text === undefined) throw new Wrong(`there is no ${ARCHIVE_FILES.sums}`);
  const sums = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, hash, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (hash === undefined || name === undefined || !isPathInside(name))
      throw new Wrong(`“${printable(line)}” names no file of the archive`);
    if (sums.has(name)) throw new Wrong(`${name} is listed twice`);
    sums.set(name, hash);
  }
  let done = 0;
  for (const [name, hash] of sums) {
    signal?.throwIfAborted();
    if ((await folder.size(name)) === undefined) throw new Wrong(`${name} is missing`);
    const found = folder.sha256();
    for await (const bytes of folder.bytes(name)) found.update(bytes);
    if (found.hex() !== hash) throw new Wrong(`${name} has another hash`);
    progress?.(++done, sums.size);
  }
  return sums;
}
