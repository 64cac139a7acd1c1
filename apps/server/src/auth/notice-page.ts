/** Pages that say one thing: what is not configured, and where a session is about to go. */
import { AUTH } from '@brebaje/protocol/routes';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config/options.ts';
import { html, sendPage } from '../http/html.ts';
import { prefixOf } from '../http/public-url.ts';

export const NO_BASE =
  'This server was reached by a name it does not know. Open it as http://localhost, or set --public-url.';

/** A provider that the operator has not set up. */
export function sendUnconfigured(reply: FastifyReply, config: Config, provider: string): FastifyReply {
  return sendPage(reply, config, 503, {
    title: `${provider} sign-in is not set up`,
    body: html`<main>
<h1>${provider} sign-in is not set up</h1>
<p>The operator of this server has not configured it. Nothing is wrong with your account: sign in the other way, or ask the operator.</p>
<p><a class="button quiet" href="${prefixOf(config)}/">Back to the ceremony</a></p>
</main>`,
  });
}

/** Something that ends a sign-in without a place to go back to. */
export function sendProblem(
  reply: FastifyReply,
  config: Config,
  status: number,
  title: string,
  text: string,
): FastifyReply {
  return sendPage(reply, config, status, {
    title,
    body: html`<main><h1>${title}</h1>
<p>${text}</p>
<p><a href="${prefixOf(config)}/">To the ceremonies of this server</a></p></main>`,
  });
}

/** Asks before a session is handed to a site that is neither this machine nor registered. */
export function sendConsent(
  reply: FastifyReply,
  config: Config,
  { redirect, nickname, ticket, title }: { redirect: URL; nickname: string; ticket: string; title: string },
): FastifyReply {
  return sendPage(reply, config, 200, {
    title: 'Go on to another site?',
    formOrigins: [redirect.origin],
    body: html`<main>
<h1>Go on to ${redirect.host}?</h1>
<p>You signed in as <strong><bdi>${nickname}</bdi></strong> for <strong><bdi>${title}</bdi></strong>.
The site below asked for it and will be able to take your turn in this ceremony in your name.</p>
<dl class="card"><dt>Site</dt><dd><strong>${redirect.origin}</strong></dd></dl>
<p>Go on only if you came from there and trust it.</p>
<form method="post" action="${prefixOf(config)}${AUTH.goOn}">
<input type="hidden" name="ticket" value="${ticket}">
<button>Go on to ${redirect.host}</button>
<a class="button quiet" href="${prefixOf(config)}/">No, stay here</a>
</form>
</main>`,
  });
}

/** A failed sign-in that would lead to a site nobody registered: a link instead of a redirect. */
export function sendFailureElsewhere(
  reply: FastifyReply,
  config: Config,
  { status, text, next, back }: { status: number; text: string; next: string; back: URL },
): FastifyReply {
  return sendPage(reply, config, status, {
    title: 'Sign-in failed',
    body: html`<main>
<h1>Sign-in failed</h1>
<p class="problem" role="alert">${text}</p>
<p>${next}</p>
<p><a class="button quiet" rel="noreferrer" href="${back.href}">Back to ${back.host}</a></p>
</main>`,
  });
}

/** A page that goes on by itself to a path of ours: from here on the browser sends our own cookies along. */
export function sendOnward(
  reply: FastifyReply,
  config: Config,
  { title, text, next }: { title: string; text: string; next: string },
): FastifyReply {
  const address = prefixOf(config) + next;
  return sendPage(reply, config, 200, {
    title,
    head: html`<meta http-equiv="refresh" content="0;url=${address}">`,
    body: html`<main><h1>${title}</h1><p>${text}</p><p><a class="button" href="${address}">Go on</a></p></main>`,
  });
}
