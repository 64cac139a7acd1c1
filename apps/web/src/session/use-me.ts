/** Who this browser is signed in as. */
import { ClientError } from '@brebaje/client/client-error';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { queries, read, rest } from '../server/rest.ts';

export type Me = AnswerBody<'readMe'>;

const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  async queryFn({ signal }): Promise<Me | null> {
    try {
      return await read<Me>('/auth/me', signal);
    } catch (error) {
      if (error instanceof ClientError && error.code === 'SESSION_UNKNOWN') return null;
      throw error;
    }
  },
});

/** `me`: null when nobody is signed in, undefined while that is not known. */
export function useMe(): { me: Me | null | undefined; error: unknown; again(): void } {
  const { data, error, refetch } = useQuery(meQuery);
  return { me: data, error: data === undefined ? error : null, again: () => void refetch() };
}

/** The same as far as a page has asked already: whoever only looks is not asked who they are. */
export function useKnownMe(): Me | null | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}

/** What was asked before was answered to somebody else. */
export async function signedIn(): Promise<void> {
  await queries.invalidateQueries();
}

/** Ends the session of this browser. A place in a queue stays. */
export async function signOut(): Promise<void> {
  await rest.call({ method: 'POST', path: '/auth/sign-out' });
  queries.setQueryData(meQuery.queryKey, null);
  await queries.invalidateQueries();
}

/**
 * What a person reads of themselves: the name they chose, else the account. Undefined for whoever came by a link and
 * has told no name: the address that stands for them is made up, and nobody would know it.
 */
export function nameOf({ user, identities, participants }: Me): string | undefined {
  if (user.publicName !== undefined) return user.publicName;
  const own = identities.find(({ current }) => current) ?? identities[0];
  if (own?.provider === 'Invitation')
    return participants.find(({ publicName }) => publicName !== undefined)?.publicName;
  return own?.nickname ?? String(user.id);
}
