/** Who stands in a circuit's queue, read in its order. */
import type { Policy } from '@brebaje/ceremony/policy';
import { LET_GO_COUNTS, OFFERS_LET_GO } from '@brebaje/ceremony/queue-order';
import type { QueueEntry, Reservation } from '@brebaje/ceremony/queue-types';
import { sql } from 'kysely';
import type { Db } from '../store/open-store.ts';
import type { ParticipantRow, ReservationRow } from '../store/schema.ts';
import { queueEntryOf, reservationOf } from './rows.ts';

/** A participant's row and their entry in the queue. */
export interface Candidate extends QueueEntry {
  row: ParticipantRow;
}

type Waiting = ParticipantRow & { expectedFrom: number | null; expectedUntil: number | null };

/** The order of `byOrder`: the class is a word whose alphabet is its rank. */
function waiting(db: Db, circuitId: number) {
  return db
    .selectFrom('participant')
    .leftJoin('invitation', 'invitation.id', 'participant.invitationId')
    .selectAll('participant')
    .select(['invitation.from as expectedFrom', 'invitation.until as expectedUntil'])
    .where('participant.circuitId', '=', circuitId)
    .where('participant.status', '=', 'WAITING')
    .orderBy('participant.queueClass')
    .orderBy('participant.priority', 'desc')
    .orderBy('participant.queuedAt')
    .orderBy('participant.id');
}

type Found = Waiting & { yields?: boolean };

function candidateOf({ expectedFrom, expectedUntil, yields, ...row }: Found): Candidate {
  const entry = queueEntryOf(row, { from: expectedFrom, until: expectedUntil });
  return { ...entry, ...(yields ? { yields } : {}), row };
}

/** Those of a queue who could be offered a turn now, present or not. */
function possible(db: Db, circuitId: number, now: number) {
  return waiting(db, circuitId)
    .where(({ eb, or }) =>
      or([eb('participant.barredUntil', 'is', null), eb('participant.barredUntil', '<=', now)]),
    )
    .where(({ eb, or }) => or([eb('invitation.from', 'is', null), eb('invitation.from', '<=', now)]))
    .where(({ eb, or }) => or([eb('invitation.until', 'is', null), eb('invitation.until', '>=', now)]));
}

/** Whether somebody has let several offers of their circuit go lately. */
function yields(now: number) {
  return sql<boolean>`(select count(*) from ${sql.table('turn')}
    where ${sql.ref('turn.participantId')} = ${sql.ref('participant.id')}
      and ${sql.ref('turn.circuitId')} = ${sql.ref('participant.circuitId')}
      and ${sql.ref('turn.outcome')} in ('declined', 'passed')
      and ${sql.ref('turn.closedAt')} > ${now - LET_GO_COUNTS}) >= ${sql.lit(OFFERS_LET_GO)}`;
}

/**
 * The few people among whom `nextOffer` finds the next one, however long the queue is: the first present of
 * the queue and of the standby list (one who let several offers go lately only where nobody else is), those
 * with a reservation, and one who waits outside the standby list.
 */
export async function candidatesFor(
  db: Db,
  policy: Policy,
  circuitId: number,
  reservations: readonly Reservation[],
  now: number,
): Promise<Candidate[]> {
  const one = sql.lit(1);
  const found: Found[] = [];
  for (const part of ['<>', '='] as const) {
    const present = possible(db, circuitId, now)
      .where('participant.presentUntil', '>=', now)
      .where('participant.queueClass', part, 'STANDBY')
      .limit(one);
    const first = await present.where(({ not }) => not(yields(now))).executeTakeFirst();
    const last = first ?? (await present.executeTakeFirst());
    if (last) found.push({ ...last, yields: !first });
  }
  const reserved = reservations.map((reservation) => reservation.participantId);
  if (reserved.length > 0)
    found.push(...(await possible(db, circuitId, now).where('participant.id', 'in', reserved).execute()));
  if (!policy.standby)
    found.push(
      ...(await possible(db, circuitId, now)
        .where('participant.queueClass', '<>', 'STANDBY')
        .limit(one)
        .execute()),
    );
  // Of the others none comes before the first of its part: either they are not there, or they yield as well.
  const byId = new Map<number, Candidate>();
  for (const row of found)
    if (!byId.has(row.id)) byId.set(row.id, candidateOf({ ...row, yields: row.yields ?? true }));
  return [...byId.values()];
}

/** The first of a queue who could be offered a turn now, present or not. */
export async function firstInQueue(
  db: Db,
  circuitId: number,
  now: number,
  limit: number,
): Promise<Candidate[]> {
  const rows = await possible(db, circuitId, now).limit(sql.lit(limit)).execute();
  return rows.map((row) => candidateOf(row));
}

/** A page of a circuit's queue in order, from behind `after` places. */
export async function queuePage(
  db: Db,
  circuitId: number,
  { after, limit }: { after: number; limit: number },
): Promise<Candidate[]> {
  const rows = await waiting(db, circuitId).offset(after).limit(limit).execute();
  return rows.map((row) => candidateOf(row));
}

/** How many stand before somebody in their queue. */
export async function countAhead(db: Db, row: ParticipantRow): Promise<number> {
  const { circuitId, queueClass, priority, queuedAt, id } = row;
  if (circuitId === null) return 0;
  const { ahead } = await db
    .selectFrom('participant')
    .select(({ fn }) => fn.countAll<number>().as('ahead'))
    .where('circuitId', '=', circuitId)
    .where('status', '=', 'WAITING')
    .where('id', '<>', id)
    .where(({ eb, or, and }) =>
      or([
        eb('queueClass', '<', queueClass),
        and([eb('queueClass', '=', queueClass), eb('priority', '>', priority)]),
        and([
          eb('queueClass', '=', queueClass),
          eb('priority', '=', priority),
          or([
            eb('queuedAt', '<', queuedAt ?? 0),
            and([eb('queuedAt', '=', queuedAt ?? 0), eb('id', '<', id)]),
          ]),
        ]),
      ]),
    )
    .executeTakeFirstOrThrow();
  return ahead;
}

/** People who wait for a circuit. */
export async function countWaiting(db: Db, circuitId: number): Promise<number> {
  const { waiting } = await db
    .selectFrom('participant')
    .select(({ fn }) => fn.countAll<number>().as('waiting'))
    .where('circuitId', '=', circuitId)
    .where('status', '=', 'WAITING')
    .executeTakeFirstOrThrow();
  return waiting;
}

/** A circuit's reservations that are not over, by their beginning. */
export async function plannedReservations(
  db: Db,
  circuitId: number,
): Promise<(Reservation & { row: ReservationRow })[]> {
  const rows = await db
    .selectFrom('reservation')
    .selectAll()
    .where('circuitId', '=', circuitId)
    .where('state', '=', 'PLANNED')
    .orderBy('from')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...reservationOf(row), row }));
}
