/**
 * The pages behind the links in mails. Opening one changes nothing, because programs that look for viruses
 * open every link; a press of the button does, and the one click of a mail program (RFC 8058).
 */
import { NOTIFY_PAGES } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { discardBody } from '../http/bodies.ts';
import type { FaceContext } from '../http/face-context.ts';
import { type Html, html, sendPage } from '../http/html.ts';
import { mount } from '../http/mount.ts';
import { prefixOf } from '../http/public-url.ts';
import type { Db } from '../store/open-store.ts';
import type { SubscriptionRow } from '../store/schema.ts';
import { deleteSubscription, findSubscription, updateSubscription } from '../store/subscriptions.ts';
import { type LinkAct, subscriptionIn, tokenFits } from './links.ts';

interface Asked {
  title: string;
  text: string;
  button: string;
  done: string;
}

const ASKED: Record<LinkAct, Asked> = {
  confirm: {
    title: 'Do you want these messages?',
    text: 'Messages about your part in a ceremony would go to',
    button: 'Yes, send them',
    done: 'Your address is confirmed. Every message has a way to end them.',
  },
  leave: {
    title: 'No more messages?',
    text: 'Messages would no longer go to',
    button: 'Send me no more',
    done: 'You will get no more of these messages.',
  },
  here: {
    title: 'Are you there?',
    text: 'Your turn is near, and it is offered to people who are there. You were told so at',
    button: 'I am there',
    done: 'You count as present for a quarter of an hour. Open the page or the command of the ceremony now: an offered turn waits only a few minutes.',
  },
};

/** What somebody's answer to a message does. */
export type OnAnswer = (subscription: SubscriptionRow) => Promise<void>;

/** Mounts the pages. */
export function notifyPages(app: FastifyInstance, context: FaceContext, onAnswer: OnAnswer): void {
  for (const act of Object.keys(NOTIFY_PAGES) as LinkAct[])
    mount(
      app,
      {
        GET: (request, reply) => ask(context, act, request, reply),
        POST: (request, reply) => carryOut(context, act, request, reply, onAnswer),
      },
      NOTIFY_PAGES[act],
    );
}

async function ask(
  context: FaceContext,
  act: LinkAct,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await named(context.store.db, act, request);
  if (!found) return sendEnded(context, reply);
  const { title, text, button } = ASKED[act];
  const action = `${prefixOf(context.config)}${NOTIFY_PAGES[act]}?token=${found.token}`;
  return send(
    context,
    reply,
    200,
    title,
    html`<p>${text} <strong><bdi>${found.subscription.target}</bdi></strong>.</p>
<form method="post" action="${action}"><button>${button}</button></form>`,
  );
}

async function carryOut(
  context: FaceContext,
  act: LinkAct,
  request: FastifyRequest,
  reply: FastifyReply,
  onAnswer: OnAnswer,
): Promise<FastifyReply> {
  // What a mail program sends with its one click says nothing more.
  discardBody(request);
  const { store, clock } = context;
  const done = await store.transaction(async (trx) => {
    const found = await named(trx, act, request);
    if (!found) return null;
    if (act === 'leave') await deleteSubscription(trx, found.subscription.id);
    else if (act === 'confirm' && found.subscription.confirmedAt === null)
      return (await updateSubscription(trx, found.subscription, { confirmedAt: clock.now() })) ?? null;
    return found.subscription;
  });
  if (!done) return sendEnded(context, reply);
  if (act === 'here') await onAnswer(done);
  return send(
    context,
    reply,
    200,
    ASKED[act].title,
    html`<p class="notice" role="status">${ASKED[act].done}</p>`,
  );
}

async function named(
  db: Db,
  act: LinkAct,
  request: FastifyRequest,
): Promise<{ token: string; subscription: SubscriptionRow } | undefined> {
  const { token } = request.query as { token?: unknown };
  const id = typeof token === 'string' ? subscriptionIn(token) : null;
  const subscription = id === null ? undefined : await findSubscription(db, id);
  if (!subscription || !tokenFits(act, String(token), subscription)) return undefined;
  return { token: String(token), subscription };
}

function sendEnded(context: FaceContext, reply: FastifyReply): FastifyReply {
  return send(
    context,
    reply,
    404,
    'This link has ended',
    html`<p>The messages that it belongs to are not sent any more. There is nothing to do.</p>`,
  );
}

function send(
  { config }: FaceContext,
  reply: FastifyReply,
  status: number,
  title: string,
  body: Html,
): FastifyReply {
  return sendPage(reply, config, status, { title, body: html`<main><h1>${title}</h1>${body}</main>` });
}
