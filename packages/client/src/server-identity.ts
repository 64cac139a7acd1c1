import { PAGES } from '@brebaje/protocol/routes';
import { exchange, jsonOf } from './exchange.ts';
import { isObject } from './plain.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Whether the ceremony whose receipts this address signs is a test, by the word of its server. Undefined where
 * the server does not say: only ours does.
 */
export async function isTest(
  surroundings: Surroundings,
  url: SequencerUrl,
  sequencerAddress: string,
  signal?: AbortSignal,
): Promise<boolean | undefined> {
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
    return typeof ours?.test === 'boolean' ? ours.test : undefined;
  } catch {
    return undefined;
  }
}
