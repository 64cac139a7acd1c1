/** Whether files that were looked at can be one circuit. */
import { type Misfit, misfitsOf } from '@brebaje/client/coordinate/misfits';
import type { LookedFile } from './looked-files.ts';

/** What is wrong with them together, and the hash under which their phase 1 is published. */
export function fits(files: readonly LookedFile[]): { misfits: Misfit[]; published: string | undefined } {
  const looked = files.flatMap((file) => (file.looked ? [file.looked] : []));
  const ptau = files.find((file) => file.looked?.kind === 'ptau');
  return { misfits: misfitsOf(looked), published: ptau?.published ? ptau.blake2b : undefined };
}
