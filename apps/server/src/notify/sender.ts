/**
 * Sends what is in the outbox. Any number of processes may: a message is claimed for a while before it is
 * sent, and marked after. A process that dies between sending and marking leaves a message that is sent once
 * more; it carries the same Idempotency-Key or Message-ID, by which receivers drop it.
 */

import { isLocal } from '../config/policy-of.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { Db } from '../store/open-store.ts';
import { claimMessage, dueMessages, endAttempt } from '../store/outbox.ts';
import type { OutboxRow } from '../store/schema.ts';
import { findSubscription, noteDelivered, noteGivenUp, ownersOf } from '../store/subscriptions.ts';
import { ATTEMPT_MILLIS, type Delivery } from './delivery.ts';
import { actLink, ceremonyLink, mailLink } from './links.ts';
import { createMailer, type Mailer } from './mail.ts';
import type { Message } from './message.ts';
import type { Notice } from './notice.ts';
import { backOff, MOST_ATTEMPTS, MOST_GIVEN_UP } from './retry.ts';
import { postWebhook } from './webhook.ts';
import { messageOf } from './words.ts';

export interface Sender {
  /** Sends what is due, in the background; while it sends, another call does nothing. Never throws. */
  tick(): void;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
  /** Sends one mail now, past the outbox: for operators who try their configuration. */
  mailNow(to: string, message: Message, id: string): Promise<Delivery>;
}

type SenderContext = Pick<
  ServerContext,
  'config' | 'store' | 'clock' | 'log' | 'processId' | 'stopping' | 'random'
>;

/** Longer than any attempt: whoever holds a message longer is dead. */
const LEASE = 6 * ATTEMPT_MILLIS;

/** Messages looked at in one read. */
const BATCH = 100;

/** People who are spoken to at once. */
const AT_ONCE = 8;

/** Of those, people who were slow. */
const SLOW_AT_ONCE = 4;

/** Whoever takes as long as this is slow, milliseconds. */
const PATIENCE = ATTEMPT_MILLIS / 2;

/** Somebody who is spoken to, or was slow: with what was read of theirs. */
interface Person {
  rows: OutboxRow[];
  isSpokenTo: boolean;
  isSlow: boolean;
}

