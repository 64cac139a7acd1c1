import type { Engine } from '@brebaje/curves/engine';
import type { ColumnStore } from '@brebaje/kzg/column-store';
import { FormatError } from '@brebaje/kzg/format-error';
import { G1_GENERATOR, G2_GENERATOR } from '@brebaje/kzg/generators';
import { formatSizes, G2_BYTES } from '@brebaje/kzg/sizes';
import { type PowersState, packState } from '@brebaje/kzg/state';
import type { TranscriptSource } from '@brebaje/kzg/transcript';
import { readTranscript } from '@brebaje/kzg/transcript-reader';
import type { TranscriptVerdict } from '@brebaje/kzg/transcript-verdict';
import { verifyTranscript } from '@brebaje/kzg/verify-transcript';
import { ClientError } from './client-error.ts';
import { hashOf } from './fingerprint.ts';
import { printable } from './plain.ts';
import { hex0x, type ReceiptContent } from './receipt-check.ts';

/** Whom to look for in a transcript. */
export type Sought = { receipt: ReceiptContent } | { identity: string };

/** Where somebody was found: 1 is the first contribution; undefined: nowhere. */
export interface Found {
  identity: string;
  position: number | undefined;
}

/** A transcript that was read whole, and of which nothing was computed. */
export interface ReadTranscript {
  /** Contributions. */
  participants: number;
  sizes: string;
  /** The final powers. */
  state: PowersState;
  /** SHA-256 of the final powers. */
  stateHash: string;
  /** Whether it begins with the generators, in which no secret is. */
  fromGenerators: boolean;
  found: Found[];
}

/** One that was verified. */
export interface CheckedTranscript extends ReadTranscript {
  verdict: TranscriptVerdict;
}

/** Records that are searched together. */
const SEGMENT = 4096;

/** What is heard of a transcript while it is looked at. */
export interface TranscriptOptions {
  sought?: readonly Sought[];
  progress?: (stage: 'reading' | 'verifying', done: number, total: number | undefined) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Verifies everything in a transcript and looks for people in it. Bounded memory: what grows with the ceremony
 * goes through `columns`, which are closed at the end. Throws TRANSCRIPT_INVALID when it is not well formed; a
 * verdict against it is returned.
 */
export function checkTranscript(
  engine: Engine,
  bytes: AsyncIterable<Uint8Array>,
  columns: ColumnStore,
  options: TranscriptOptions = {},
): Promise<CheckedTranscript> {
  const { progress, signal } = options;
  return withTranscript(bytes, columns, options, async (source, read) => {
    const verdict = await verifyTranscript(engine, source, {
      progress: (done, total) => {
        signal?.throwIfAborted();
        progress?.('verifying', done, total);
      },
    });
    return { ...(await read()), verdict };
  });
}

/** Reads a transcript and looks for people in it; whether it is sound, nobody looks. Throws TRANSCRIPT_INVALID. */
export function searchTranscript(
  bytes: AsyncIterable<Uint8Array>,
  columns: ColumnStore,
  options: TranscriptOptions = {},
): Promise<ReadTranscript> {
  return withTranscript(bytes, columns, options, (_, read) => read());
}

async function withTranscript<Result>(
  bytes: AsyncIterable<Uint8Array>,
  columns: ColumnStore,
  { progress, signal, sought = [] }: TranscriptOptions,
  use: (source: TranscriptSource, read: () => Promise<ReadTranscript>) => Promise<Result>,
): Promise<Result> {
  try {
    let read = 0;
    const watched = async function* () {
      for await (const chunk of bytes) {
        signal?.throwIfAborted();
        read += chunk.length;
        progress?.('reading', read, undefined);
        yield chunk;
      }
    };
    const source = await readTranscript(watched(), columns).catch((error: unknown) => {
      if (!(error instanceof FormatError)) throw error;
      throw new ClientError('TRANSCRIPT_INVALID', `not a transcript: ${printable(error.message)}`, {
        cause: error,
      });
    });
    return await use(source, async () => ({
      sizes: formatSizes(source.sizes),
      state: source.state,
      stateHash: hashOf(packState(source.state)),
      participants: Math.max(0, source.count - 1),
      fromGenerators: await beginsWithGenerators(source),
      found: await find(source, sought),
    }));
  } catch (error) {
    if (signal?.aborted) throw new ClientError('STOPPED', 'stopped', { cause: error });
    throw error;
  } finally {
    await columns.close();
  }
}

async function beginsWithGenerators(source: TranscriptSource): Promise<boolean> {
  if (source.count === 0) return false;
  const { subs } = await source.segment(0, 1);
  const [g1, g2] = [hex0x(G1_GENERATOR), hex0x(G2_GENERATOR)];
  return subs.every(({ products, pubkeys }) => hex0x(products) === g1 && hex0x(pubkeys) === g2);
}

async function find(source: TranscriptSource, sought: readonly Sought[]): Promise<Found[]> {
  const found: Found[] = sought.map((wanted) => ({
    identity: 'receipt' in wanted ? wanted.receipt.identity : wanted.identity,
    position: undefined,
  }));
  if (sought.length === 0) return found;
  for (let from = 1; from < source.count; from += SEGMENT) {
    const segment = await source.segment(from, Math.min(from + SEGMENT, source.count));
    for (const [record, identity] of segment.identities.entries()) {
      for (const [i, wanted] of sought.entries()) {
        if (found[i]!.position !== undefined || found[i]!.identity !== identity) continue;
        const keys = () =>
          segment.subs.map(({ pubkeys }) =>
            hex0x(pubkeys.subarray(record * G2_BYTES, (record + 1) * G2_BYTES)),
          );
        if ('identity' in wanted || sameKeys(wanted.receipt.witness, keys()))
          found[i]!.position = from + record;
      }
    }
  }
  return found;
}

function sameKeys(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}
