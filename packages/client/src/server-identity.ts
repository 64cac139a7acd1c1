import { PAGES } from '@brebaje/protocol/routes';
import { exchange, jsonOf } from './exchange.ts';
import { isObject } from './plain.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Surroundings } from './surroundings.ts';

/** Where a ceremony stands, by the word of its server. */
export interface Standing {
  /** A test: nobody relies on its result. */
  test: boolean;
  /** Nobody new is taken in any more; in words. Absent while there is hope. */
  over?: string;
  /** Nothing goes on at the moment, and nobody loses a place. */
  paused: boolean;
}

/**
 * Asks where the ceremony stands whose receipts this address signs. Undefined where the server does not say:
 * only ours does, and older ones say no more than whether it is a test.
 */
export async function fetchStanding(
  surroundings: Surroundings,
  url: SequencerUrl,
  sequencerAddress: string,
  signal?: AbortSignal,
): Promise<Standing | undefined> {
  try {
    const answer = await exchange(surroundings, {
      method: 'GET',
      url: url.server + PAGES.wellKnown,
      headerTimeout: 10_000,
      signal,
    });
    const json = answer.status === 200 ? jsonOf(answer) : undefined;
    const ceremonies = isObject(json) && Array.isArray(json.ceremonies) ? json.ceremonies : [];
    const ours = ceremonies.find((one) => isObject(one) && one.receiptAddress === sequencerAddress);
    if (typeof ours?.test !== 'boolean') return undefined;
    const over = ENDED[ours.status as string] ?? (ours.drained === true ? ENDED.CLOSED : undefined);
    return { test: ours.test, paused: ours.status === 'PAUSED', ...(over === undefined ? {} : { over }) };
  } catch {
    return undefined;
  }
}

const ENDED: Record<string, string> = {
  CLOSED: 'the ceremony is closed: it takes nobody new in',
  CANCELED: 'the ceremony is canceled',
  FINALIZED: 'the ceremony is over: its result stands',
};
