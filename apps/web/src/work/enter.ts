/** A place in the ceremony, taken with what the person has accepted. */
import { ClientError } from '@brebaje/client/client-error';
import { type Enrolled, enrolIn } from '@brebaje/client/groth16/enrol';
import type { Stage } from './stage.ts';

/** Throws SIGN_IN_REFUSED where they may not take part, and where nobody has accepted the terms yet. */
export async function enter(stage: Stage): Promise<Enrolled> {
  const { client, place, joining } = stage;
  const enrolled = await enrolIn(client, place.ceremony.id, async () => {
    if (joining) return joining;
    throw new ClientError('SIGN_IN_REFUSED', 'this account has not joined the ceremony', {
      next: 'begin from the start with this account, or sign in with the one that has joined',
    });
  });
  stage.participantId = enrolled.participantId;
  return enrolled;
}
