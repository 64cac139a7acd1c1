import type { Insertable } from 'kysely';
import type { Db } from './open-store.ts';
import type { InfractionRow } from './schema.ts';
import type { InfractionTable } from './tables/participants.ts';

/** Adds infractions, any number of them. inCeremony does it for every event that tells of one. */
export async function insertInfractions(
  trx: Db,
  infractions: readonly Insertable<InfractionTable>[],
): Promise<void> {
  // Databases bound the parameters of a statement.
  for (let start = 0; start < infractions.length; start += 500)
    await trx
      .insertInto('infraction')
      .values(infractions.slice(start, start + 500))
      .execute();
}

/** Infractions of several participants, each one's in the order in which they happened. */
export async function infractionsOf(
  db: Db,
  participantIds: readonly number[],
): Promise<Map<number, InfractionRow[]>> {
  const found = new Map<number, InfractionRow[]>();
  if (participantIds.length === 0) return found;
  const rows = await db
    .selectFrom('infraction')
    .selectAll()
    .where('participantId', 'in', [...participantIds])
    .orderBy('id')
    .execute();
  for (const row of rows) found.set(row.participantId, [...(found.get(row.participantId) ?? []), row]);
  return found;
}
