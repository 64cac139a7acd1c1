/** Keeps what needs a human: since when, and that somebody was told once. */

import { hears, messageFor, named } from '../notify/enqueue.ts';
import { ceremonyLink } from '../notify/links.ts';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { Db } from '../store/open-store.ts';
import { insertMessages } from '../store/outbox.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { getSetting, setSetting } from '../store/settings.ts';
import { listenersOf } from '../store/subscriptions.ts';
import { attentionFacts } from './facts.ts';
import { type AttentionItem, attentionItems } from './items.ts';

/** An item with the moment from which it is one. */
export type NotedItem = AttentionItem & { since: number };

/** What is remembered of each item, by code and subject. */
type Noted = Record<string, { since: number; toldAt: number; open: boolean }>;

/** What comes and goes is not told anew within this time. */
const QUIET = 6 * 3_600_000;

const keyOf = (ceremonyId: number): string => `attention:${ceremonyId}`;
const nameOf = ({ code, subject }: AttentionItem): string => `${code}/${subject}`;

/** What needs a human now. */
export async function attentionNow(ctx: ServerContext, db: Db, ceremony: CeremonyRow): Promise<NotedItem[]> {
  const facts = await attentionFacts(ctx, db, ceremony);
  const noted = await notedOf(db, ceremony.id);
  return attentionItems(facts).map((item) => withSince(item, noted, facts.now));
}

function withSince(item: AttentionItem, noted: Noted, now: number): NotedItem {
  const known = noted[nameOf(item)];
  return { ...item, since: item.since ?? (known?.open ? known.since : now) };
}

async function notedOf(db: Db, ceremonyId: number): Promise<Noted> {
  return JSON.parse((await getSetting(db, keyOf(ceremonyId))) ?? '{}') as Noted;
}

/** One look: notes what has come and gone, and tells the coordinators who want to hear of it what has come. */
export async function watchAttention(ctx: ServerContext, ceremony: CeremonyRow): Promise<void> {
  const before = await notedOf(ctx.store.db, ceremony.id);
  const items = await attentionNow(ctx, ctx.store.db, ceremony);
  const open = new Set(items.map(nameOf));
  const unchanged =
    items.every((item) => before[nameOf(item)]?.open) &&
    Object.entries(before).every(([name, { open: was }]) => was === open.has(name));
  if (unchanged) return;
  await inCeremony(ctx, ceremony.id, async ({ trx, now }) => {
    const noted = await notedOf(trx, ceremony.id);
    const after: Noted = {};
    for (const [name, entry] of Object.entries(noted))
      if ((open.has(name) && entry.open) || now - entry.toldAt < QUIET)
        after[name] = { ...entry, open: open.has(name) };
    const news = items.filter((item) => {
      const known = after[nameOf(item)];
      if (known && noted[nameOf(item)]?.open) return false;
      after[nameOf(item)] = { since: item.since, toldAt: known?.toldAt ?? now, open: true };
      return known === undefined;
    });
    await tell(ctx, trx, ceremony, news, now);
    await setSetting(trx, keyOf(ceremony.id), JSON.stringify(after));
  });
}

async function tell(
  ctx: ServerContext,
  trx: Db,
  ceremony: CeremonyRow,
  items: readonly NotedItem[],
  now: number,
): Promise<void> {
  if (items.length === 0) return;
  const listeners = (await listenersOf(trx, ceremony)).filter((listener) => hears(listener, 'attention'));
  const link = ceremonyLink(ctx.config, ceremony.slug);
  ctx.log.warn({ ceremony: ceremony.slug, codes: items.map(({ code }) => code), link }, 'needs attention');
  await insertMessages(
    trx,
    listeners.flatMap((listener) =>
      items.map((item) =>
        messageFor(listener, `${ceremony.id}/attention/${nameOf(item)}/${now}/${listener.id}`, now, {
          topic: 'attention',
          at: now,
          ceremony: named(ceremony),
          self: false,
          facts: { code: item.code, text: item.sentence, next: item.next },
        }),
      ),
    ),
  );
}
