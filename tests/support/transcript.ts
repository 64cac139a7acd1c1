/** A server's transcript, as JSON and as the verifier sees it. */
import { createMemoryColumns } from '@brebaje/kzg/column-memory';
import { readTranscript } from '@brebaje/kzg/transcript-reader';
import type { TranscriptVerdict } from '@brebaje/kzg/transcript-verdict';
import { verifyTranscript } from '@brebaje/kzg/verify-transcript';
import { engine } from './compute.ts';
import type { Reachable } from './server.ts';

export interface Transcript {
  transcripts: {
    numG1Powers: number;
    numG2Powers: number;
    powersOfTau: { G1Powers: string[]; G2Powers: string[] };
    witness: { runningProducts: string[]; potPubkeys: string[]; blsSignatures: string[] };
  }[];
  participantIds: string[];
  participantEcdsaSignatures: string[];
}

export async function transcriptOf(server: Reachable): Promise<Transcript> {
  const { status, json } = await server.send('/info/current_state');
  if (status !== 200) throw new Error(`no transcript: ${status}`);
  return json;
}

/** Everything a verifier checks of what `/info/current_state` serves. */
export async function verdictOf(server: Reachable): Promise<TranscriptVerdict> {
  const { text } = await server.send('/info/current_state');
  const store = createMemoryColumns();
  try {
    const pieces = (async function* () {
      yield new TextEncoder().encode(text);
    })();
    return await verifyTranscript(await engine(), await readTranscript(pieces, store));
  } finally {
    await store.close();
  }
}

export function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`;
}
