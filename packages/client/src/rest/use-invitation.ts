/** What a link is for, and its use. */
import type { InvitationLook } from '@brebaje/protocol/rest/invitation';
import type { RestClient } from './rest-client.ts';
import { type SignedIn, signedIn } from './signed-in.ts';

/** What came of using a link. */
export interface Joined extends SignedIn {
  role: string;
  ceremony?: { id: number; slug: string };
  participantId?: number;
  /** Signed in, but not joined: why. */
  notJoined?: string;
}

/** Asks what a link is for; nothing is used up. Throws RestRefusal. */
export async function lookAtInvitation(client: RestClient, token: string): Promise<InvitationLook> {
  const { body } = await client.call<InvitationLook>({
    method: 'POST',
    path: '/auth/invitation/look',
    body: { token },
  });
  return body;
}

/** How somebody uses a link. */
export interface InvitationUse {
  token: string;
  label: string;
  publicName?: string | undefined;
  /** The version of the terms that the person has accepted. */
  acceptTerms?: number | undefined;
}

/** Uses a link up, as somebody of its own: it signs in by itself. Throws RestRefusal. */
export async function useInvitation(client: RestClient, use: InvitationUse): Promise<Joined> {
  const { body } = await client.call<Record<string, unknown> & Omit<Joined, keyof SignedIn>>({
    method: 'POST',
    path: '/auth/invitation',
    body: { ...use, separate: true },
  });
  const { role, ceremony, participantId, notJoined } = body;
  return {
    ...signedIn(client.server, body),
    role,
    ...(ceremony === undefined ? {} : { ceremony }),
    ...(participantId === undefined ? {} : { participantId }),
    ...(notJoined === undefined ? {} : { notJoined }),
  };
}
