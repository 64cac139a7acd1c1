import { fileURLToPath } from 'node:url';
import { type Files, readFolder } from './read-folder.ts';

/** The pages that come with the program: those that were built in this repository. The one-file command has its own. */
export function ownPages(): Promise<Files> {
  return readFolder(fileURLToPath(new URL('../../../web/dist', import.meta.url)));
}
