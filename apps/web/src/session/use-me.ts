/** Who this browser is signed in as. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { queries, read, rest } from '../server/rest.ts';
import { nicknameOf } from './nickname.ts';
import { tellPerson, watchPerson } from './person.ts';

export type Me = AnswerBody<'readMe'>;

const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  async queryFn({ signal }): Promise<Me | null> {
    const { me = null } = await read<AnswerBody<'readSession'>>('/auth/session', signal);
    const id = me?.user.id ?? null;
    tellPerson(id);
    if (last !== null && last !== id) forget();
    last = id;
    return me;
  },
});

/** Who was here when that was last asked. */
let last: number | null = null;

/** What was answered to somebody is shown to nobody else, not even until it is answered anew. */
function forget(): void {
  const isPublic = (key: unknown) => key === 'me' || key === 'ceremony';
  void queries.resetQueries({ predicate: ({ queryKey }) => !isPublic(queryKey[0]) });
}

// A page that a browser kept, and shows again to whoever goes back to it.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) void queries.resetQueries({ queryKey: meQuery.queryKey });
});

// Signed in or out in another tab: what is here was answered to somebody else.
watchPerson(({ id, elsewhere }) => {
  const me = queries.getQueryData(meQuery.queryKey);
  if (elsewhere && id !== undefined && me !== undefined && (me?.user.id ?? null) !== id)
    void queries.invalidateQueries();
});

/** `me`: null when nobody is signed in, undefined while that is not known. */
export function useMe(): { me: Me | null | undefined; error: unknown; again(): void } {
  const { data, error, refetch } = useQuery(meQuery);
  return { me: data, error: data === undefined ? error : null, again: () => void refetch() };
}

/** What was asked before was answered to somebody else. */
export async function signedIn(): Promise<void> {
  await queries.invalidateQueries();
}

/** Ends the session of this browser. A place in a queue stays. */
export async function signOut(): Promise<void> {
  // What goes on for this person ends before anybody else can be signed in.
  tellPerson(undefined);
  try {
    await rest.call({ method: 'POST', path: '/auth/sign-out' });
    queries.setQueryData(meQuery.queryKey, null);
  } finally {
    await queries.invalidateQueries();
  }
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
  return own ? nicknameOf(own) : String(user.id);
}

/** What somebody without a name is called: by what they do here. */
export function unnamed({
  user,
  projects,
}: Me): 'session.operator' | 'session.coordinator' | 'session.guest' {
  if (user.role === 'operator') return 'session.operator';
  return user.role === 'coordinator' || projects.length > 0 ? 'session.coordinator' : 'session.guest';
}
