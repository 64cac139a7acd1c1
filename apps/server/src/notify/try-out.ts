import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import { insertMessages } from '../store/outbox.ts';
import { findProject } from '../store/projects.ts';
import type { SubscriptionRow } from '../store/schema.ts';
import type { Delivery } from './delivery.ts';
import { messageFor, named } from './enqueue.ts';
import { ceremonyLink } from './links.ts';
import { plainText } from './message.ts';
import type { Notice } from './notice.ts';
import { messageOf } from './words.ts';

/** Queues a test message, one a minute; answers its text, or null when there was one this minute. */
export async function queueTest(
  ctx: Pick<ServerContext, 'config' | 'clock'>,
  trx: Db,
  subscription: SubscriptionRow,
): Promise<string | null> {
  const now = ctx.clock.now();
  const notice: Notice = {
    topic: 'test',
    at: now,
    ceremony: await subjectOf(trx, subscription),
    self: false,
    facts: {},
  };
  const key = `test/${subscription.id}/${Math.floor(now / 60_000)}`;
  const added = await insertMessages(trx, [messageFor(subscription, key, now, notice)]);
  if (added === 0) return null;
  const link = ceremonyLink(ctx.config, notice.ceremony.slug);
  const message = messageOf(notice, { timeZone: subscription.timeZone, link });
  return `${message.subject}\n\n${plainText(message)}`;
}

/** Sends one mail now, past the outbox, so that whoever configures the mail server sees what is wrong. */
export function sendTestMail(
  ctx: Pick<ServerContext, 'config' | 'clock' | 'sender'>,
  to: string,
): Promise<Delivery> {
  const message = {
    subject: 'Test message of a ceremony server',
    text: 'This is a test: the server at the address below can send e-mail.',
    next: 'Nothing has to be done.',
    link: ceremonyLink(ctx.config, ''),
  };
  return ctx.sender.mailNow(to, message, `test/${to}/${ctx.clock.now()}`);
}

async function subjectOf(trx: Db, { ceremonyId, projectId }: SubscriptionRow): Promise<Notice['ceremony']> {
  const ceremony = ceremonyId === null ? undefined : await findCeremony(trx, ceremonyId);
  if (ceremony) return named(ceremony);
  const project = projectId === null ? undefined : await findProject(trx, projectId);
  return { id: 0, slug: '', title: project?.name ?? '', test: false };
}