export function createSender(
  ctx: SenderContext,
  {
    mailer = createMailer(ctx.config),
    attemptMillis = ATTEMPT_MILLIS,
    patience = PATIENCE,
  }: { mailer?: Mailer | null; attemptMillis?: number; patience?: number } = {},
): Sender {
  const { db } = ctx.store;
  const local = isLocal(ctx.config);
  let draining = false;
  let drained: Promise<void> | undefined;
  const people = new Map<string, Person>();
  let woken = Promise.withResolvers<void>();
  /** Whether there may be more than the last read saw: it leaves out whoever was spoken to when it began. */
  let stirred = false;
  /** The database failed: what is left waits for the next tick, so that nobody asks it again at once. */
  let failed = false;

  function stir(): void {
    stirred = true;
    woken.resolve();
  }

  function report(error: unknown): void {
    failed = true;
    if (!ctx.stopping.aborted) ctx.log.error({ err: error }, 'the outbox could not be sent');
  }

  const spokenTo = () => [...people.values()].filter(({ isSpokenTo }) => isSpokenTo);
  /** Whether somebody has to wait for others, or for themselves. */
  const mustWait = ({ isSpokenTo, isSlow }: Person): boolean =>
    isSpokenTo || (isSlow && spokenTo().filter((other) => other.isSlow).length >= SLOW_AT_ONCE);

  /** Until nothing is due and nobody is spoken to. Whoever is slow keeps nobody waiting but others who are. */
  async function drain(): Promise<void> {
    do {
      woken = Promise.withResolvers<void>();
      stirred = false;
      if (!ctx.stopping.aborted && !failed && spokenTo().length < AT_ONCE) await begin().catch(report);
      if (!stirred && spokenTo().length > 0) await woken.promise;
    } while (stirred);
    people.clear();
    // In the same breath as the last look: a tick in between would be lost.
    draining = false;
  }

  async function begin(): Promise<void> {
    const leftOut = [...people.values()].filter(mustWait).flatMap(({ rows }) => rows);
    const rows = await dueMessages(db, ctx.clock.now(), BATCH, leftOut);
    for (const [name, theirs] of await byPerson(db, rows)) {
      if (spokenTo().length >= AT_ONCE) return;
      const known = people.get(name);
      if (known && mustWait(known)) known.rows.push(...theirs);
      else speakTo(name, { rows: theirs, isSpokenTo: true, isSlow: known?.isSlow ?? false });
    }
    // Behind so many there may be others, who are not to wait for these.
    if (rows.length === BATCH) stir();
  }

  function speakTo(name: string, person: Person): void {
    people.set(name, person);
    void sendAll(person)
      .catch(report)
      .finally(() => {
        person.isSpokenTo = false;
        if (!person.isSlow) people.delete(name);
        stir();
      });
  }

  /** One person's messages go out one after another, in their order, for as long as they are not slow. */
  async function sendAll(person: Person): Promise<void> {
    const since = performance.now();
    for (const row of [...person.rows]) {
      if (ctx.stopping.aborted) return;
      await send(row);
      person.isSlow = performance.now() - since >= patience;
      if (person.isSlow) return;
    }
  }

  async function send(row: OutboxRow): Promise<void> {
    const now = ctx.clock.now();
    const claimed = await claimMessage(db, row, { owner: ctx.processId, until: now + LEASE });
    if (!claimed) return;
    const delivery = await attempt(claimed).catch((error: unknown): Delivery => {
      ctx.log.error({ err: error, message: claimed.id }, 'a message could not be made');
      return { ok: false, permanent: false, error: 'a fault of ours' };
    });
    if (delivery === 'UNWANTED') {
      await db.deleteFrom('outbox').where('id', '=', claimed.id).execute();
      return;
    }
    await note(claimed, delivery);
  }

  async function note(row: OutboxRow, delivery: Delivery): Promise<void> {
    const now = ctx.clock.now();
    const { subscriptionId } = row;
    if (delivery.ok) {
      await endAttempt(db, row, { state: 'SENT', at: now });
      if (subscriptionId !== null) await noteDelivered(db, subscriptionId);
      return;
    }
    const { error } = delivery;
    const about = {
      message: row.id,
      topic: row.topic,
      subscription: subscriptionId,
      attempts: row.attempts,
      error,
    };
    if (!delivery.permanent && row.attempts < MOST_ATTEMPTS) {
      ctx.log.info(about, 'a message could not be delivered; it will be tried again');
      const [byte = 0] = ctx.random(1);
      await endAttempt(db, row, { state: 'QUEUED', nextAt: now + backOff(row.attempts, byte / 256), error });
      return;
    }
    ctx.log.warn(about, 'a message was given up');
    if (!(await endAttempt(db, row, { state: 'FAILED', error })) || subscriptionId === null) return;
    if (await noteGivenUp(db, subscriptionId, MOST_GIVEN_UP, now))
      ctx.log.warn({ subscription: subscriptionId }, 'a subscription was switched off');
  }

  async function attempt(row: OutboxRow): Promise<Delivery | 'UNWANTED'> {
    if (row.subscriptionId === null) {
      if (row.address === null) return 'UNWANTED';
      return mail(row.address, JSON.parse(row.payload) as Message, row.key);
    }
    const subscription = await findSubscription(db, row.subscriptionId);
    if (!subscription || subscription.disabledAt !== null) return 'UNWANTED';
    const notice = JSON.parse(row.payload) as Notice;
    const mailed = subscription.kind === 'EMAIL';
    const message = messageOf(notice, {
      timeZone: subscription.timeZone,
      link: mailed
        ? mailLink(ctx.config, notice, subscription)
        : ceremonyLink(ctx.config, notice.ceremony.slug),
    });
    if (mailed)
      return mail(subscription.target, message, row.key, actLink(ctx.config, 'leave', subscription));
    const now = Math.floor(ctx.clock.now() / 1000);
    return postWebhook(subscription, { id: row.key, notice, message, now }, { local }, attemptMillis);
  }

  async function mail(to: string, message: Message, id: string, leave?: string): Promise<Delivery> {
    if (!mailer) return { ok: false, permanent: false, error: 'no mail server is configured' };
    return mailer({ id, to, message, ...(leave === undefined ? {} : { leave }) });
  }

  return {
    tick() {
      failed = false;
      stir();
      if (draining) return;
      draining = true;
      drained = drain();
    },
    idle: async () => drained,
    mailNow: (to, message, id) => mail(to, message, id),
  };
}

/** Where a message goes. */
function receiverOf({ address, subscriptionId }: OutboxRow): string {
  return address ?? `subscription ${subscriptionId}`;
}

/** Messages by whom they are for, each person's in order: one person's many receivers are spoken to in turn. */
async function byPerson(db: Db, rows: readonly OutboxRow[]): Promise<Map<string, OutboxRow[]>> {
  const owners = await ownersOf(
    db,
    rows.flatMap(({ subscriptionId }) => (subscriptionId === null ? [] : [subscriptionId])),
  );
  const people = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const owner = row.subscriptionId === null ? undefined : owners.get(row.subscriptionId);
    const person = owner === undefined ? receiverOf(row) : `user ${owner}`;
    people.set(person, [...(people.get(person) ?? []), row]);
  }
  return people;
}
