import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import type { EligibilityAnswer } from '@brebaje/protocol/rest/participants';
import { ClientError } from '../client-error.ts';
import { printable } from '../plain.ts';
import type { SteadyClient } from './steady.ts';

/** What somebody accepts, and how they want to be called. */
export interface Joining {
  publicName?: string | undefined;
  acceptTerms: number;
}

/** Somebody in a ceremony. */
export interface Enrolled {
  participantId: number;
  publicName: string;
  /** false: since now. */
  before: boolean;
}

/**
 * Finds the person's place in a ceremony, or takes one: `accept` is shown the terms, and asked only then. Throws
 * SIGN_IN_REFUSED where they may not take part.
 */
export async function enrolIn(
  client: SteadyClient,
  ceremonyId: number,
  accept: (terms: EligibilityAnswer['terms']) => Promise<Joining>,
): Promise<Enrolled> {
  const { body: may } = await client.call<EligibilityAnswer>({
    method: 'GET',
    path: `/ceremonies/${ceremonyId}/eligibility`,
  });
  if (may.enrolled !== undefined) {
    const path = `/participants/${Number(may.enrolled)}`;
    const { body } = await client.call<ParticipantBody>({ method: 'GET', path });
    return { participantId: body.id, publicName: String(body.publicName), before: true };
  }
  if (!may.eligible) {
    throw new ClientError('SIGN_IN_REFUSED', `not admitted: ${printable(String(may.reason))}`, {
      next: `the ceremony's page says who may join${may.support ? `; help: ${printable(may.support)}` : ''}`,
    });
  }
  const joining = await accept(may.terms);
  const { body: me } = await client.call<{ user: { id: number } }>({ method: 'GET', path: '/auth/me' });
  const { body } = await client.call<ParticipantBody>({
    method: 'POST',
    path: '/participants',
    body: { userId: me.user.id, ceremonyId, status: 'CREATED', ...joining },
  });
  return { participantId: body.id, publicName: String(body.publicName), before: false };
}
