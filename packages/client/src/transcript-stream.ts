import { SEQUENCER } from '@brebaje/protocol/routes';
import { errorOf, isTransient } from './answers.ts';
import { ClientError } from './client-error.ts';
import { ConnectionError, openExchange } from './exchange.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Surroundings } from './surroundings.ts';

/** The real transcript of 141,416 contributions has 254 MB. */
const MAX_BYTES = 4 * 2 ** 30;

export interface StreamOptions {
  received?: (bytes: number, total: number | undefined) => void;
  signal?: AbortSignal | undefined;
  maxBytes?: number;
}

/**
 * `/info/current_state` as it comes. Throws ConnectionError where it may be asked for again, NOT_A_SEQUENCER, TOO_LARGE.
 */
export async function transcriptStream(
  surroundings: Surroundings,
  url: SequencerUrl,
  { received, signal, maxBytes = MAX_BYTES }: StreamOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const answer = await openExchange(surroundings, {
    method: 'GET',
    url: url.base + SEQUENCER.currentState,
    headerTimeout: 120_000,
    maxBytes,
    ...(received ? { received } : {}),
    signal,
  });
  if (answer.status === 200) return answer.chunks;
  let bytes = new Uint8Array();
  for await (const chunk of answer.chunks) {
    bytes = new Uint8Array([...bytes, ...chunk.subarray(0, 1000)]);
    if (bytes.length >= 1000) break;
  }
  const error = errorOf({ status: answer.status, headers: answer.headers, bytes });
  if (isTransient(answer.status))
    throw new ConnectionError(error.text || `the server answered ${answer.status}`);
  throw new ClientError('NOT_A_SEQUENCER', `${url.base} has no transcript`, {
    status: answer.status,
    next: 'check the address; give the ceremony’s page or the server',
  });
}
