/** Going away in a way that others need not wait for. */
import { abortTurn } from '@brebaje/client/abort-turn';
import type { SteadyClient } from '@brebaje/client/groth16/steady';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import type { Surroundings } from '@brebaje/client/surroundings';
import type { Place } from './messages.ts';
import { sequencerOf } from './run-kzg.ts';
import type { WorkState } from './state.ts';

/** A KZG turn is given back; in a queue the person counts as away from now on. */
export async function leave(
  world: Surroundings,
  place: Place,
  client: SteadyClient,
  state: WorkState,
): Promise<void> {
  const { ceremony } = place;
  if (ceremony.scheme === 'KZG') {
    if (state.phase === 'working') await abortTurn(world, sequencerOf(place), place);
    return;
  }
  const path = `/ceremonies/${ceremony.id}/eligibility`;
  const { body } = await client.call<AnswerBody<'readEligibility'>>({ method: 'GET', path });
  if (body.enrolled === undefined) return;
  await client.tell({
    method: 'POST',
    path: `/participants/${body.enrolled}/presence`,
    body: { sign: 'LEAVING' },
  });
}
