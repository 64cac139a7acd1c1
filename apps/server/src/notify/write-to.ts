/** A few words from those who coordinate to one person: on no page and in no record. */
import type { ServerContext } from '../sequencer/context.ts';
import type { Db } from '../store/open-store.ts';
import { insertMessages } from '../store/outbox.ts';
import type { CeremonyRow, ParticipantRow } from '../store/schema.ts';
import { listenersOf } from '../store/subscriptions.ts';
import { messageFor, named } from './enqueue.ts';
import { ceremonyLink } from './links.ts';
import { plainText } from './message.ts';
import type { Notice } from './notice.ts';
import { canMail, queueMail } from './outbox.ts';
import { messageOf } from './words.ts';

export interface Written {
  /** Channels that it goes to; 0: the text is to be copied. */
  sent: number;
  /** Subject, an empty line, and the message. */
  text: string;
}

/**
 * Queues it for every channel of the person, else for the address of their invitation. One a minute for each
 * person: null when there was one. Run it in a transaction.
 */
export async function writeTo(
  ctx: Pick<ServerContext, 'config' | 'clock'>,
  trx: Db,
  ceremony: CeremonyRow,
  participant: ParticipantRow,
  words: string,
): Promise<Written | null> {
  const now = ctx.clock.now();
  const notice: Notice = {
    topic: 'message',
    at: now,
    ceremony: named(ceremony),
    self: true,
    facts: { text: words },
  };
  const link = ceremonyLink(ctx.config, ceremony.slug);
  const message = messageOf(notice, { timeZone: 'UTC', link });
  const text = `${message.subject}\n\n${plainText(message)}`;
  const key = `message/${participant.id}/${Math.floor(now / 60_000)}`;
  const own = (await listenersOf(trx, ceremony)).filter(({ userId }) => userId === participant.userId);
  if (own.length > 0) {
    const queued = own.map((listener) => messageFor(listener, `${key}/${listener.id}`, now, notice));
    const sent = await insertMessages(trx, queued);
    return sent === 0 ? null : { sent, text };
  }
  const to = canMail(ctx.config) ? await invitedAt(trx, participant) : null;
  if (to === null) return { sent: 0, text };
  const known = await trx.selectFrom('outbox').select('id').where('key', '=', key).executeTakeFirst();
  if (known) return null;
  await queueMail(ctx, trx, { to, topic: 'message', payload: message, key });
  return { sent: 1, text };
}

async function invitedAt(trx: Db, { invitationId }: ParticipantRow): Promise<string | null> {
  if (invitationId === null) return null;
  const invitation = await trx
    .selectFrom('invitation')
    .select('address')
    .where('id', '=', invitationId)
    .executeTakeFirst();
  return invitation?.address ?? null;
}
