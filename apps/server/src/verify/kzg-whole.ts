/** What looks at a whole ceremony: its transcript, its result. Runs in the verification thread. */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createFileColumns } from '@brebaje/kzg/column-file';
import { FormatError } from '@brebaje/kzg/format-error';
import { exportSetup } from '@brebaje/kzg/setup';
import { G1_BYTES, G2_BYTES, sizesOf } from '@brebaje/kzg/sizes';
import { packState, unpackState } from '@brebaje/kzg/state';
import type { TranscriptSource, WitnessRecord, WitnessSegment } from '@brebaje/kzg/transcript';
import { readTranscript } from '@brebaje/kzg/transcript-reader';
import { formatTrustedSetupJson, formatTrustedSetupText } from '@brebaje/kzg/trusted-setup';
import { verifyTranscript } from '@brebaje/kzg/verify-transcript';
import { readBlobFile } from '../store/blob-files.ts';
import type { Engines } from './kzg-check.ts';
import { recordJson } from './kzg-record.ts';
import type { StateFile, TranscriptAnswer } from './verification-messages.ts';

/** The trusted setup of one sub-ceremony in the form that c-kzg loads. */
export async function exportSetupFile(
  engines: Engines,
  state: StateFile,
  sub: number,
  form: 'txt' | 'json',
): Promise<Uint8Array> {
  const powers = unpackState(await readBlobFile(state.path), state.sizes);
  const setup = await exportSetup(engines.main, powers, sub);
  const text = form === 'txt' ? formatTrustedSetupText(setup) : formatTrustedSetupJson(setup);
  return new TextEncoder().encode(text);
}

/**
 * Verifies a transcript file from the origin to its final powers, and writes its records, one JSON a line and
 * without the origin, to `records.jsonl` in the folder `scratch`.
 */
export async function verifyTranscriptFile(
  engines: Engines,
  path: string,
  scratch: string,
  progress?: (done: number, all: number) => void,
): Promise<TranscriptAnswer> {
  const columns = await createFileColumns(scratch);
  const refused = (problem: string): TranscriptAnswer => ({
    ok: false,
    problem,
    sizes: [],
    contributions: 0,
    head: new Uint8Array(0),
    records: '',
  });
  try {
    const source = await readTranscript(createReadStream(path), columns);
    const verdict = await verifyTranscript(engines.main, source, progress ? { progress } : {});
    if (!verdict.ok) return refused(verdict.fault?.sentence ?? 'the transcript does not verify');
    const records = join(scratch, 'records.jsonl');
    await pipeline(Readable.from(recordLines(source)), createWriteStream(records));
    return {
      ok: true,
      problem: null,
      sizes: sizesOf(source.state.subs),
      contributions: verdict.participants,
      head: packState(source.state),
      records,
    };
  } catch (error) {
    if (error instanceof FormatError) return refused(error.message);
    throw error;
  } finally {
    await columns.close();
  }
}

const SEGMENT = 1024;

async function* recordLines(source: TranscriptSource): AsyncGenerator<string> {
  for (let from = 1; from < source.count; from += SEGMENT) {
    const segment = await source.segment(from, Math.min(from + SEGMENT, source.count));
    for (let index = 0; index < segment.count; index++)
      yield `${JSON.stringify(recordJson(recordIn(segment, index)))}\n`;
  }
}

function recordIn({ identities, ecdsa, subs }: WitnessSegment, index: number): WitnessRecord {
  const row = (column: Uint8Array, width: number) => column.subarray(index * width, (index + 1) * width);
  return {
    identity: identities[index] ?? '',
    ecdsa: ecdsa[index] ?? null,
    subs: subs.map((sub) => ({
      product: row(sub.products, G1_BYTES),
      pubkey: row(sub.pubkeys, G2_BYTES),
      bls: sub.signed[index] === 1 ? row(sub.bls, G1_BYTES) : null,
    })),
  };
}
