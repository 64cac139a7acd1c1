import { giveBack } from '@brebaje/curves/spare-memory';
import { errorOf, isTransient } from '../answers.ts';
import { stopped } from '../client-error.ts';
import { ConnectionError, exchange } from '../exchange.ts';
import { pauseAfter } from '../patience.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Trouble } from './steady.ts';

/** A part of a file, and the address that it goes to, as the server signs it. */
export interface SignedPart {
  number: number;
  url: string;
  headers?: unknown;
}

/** How storage names what it has, without quotes. */
export const plainEtag = (etag: string): string => etag.replaceAll('"', '');

const MOST_ATTEMPTS = 8;
const LONGEST_PAUSE = 15_000;
const PART_TIMEOUT = 600_000;

interface SendOptions {
  /** Hears of every byte that goes over the network. */
  moved?: ((bytes: number) => void) | undefined;
  emit?: ((event: Trouble) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Hears how much of the part has gone out, where that can be told. */
  underWay?: (sent: number) => void;
}

/** The bytes of a part for an attempt, counted from 1, which may empty them. */
export type PartBody = (attempt: number) => Promise<Uint8Array | Blob>;

/**
 * The address may be of another host: nothing goes there but what it is signed for. Answers how storage names the
 * part; undefined when it did not take it.
 */
export async function sendPart(
  world: Surroundings,
  { url, headers, read }: { url: string; headers: Record<string, string>; read: PartBody },
  { moved, emit, signal, underWay }: SendOptions,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    let reason: string;
    const body = await read(attempt);
    try {
      const answer = await exchange(world, {
        method: 'PUT',
        url,
        headers: { 'content-type': 'application/octet-stream', ...headers },
        body,
        headerTimeout: PART_TIMEOUT,
        // Where bodies are streamed, storage that wants signed lengths may refuse them.
        ...(world.upload && underWay ? { sent: underWay } : {}),
        signal,
      });
      moved?.(body instanceof Uint8Array ? body.length : body.size);
      const etag = answer.headers.get('etag');
      if (answer.status === 200 && etag !== null) return plainEtag(etag);
      const error = errorOf(answer);
      reason = error.text || error.code || `the storage answered ${answer.status}`;
      // Closed, expired or of another turn: whoever reads the upload finds out.
      if (!isTransient(answer.status)) return undefined;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      reason = error.message;
    } finally {
      if (body instanceof Uint8Array) giveBack(body);
    }
    if (attempt >= MOST_ATTEMPTS) return undefined;
    const pause = pauseAfter(attempt, LONGEST_PAUSE, world.random());
    emit?.({ type: 'trouble', reason, pause });
    await world.sleep(pause, signal).catch(() => {
      throw stopped(signal);
    });
  }
}
