import { streamOf } from '@brebaje/groth16/files/source';
import { composeZkey, openImmutable } from '@brebaje/groth16/zkey/compose';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { ARCHIVE_FILES, type Archive } from '@brebaje/protocol/archive';
import { ClientError } from '../client-error.ts';
import { hashOfFile } from '../groth16/hash-file.ts';
import type { ArchiveFolder } from './archive-folder.ts';

/** Whole zkeys are put together: no server stores them. */
export const isComposed = ({ kind }: Archive['artifacts'][number]): boolean => kind === 'zkey';

/** Bytes of the whole zkeys that are not there yet. */
export async function composedBytes({ artifacts }: Archive, folder: ArchiveFolder): Promise<number> {
  let missing = 0;
  for (const { name, size } of artifacts.filter(isComposed))
    missing += size - ((await folder.size(ARCHIVE_FILES.artifact(name))) ?? 0);
  return Math.max(0, missing);
}

/** Puts the whole last zkey of each circuit together, for tools that know no slim ones. Throws RECORD_INVALID. */
export async function composeLasts(archive: Archive, folder: ArchiveFolder): Promise<void> {
  for (const { name, sha256, circuitId } of archive.artifacts.filter(isComposed)) {
    const slug = archive.circuits.find(({ id }) => id === circuitId)?.slug;
    if (slug === undefined) throw invalid(`${name} is of no circuit`);
    const path = ARCHIVE_FILES.artifact(name);
    const there = (await folder.size(path)) !== undefined;
    if (!(there && (await hashOfFile(folder, path)) === sha256)) await compose(folder, slug, path);
    if ((await hashOfFile(folder, path)) !== sha256) throw invalid(`${name} is not what its hash says`);
  }
}

async function compose(folder: ArchiveFolder, slug: string, path: string): Promise<void> {
  const slim = await folder.open(ARCHIVE_FILES.artifact(ARCHIVE_FILES.last(slug)));
  const source = await folder.open(ARCHIVE_FILES.immutable(slug));
  const writer = await folder.write(`${path}.part`, 0);
  try {
    const immutable = { source, sections: await openImmutable(source) };
    const whole = composeZkey(await openZkey(slim, { kind: 'slim' }), immutable);
    for await (const bytes of streamOf(whole)) await writer.write(bytes);
  } finally {
    await writer.close();
    await source.close();
    await slim.close();
  }
  await folder.rename(`${path}.part`, path);
}

function invalid(what: string): ClientError {
  return new ClientError('RECORD_INVALID', `the server’s record is not whole: ${what}`);
}
