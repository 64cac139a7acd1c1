/** The session of this browser: who it is, what else is signed in, and a code to go on elsewhere. */
import { APP } from '@brebaje/protocol/routes';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { smallBody } from '../../http/bodies.ts';
import type { FaceContext } from '../../http/face-context.ts';
import { type Html, html, moment, sendPage } from '../../http/html.ts';
import { prefixOf, publicBase } from '../../http/public-url.ts';
import { endSessions, type KnownSession, listSessionsOf } from '../../store/sessions.ts';
import { endSessionCookie } from '../cookie.ts';
import { startMove } from '../move.ts';
import { sendProblem } from '../notice-page.ts';
import { cameFromElsewhere, pageSession, signInChoices } from './page-session.ts';

/** `GET /app/account`. */
export async function showAccount(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (cameFromElsewhere(context, request, reply, APP.account)) return reply;
  const session = await pageSession(context, request);
  if (!session) return send(reply, context, [signInChoices(context, APP.account)]);
  return send(reply, context, await about(context, session));
}

/** `POST /app/account`: one of its buttons. */
export async function changeAccount(
  context: FaceContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = new URLSearchParams(await smallBody(request, reply));
  const session = await pageSession(context, request);
  if (!session)
    return sendProblem(
      reply,
      context.config,
      403,
      'Not signed in',
      'Open this page in your browser and sign in.',
    );
  const { db } = context.store;
  switch (form.get('action')) {
    case 'move': {
      const { code } = await startMove(context, session.identityId);
      return send(reply, context, [
        moveCode((publicBase(context.config, request) ?? '') + APP.join, code),
        ...(await about(context, session)),
      ]);
    }
    case 'end-others':
      await endSessions(db, session.userId, { butHash: session.idHash });
      return send(reply, context, await about(context, session));
    case 'sign-out':
      await db.deleteFrom('session').where('idHash', '=', session.idHash).execute();
      endSessionCookie(context, request, reply);
      return send(reply, context, [
        html`<p class="notice" role="status">You are signed out in this browser.</p>`,
      ]);
    default:
      return sendProblem(reply, context.config, 400, 'No such button', 'Open the page again.');
  }
}

function send(reply: FastifyReply, { config }: FaceContext, parts: Html[]): FastifyReply {
  return sendPage(reply, config, 200, {
    title: 'Your account here',
    sendsOrigin: true,
    body: html`<main><h1>Your account here</h1>${parts}</main>`,
  });
}

function moveCode(page: string, code: string): Html {
  return html`<section class="card" aria-labelledby="move" role="status">
<h2 id="move">On the other device</h2>
<p>Open <strong>${page}</strong> or the link of your invitation, and enter:</p>
<p class="code">${code}</p>
<p class="note">Once, within five minutes. Whoever enters it is you here: give it to nobody.</p>
</section>`;
}

async function about(context: FaceContext, session: KnownSession): Promise<Html[]> {
  const sessions = await listSessionsOf(context.store.db, session.userId, context.clock.now());
  const action = prefixOf(context.config) + APP.account;
  return [
    html`<dl class="card">
${session.publicName === null ? null : html`<dt>You are</dt><dd><bdi>${session.publicName}</bdi></dd>`}
<dt>Signed in by</dt><dd>${session.provider === 'Invitation' ? 'an invitation' : `${session.provider}, ${session.handle}`}</dd>
</dl>
<form method="post" action="${action}">
<button name="action" value="move">Go on with another device</button>
<button class="quiet" name="action" value="sign-out">Sign out</button>
</form>
${
  session.provider === 'Invitation'
    ? html`<p class="note">You came by an invitation alone: if you sign out everywhere, only a new link of whoever invited you brings you back.</p>`
    : null
}
<h2>Where you are signed in</h2>
<ul>${sessions.map(
      (row) =>
        html`<li><bdi>${row.label ?? 'a program'}</bdi>${row.idHash === session.idHash ? ' (this one)' : ''}, last used ${moment(row.lastSeenAt)}</li>`,
    )}</ul>
${
  sessions.length > 1
    ? html`<form method="post" action="${action}"><button class="quiet" name="action" value="end-others">End all others</button></form>`
    : null
}`,
  ];
}
