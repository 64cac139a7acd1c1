/** Who looks at a page of ours, and how they sign in where nobody is. */
import { APP, AUTH } from '@brebaje/protocol/routes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaceContext } from '../../http/face-context.ts';
import { type Html, html } from '../../http/html.ts';
import { prefixOf } from '../../http/public-url.ts';
import { findSession, type KnownSession } from '../../store/sessions.ts';
import { cookieSession } from '../cookie.ts';
import { githubConfigured } from '../github.ts';
import { sendOnward } from '../notice-page.ts';
import { isForeign } from '../same-origin.ts';
import { hashId } from '../secret-id.ts';

/** The first-party session of the browser that asks; undefined: nobody is signed in, or a form of elsewhere asks. */
export async function pageSession(
  context: FaceContext,
  request: FastifyRequest,
): Promise<KnownSession | undefined> {
  const id = cookieSession(context, request);
  const session =
    id === null ? undefined : await findSession(context.store.db, hashId(id), context.clock.now());
  return session?.ceremonyId === null ? session : undefined;
}

/**
 * Answers a visit that a link of another site led to: browsers hold our cookie back there, so the page calls
 * itself once more. False: the visit comes from here or by hand.
 */
export function cameFromElsewhere(
  { config }: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
  here: string,
): boolean {
  if (!isForeign(config, request)) return false;
  sendOnward(reply, config, { title: 'One moment', text: 'The page opens.', next: here });
  return true;
}

/** The ways to sign in that lead on to a page of ours. */
export function signInChoices({ config }: FaceContext, next: string): Html {
  const prefix = prefixOf(config);
  const query = `?next=${encodeURIComponent(next)}`;
  return html`<section class="card" aria-labelledby="sign-in">
<h2 id="sign-in">Sign in first</h2>
<p class="ways">
<a class="button" href="${prefix}${AUTH.ethPage}${query}">With Ethereum</a>
${githubConfigured(config) ? html`<a class="button" href="${prefix}${AUTH.githubStart}${query}">With GitHub</a>` : null}
<a class="button quiet" href="${prefix}${APP.join}">With a code from another device</a>
</p>
<p class="note">Were you sent an invitation? Open its link in this browser, then come back here.</p>
</section>`;
}
