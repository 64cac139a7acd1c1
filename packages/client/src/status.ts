import { SEQUENCER } from '@brebaje/protocol/routes';
import { errorOf } from './answers.ts';
import { ClientError } from './client-error.ts';
import { jsonOf } from './exchange.ts';
import { type Patience, patiently } from './patience.ts';
import { isObject } from './plain.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Surroundings } from './surroundings.ts';

/** What `/info/status` says. */
export interface SequencerStatus {
  lobbySize: number;
  contributions: number;
  /** EIP-55; signs receipts. */
  sequencerAddress: string;
}

/** Asks for the status. Throws UNREACHABLE, SERVER_FAULT or NOT_A_SEQUENCER. */
export async function fetchStatus(
  surroundings: Surroundings,
  url: SequencerUrl,
  options: { signal?: AbortSignal | undefined; patience?: Patience } = {},
): Promise<SequencerStatus> {
  const answer = await patiently(
    surroundings,
    { method: 'GET', url: url.base + SEQUENCER.status, headerTimeout: 30_000, signal: options.signal },
    options.patience,
  );
  const json = jsonOf(answer);
  if (answer.status === 200 && isObject(json)) {
    const { lobby_size: lobby, num_contributions: contributions, sequencer_address: address } = json;
    if (isCount(lobby) && isCount(contributions) && typeof address === 'string') {
      if (/^0x[0-9a-fA-F]{40}$/.test(address)) {
        return { lobbySize: lobby, contributions, sequencerAddress: address };
      }
    }
  }
  const error = errorOf(answer);
  throw new ClientError('NOT_A_SEQUENCER', `${url.base} does not answer as a ceremony's sequencer`, {
    next: 'check the address; give the ceremony’s page or the server',
    status: answer.status,
    serverCode: error.code,
  });
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
