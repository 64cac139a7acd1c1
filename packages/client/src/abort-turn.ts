import { SEQUENCER } from '@brebaje/protocol/routes';
import { exchange } from './exchange.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Speaker } from './sign-in.ts';
import type { Surroundings } from './surroundings.ts';

/** Gives a turn back, so that the next need not wait for its end. Answers whether it was this person's. */
export async function abortTurn(
  surroundings: Surroundings,
  url: SequencerUrl,
  { sessionId }: Pick<Speaker, 'sessionId'>,
): Promise<boolean> {
  const { status } = await exchange(surroundings, {
    method: 'POST',
    url: url.base + SEQUENCER.contributionAbort,
    token: sessionId,
  });
  return status === 200;
}
