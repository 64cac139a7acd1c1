import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientError, stopped } from './client-error.ts';
import { ConnectionError } from './exchange.ts';
import { pauseAfter } from './patience.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Surroundings } from './surroundings.ts';
import { type StreamOptions, transcriptStream } from './transcript-stream.ts';

/** A transcript on the disk. Node only. */
export interface TranscriptFile {
  path: string;
  size: number;
  /** Opens it anew. */
  bytes(): AsyncIterable<Uint8Array>;
  /** Removes a downloaded one. */
  remove(): Promise<void>;
}

const ATTEMPTS = 4;

/** A transcript that lies somewhere already. */
export async function openTranscript(path: string): Promise<TranscriptFile> {
  const file = await open(path);
  const { size } = await file.stat().finally(() => file.close());
  return {
    path,
    size,
    bytes: () => createReadStream(path, { highWaterMark: 1 << 18 }),
    remove: async () => {},
  };
}

/**
 * Downloads `/info/current_state` to a temporary file of the owner's. Whole or not at all: a broken download
 * begins again, since the state may have grown meanwhile. Throws UNREACHABLE, SERVER_FAULT, TOO_LARGE or
 * NOT_A_SEQUENCER.
 */
export async function downloadTranscript(
  surroundings: Surroundings,
  url: SequencerUrl,
  options: StreamOptions = {},
): Promise<TranscriptFile> {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-'));
  const path = join(folder, 'transcript.json');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await downloadOnce(surroundings, url, path, options);
        return { ...(await openTranscript(path)), remove };
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        if (attempt >= ATTEMPTS) throw gaveUp(url, error);
        await surroundings
          .sleep(pauseAfter(attempt, 15_000, surroundings.random()), options.signal)
          .catch(() => {
            throw stopped(options.signal);
          });
      }
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

async function downloadOnce(
  surroundings: Surroundings,
  url: SequencerUrl,
  path: string,
  options: StreamOptions,
): Promise<void> {
  const chunks = await transcriptStream(surroundings, url, options);
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

function gaveUp(url: SequencerUrl, error: ConnectionError): ClientError {
  return new ClientError(
    'UNREACHABLE',
    `the download from ${url.server} keeps breaking off: ${error.message}`,
    {
      next: 'run the same command again',
      cause: error,
    },
  );
}
