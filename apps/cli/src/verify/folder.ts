import { archiveFolder } from '@brebaje/client/archive/archive-folder';
import { readArchive } from '@brebaje/client/verify/check-decided';
import type { VerifyOptions } from '../commands/verify.ts';
import type { Shell } from '../shell.ts';
import { givenBy, verifyIn } from './circuits.ts';

/** `brebaje verify <folder>`: an archive, or what `--keep` kept; no server is asked for anything. */
export async function verifyFolder(path: string, options: VerifyOptions, shell: Shell): Promise<void> {
  const folder = archiveFolder(path);
  const archive = await readArchive(folder);
  const given = await givenBy(options, shell);
  await verifyIn({ folder, archive, what: path, given }, options, shell);
}
