/** What goes into the outbox, in the transaction that makes it true. */
import type { Config } from '../config/options.ts';
import type { Db } from '../store/open-store.ts';
import { insertMessages } from '../store/outbox.ts';
import { type Message, plainText } from './message.ts';

/** A mail to an address that somebody gave us, such as an invitation. */
export interface Mail {
  to: string;
  /** What it is about: `invitation`, `confirmation`. */
  topic: string;
  payload: Message;
  /** Idempotency key: the same mail is queued once. */
  key: string;
}

/** What tells the outbox whether and when. */
export interface OutboxContext {
  config: Pick<Config, 'smtpUrl'>;
  clock: { now(): number };
}

/** Whether this server can send e-mail at all. */
export function canMail({ smtpUrl }: Pick<Config, 'smtpUrl'>): boolean {
  return smtpUrl !== null;
}

/**
 * Queues a mail, once per key. Without a mail server nothing is queued and the answer has the text to copy.
 * What is queued may hold a link that signs in; it is erased when the mail has gone out.
 */
export async function queueMail(
  { config, clock }: OutboxContext,
  trx: Db,
  { to, topic, payload, key }: Mail,
): Promise<{ queued: boolean; text: string }> {
  const text = `${payload.subject}\n\n${plainText(payload)}`;
  if (!canMail(config)) return { queued: false, text };
  await insertMessages(trx, [
    {
      subscriptionId: null,
      key,
      topic,
      payload: JSON.stringify(payload),
      address: to,
      createdAt: clock.now(),
    },
  ]);
  return { queued: true, text };
}
