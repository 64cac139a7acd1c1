import { ARCHIVE_FILES } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from './archive-folder.ts';

/**
 * Writes `SHA256SUMS` of everything in the folder, as `sha256sum -c` reads it. What a download left unfinished is
 * removed first. Resolves to the hashes by name.
 */
export async function writeSums(
  folder: ArchiveFolder,
  progress?: (done: number, total: number) => void,
): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  const names: string[] = [];
  for (const name of await folder.names()) {
    if (name.endsWith('.part')) await folder.remove(name);
    else if (name !== ARCHIVE_FILES.sums) names.push(name);
  }
  for (const [done, name] of names.entries()) {
    const hash = folder.sha256();
    for await (const bytes of folder.bytes(name)) hash.update(bytes);
    sums.set(name, hash.hex());
    progress?.(done + 1, names.length);
  }
  const text = [...sums].map(([name, hash]) => `${hash}  ${name}\n`).join('');
  await folder.writeNote(ARCHIVE_FILES.sums, text);
  return sums;
}
