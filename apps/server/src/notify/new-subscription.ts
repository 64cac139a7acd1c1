import { createHash } from 'node:crypto';
import type { Topic } from '@brebaje/protocol/topics';
import type { Insertable } from 'kysely';
import type { Config } from '../config/options.ts';
import type { SubscriptionRow } from '../store/schema.ts';
import type { SubscriptionTable } from '../store/tables/messages.ts';
import { actLink } from './links.ts';
import { oneLine } from './message.ts';
import type { Mail } from './outbox.ts';

/** What somebody asked for. */
export interface Draft {
  ceremonyId?: number | undefined;
  projectId?: number | undefined;
  kind: SubscriptionRow['kind'];
  form?: 'JSON' | 'SLACK' | 'DISCORD' | undefined;
  target: string;
  topics: readonly Topic[];
  timeZone: string;
}

/**
 * The row of a subscription. A webhook is confirmed by whoever has its URL; an address by its reader.
 * @param random 32 bytes: signs webhooks, and makes the links in mails unguessable
 */
export function newSubscription(
  draft: Draft,
  userId: number,
  random: Uint8Array,
  now: number,
): Insertable<SubscriptionTable> {
  const { kind, target, topics, timeZone, ceremonyId, projectId } = draft;
  return {
    userId,
    ceremonyId: ceremonyId ?? null,
    projectId: projectId ?? null,
    kind,
    form: kind === 'EMAIL' ? 'TEXT' : (draft.form ?? 'JSON'),
    target,
    secret: Buffer.from(random).toString('base64url'),
    topics: JSON.stringify([...new Set(topics)]),
    timeZone,
    confirmedAt: kind === 'WEBHOOK' ? now : null,
    createdAt: now,
  };
}

/** Begins the keys of all mails that ask for a confirmation. */
export const CONFIRM_KEYS = 'confirm';

/** The mail that asks the reader of an address whether they want to hear of this. */
export function confirmationMail(
  config: Pick<Config, 'publicUrl' | 'port'>,
  subscription: SubscriptionRow,
  title: string,
  now: number,
): Mail & { dayKey: string; targetKey: string } {
  const day = Math.floor(now / 86_400_000);
  const dayKey = `${CONFIRM_KEYS}/${subscription.userId}/${day}`;
  const targetKey = `${day}/${mailboxOf(subscription.target)}`;
  return {
    to: subscription.target,
    topic: 'confirmation',
    key: `${dayKey}/${subscription.id}/${targetKey}`,
    dayKey,
    targetKey,
    payload: {
      subject: oneLine(`Do you want messages about ${title}?`),
      text: `Somebody, probably you, asked for messages about ${oneLine(title)} to this address.`,
      next: 'If it was you, confirm it on this page. If not, do nothing: no other message will come.',
      link: actLink(config, 'confirm', subscription),
    },
  };
}

/** Tells mailboxes apart well enough to count, and too badly to tell whose one is: 32 bits. */
function mailboxOf(address: string): string {
  const [, name = '', domain = ''] = /^([^+]*).*@(.*)$/.exec(address.toLowerCase()) ?? [];
  return createHash('sha256')
    .update(`${name.split('@')[0]}@${domain}`)
    .digest('hex')
    .slice(0, 8);
}
