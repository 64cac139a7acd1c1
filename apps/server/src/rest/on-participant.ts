/** Rights on one participant, for operations of access `self` and `person`. */
import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { findParticipant } from '../store/participants.ts';
import type { CeremonyRow, ParticipantRow } from '../store/schema.ts';
import type { KnownCaller } from './caller.ts';
import { Problem } from './problem.ts';
import { standingOn } from './roles.ts';

export interface OnParticipant {
  ceremony: CeremonyRow;
  participant: ParticipantRow;
}

/**
 * The participant with this number, for the person and those who coordinate (`self`), or the person alone
 * (`person`). Throws NOT_FOUND, NOT_PERMITTED.
 */
export async function onParticipant(
  ctx: ServerContext,
  caller: KnownCaller,
  id: number,
  access: 'self' | 'person',
): Promise<OnParticipant> {
  const { db } = ctx.store;
  const participant = await findParticipant(db, id);
  const ceremony = participant && (await findCeremony(db, participant.ceremonyId));
  if (!ceremony) throw new Problem('NOT_FOUND');
  const standing = await standingOn(db, caller, ceremony, participant);
  const own = standing === 'participant' || standing === 'both';
  if (access === 'person' ? !own : standing === null)
    throw new Problem('NOT_PERMITTED', 'Only for the person that it is about.');
  return { ceremony, participant };
}
