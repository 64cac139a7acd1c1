/** What looks at a whole ceremony: its transcript, its result. Runs in the verification thread. */
import type { SubSize } from '@brebaje/kzg/sizes';
import type { Engines } from './kzg-check.ts';
import type { StateFile, TranscriptAnswer } from './verification-messages.ts';

/** Verifies a transcript file from the origin to its final powers. `scratch` is a folder for what is large. */
export async function verifyTranscriptFile(
  engines: Engines,
  path: string,
  scratch: string,
): Promise<TranscriptAnswer> {
  throw new Error(`not yet: ${engines.main.name} ${path} ${scratch}`);
}

/** The trusted setup of one sub-ceremony in the form that c-kzg loads. */
export async function exportSetupFile(
  engines: Engines,
  state: StateFile,
  sub: number,
  form: 'txt' | 'json',
): Promise<Uint8Array> {
  const size: SubSize | undefined = state.sizes[sub];
  throw new Error(`not yet: ${engines.main.name} ${size?.g1} ${form}`);
}
