/** Messages that wait to be sent, in rows: whoever writes one does it in the transaction it tells of. */
import { type Insertable, sql } from 'kysely';
import type { Db } from './open-store.ts';
import type { OutboxRow } from './schema.ts';
import type { OutboxTable } from './tables/messages.ts';

export type NewMessage = Pick<
  Insertable<OutboxTable>,
  'subscriptionId' | 'key' | 'topic' | 'payload' | 'address' | 'createdAt'
>;

/** Queues messages, due at once. One whose key is known already stays as it is. Returns how many are new. */
export async function insertMessages(trx: Db, messages: readonly NewMessage[]): Promise<number> {
  let added = 0;
  // Databases bound the parameters of a statement.
  for (let start = 0; start < messages.length; start += 500) {
    const rows = messages
      .slice(start, start + 500)
      .map((message) => ({ ...message, state: 'QUEUED' as const, nextAt: message.createdAt }));
    const result = await trx
      .insertInto('outbox')
      .values(rows)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows ?? 0n);
  }
  return added;
}

/** Spelled as in the partial index. */
const isPending = sql<boolean>`"state" in ('QUEUED', 'SENDING')`;

/**
 * Messages that may be sent now, the longest due first; also those whose sender said nothing for a lease.
 * `but`: messages whose receivers are left out.
 */
export function dueMessages(
  db: Db,
  now: number,
  limit: number,
  but: readonly OutboxRow[] = [],
): Promise<OutboxRow[]> {
  const subscriptions = [
    ...new Set(but.map(({ subscriptionId }) => subscriptionId).filter((id) => id !== null)),
  ];
  const addresses = [...new Set(but.map(({ address }) => address).filter((address) => address !== null))];
  return db
    .selectFrom('outbox')
    .selectAll()
    .where(isPending)
    .where('nextAt', '<=', now)
    .$if(subscriptions.length > 0, (query) =>
      query.where(({ eb, or }) =>
        or([eb('subscriptionId', 'is', null), eb('subscriptionId', 'not in', subscriptions)]),
      ),
    )
    .$if(addresses.length > 0, (query) =>
      query.where(({ eb, or }) => or([eb('address', 'is', null), eb('address', 'not in', addresses)])),
    )
    .orderBy('nextAt')
    .orderBy('id')
    .limit(sql.lit(limit))
    .execute();
}

/** Takes a message as it was read, until `until`; undefined when somebody was faster. Counts the attempt. */
export function claimMessage(
  db: Db,
  row: OutboxRow,
  { owner, until }: { owner: string; until: number },
): Promise<OutboxRow | undefined> {
  return db
    .updateTable('outbox')
    .set({
      state: 'SENDING',
      leaseOwner: owner,
      leaseUntil: until,
      nextAt: until,
      attempts: row.attempts + 1,
    })
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('attempts', '=', row.attempts)
    .returningAll()
    .executeTakeFirst();
}

/** The clock was stepped back: what was to go out at a moment of before goes out as much earlier. */
export async function advanceMessages(trx: Db, millis: number): Promise<void> {
  await trx
    .updateTable('outbox')
    .set(({ eb }) => ({ nextAt: eb('nextAt', '-', millis) }))
    .where(isPending)
    .execute();
}

/** What became of an attempt. */
export type Attempted =
  | { state: 'SENT'; at: number }
  | { state: 'QUEUED'; nextAt: number; error: string }
  | { state: 'FAILED'; error: string };

/**
 * Ends the attempt of whoever claimed the message; false when somebody else has taken it since. What is over
 * keeps its key, so that it is never queued again, and loses what it said and to whom.
 */
export async function endAttempt(db: Db, claimed: OutboxRow, end: Attempted): Promise<boolean> {
  const over = { payload: '{}', address: null };
  const result = await db
    .updateTable('outbox')
    .set({
      leaseOwner: null,
      leaseUntil: null,
      state: end.state,
      ...(end.state === 'SENT' ? { sentAt: end.at, error: null, ...over } : { error: end.error }),
      ...(end.state === 'QUEUED' ? { nextAt: end.nextAt } : {}),
      ...(end.state === 'FAILED' ? over : {}),
    })
    .where('id', '=', claimed.id)
    .where('state', '=', 'SENDING')
    .where('attempts', '=', claimed.attempts)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Forgets what ended before `before`; its events are long past and cannot queue it again. */
export async function deleteOldMessages(db: Db, before: number): Promise<number> {
  const result = await db
    .deleteFrom('outbox')
    .where('state', 'in', ['SENT', 'FAILED'])
    .where('createdAt', '<', before)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
