import type { Db } from './open-store.ts';
import type { TicketRow } from './schema.ts';
import type { TicketTable } from './tables/people.ts';

/** Stores a secret that is used once; the caller hashes it and makes it unguessable. */
export async function createTicket(db: Db, ticket: TicketTable): Promise<void> {
  await db.insertInto('ticket').values(ticket).execute();
}

/**
 * Uses a ticket up: whoever comes second gets nothing, and an expired one is used up too. `data` is what it
 * was created with.
 */
export async function takeTicket(
  db: Db,
  kind: TicketTable['kind'],
  idHash: string,
  now: number,
): Promise<TicketRow | undefined> {
  const ticket = await db
    .deleteFrom('ticket')
    .where('kind', '=', kind)
    .where('idHash', '=', idHash)
    .returningAll()
    .executeTakeFirst();
  return ticket && ticket.expiresAt > now ? ticket : undefined;
}

/** A ticket that is asked about more than once before it is used up. */
export async function readTicket(
  db: Db,
  kind: TicketTable['kind'],
  idHash: string,
  now: number,
): Promise<TicketRow | undefined> {
  return db
    .selectFrom('ticket')
    .selectAll()
    .where('kind', '=', kind)
    .where('idHash', '=', idHash)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
}

/** Changes what a ticket says if it still says what was read; false: somebody else was first. */
export async function changeTicket(db: Db, before: TicketRow, data: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ticket')
    .set({ data })
    .where('kind', '=', before.kind)
    .where('idHash', '=', before.idHash)
    .where('data', '=', before.data)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Uses up what would still give a session of this person: codes for a second device, and terminals that were
 * approved and have not asked since. Their `data` ends with the identity.
 */
export async function deleteVouched(db: Db, userId: number): Promise<void> {
  const identities = await db.selectFrom('identity').select('id').where('userId', '=', userId).execute();
  for (const { id } of identities)
    await db
      .deleteFrom('ticket')
      .where('kind', 'in', ['move', 'device'])
      .where('data', 'like', `%"identityId":${id}}`)
      .execute();
}

/** Removes what nobody used. Returns how many. */
export async function deleteExpiredTickets(db: Db, now: number): Promise<number> {
  const result = await db.deleteFrom('ticket').where('expiresAt', '<=', now).executeTakeFirst();
  return Number(result.numDeletedRows);
}
