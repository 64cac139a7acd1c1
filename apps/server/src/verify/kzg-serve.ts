/** Reading and serving KZG contributions without any curve; runs in the verification thread. */
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import { FormatError } from '@brebaje/kzg/format-error';
import { contributionFromState, type PowersState } from '@brebaje/kzg/state';
import type { ReadAnswer, ServedState } from './verification-messages.ts';

const gzip = promisify(gzipCallback);

/** Fast rather than small: the same bytes are compressed once per contribution, while people wait. */
const GZIP_LEVEL = 1;

/** What is handed out for a state. */
export async function serveState(state: PowersState): Promise<ServedState> {
  const json = encodeContribution(contributionFromState(state), { signatures: 'empty-strings' });
  return { json, gzip: new Uint8Array(await gzip(json, { level: GZIP_LEVEL })) };
}

/** Whether bytes read as a contribution. */
export function readUpload(bytes: Uint8Array): ReadAnswer {
  try {
    parseContribution(bytes);
    return { fault: null };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { fault: { kind: error.kind, message: error.message, offset: error.offset ?? null } };
  }
}
