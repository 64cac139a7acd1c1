/** The links in messages. They are made without a request at hand. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { NOTIFY_PAGES, PAGES } from '@brebaje/protocol/routes';
import type { Config } from '../config/options.ts';
import type { SubscriptionRow } from '../store/schema.ts';
import type { Notice } from './notice.ts';

type LinkConfig = Pick<Config, 'publicUrl' | 'port'>;

/** Where people reach this server; without a public URL only from this machine. */
export function linkBase({ publicUrl, port }: LinkConfig): string {
  return publicUrl === null ? `http://localhost:${port}` : publicUrl.replace(/\/+$/, '');
}

/** The page of a ceremony; without a slug the server's own. */
export function ceremonyLink(config: LinkConfig, slug: string): string {
  if (slug === '') return `${linkBase(config)}/`;
  return `${linkBase(config)}${PAGES.ceremony}/${encodeURIComponent(slug)}`;
}

/** What a link in an e-mail lets its reader do. */
export type LinkAct = keyof typeof NOTIFY_PAGES;

/** A link that confirms an address, ends the subscription, or says that its person is there; whoever has the mail may do it. */
export function actLink(config: LinkConfig, act: LinkAct, subscription: SubscriptionRow): string {
  return `${linkBase(config)}${NOTIFY_PAGES[act]}?token=${actToken(act, subscription)}`;
}

/** The one link of a mail: where somebody whose turn is coming says that they are there, else the ceremony's page. */
export function mailLink(
  config: LinkConfig,
  { topic, self, ceremony }: Pick<Notice, 'topic' | 'self' | 'ceremony'>,
  subscription: SubscriptionRow,
): string {
  if (topic === 'turn.coming' && self) return actLink(config, 'here', subscription);
  return ceremonyLink(config, ceremony.slug);
}

/** `<number>.<proof>`: made of the subscription's own secret, so it ends with the subscription. */
export function actToken(act: LinkAct, { id, secret }: Pick<SubscriptionRow, 'id' | 'secret'>): string {
  return `${id}.${createHmac('sha256', secret ?? '')
    .update(`${act}/${id}`)
    .digest('base64url')}`;
}

/** The subscription that a token names; its proof is still to be checked. */
export function subscriptionIn(token: string): number | null {
  const id = Number(/^(\d{1,15})\.[A-Za-z0-9_-]{43}$/.exec(token)?.[1]);
  return Number.isSafeInteger(id) ? id : null;
}

export function tokenFits(act: LinkAct, token: string, subscription: SubscriptionRow): boolean {
  if (subscription.secret === null) return false;
  const expected = Buffer.from(actToken(act, subscription));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
