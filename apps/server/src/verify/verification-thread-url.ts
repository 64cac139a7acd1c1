import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Where the verification thread starts. Its own module, because a build into one file replaces it by the
 * file itself.
 */
export function verificationThreadUrl(): URL {
  return pathToFileURL(createRequire(import.meta.url).resolve('#verification-thread'));
}
