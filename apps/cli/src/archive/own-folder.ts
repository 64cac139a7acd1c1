import type { ArchiveFolder } from '@brebaje/client/archive/archive-folder';
import { ARCHIVE_FILES } from '@brebaje/protocol/archive';
import { CommandError, EXIT } from '../exit-codes.ts';

/** A folder that holds something else, or another ceremony, is not written into. Throws CommandError. */
export async function requireOwn(folder: ArchiveFolder, slug: string): Promise<void> {
  const names = await folder.names().catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return;
  const text = await folder.readText(ARCHIVE_FILES.ceremony, 64 << 20);
  let known: { ceremony?: { slug?: unknown } } = {};
  try {
    known = JSON.parse(text ?? '{}');
  } catch {
    // None of ours.
  }
  // Of an archive that was broken off there may be parts only.
  const begun = names.every((name) => /^(?:circuits|result)\/|^(?:manifest\.json|events\.jsonl)/.test(name));
  if (text === undefined ? begun : known.ceremony?.slug === slug) return;
  throw new CommandError(
    EXIT.file,
    `${folder.path} holds something else than an archive of ${slug}`,
    'name an empty folder, or one that does not exist',
  );
}
