/** A browser that somebody is signed in with: the cookie that a sign-in would have left. */
import { cookieName } from '@brebaje/server/auth/cookie';
import { type NewPerson, type RestPerson, restPerson } from '../../support/rest-person.ts';
import type { OpenPages, Visit, Visitor } from './pages.ts';

/** Somebody new, at a browser of their own. */
export async function signedIn(
  pages: OpenPages,
  who: NewPerson = {},
  visit: Visit = {},
): Promise<Visitor & { person: RestPerson }> {
  const person = await restPerson(pages.server, who);
  return { ...(await visitAs(pages, person, visit)), person };
}

/** Somebody who is there already, at a browser of their own. */
export async function visitAs(
  { server, visit }: OpenPages,
  { sessionId }: Pick<RestPerson, 'sessionId'>,
  wanted: Visit = {},
): Promise<Visitor> {
  const visitor = await visit(wanted);
  const cookie = { name: cookieName(server.url), value: sessionId, url: server.url, httpOnly: true };
  await visitor.context.addCookies([{ ...cookie, sameSite: 'Strict' }]);
  return visitor;
}
