import { type Insertable, sql } from 'kysely';
import type { Db } from './open-store.ts';
import type { ContributionRow, ParticipantRow } from './schema.ts';
import type { ContributionTable } from './tables/contributions.ts';
import type { IdentityTable } from './tables/people.ts';

/** Rows per page of a long read: bounded memory, and other queries get in between. */
const PAGE = 256;

/** Stores an accepted contribution; undefined when its position or its turn has one already. */
export async function insertContribution(
  trx: Db,
  contribution: Insertable<ContributionTable>,
): Promise<ContributionRow | undefined> {
  const row = await trx
    .insertInto('contribution')
    .values(contribution)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row)
    await trx
      .updateTable('user')
      .set({ contributedAt: row.acceptedAt })
      .where('contributedAt', 'is', null)
      .where('id', '=', (eb) =>
        eb.selectFrom('participant').select('userId').where('id', '=', row.participantId),
      )
      .execute();
  return row;
}

/**
 * Notes one-time material of a contribution. Returns the names that were there before it, which makes the
 * contribution one to refuse: roll the transaction back.
 */
export async function useKeys(trx: Db, contributionId: number, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const added = await trx
    .insertInto('usedKey')
    .values(names.map((name) => ({ name, contributionId })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .execute();
  const fresh = new Set(added.map(({ name }) => name));
  // A name given twice is a repetition too: only the first of the two was added.
  return names.filter((name) => !fresh.delete(name));
}

/** Which of these names an accepted contribution has used. */
export async function usedKeys(db: Db, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const rows = await db.selectFrom('usedKey').select('name').where('name', 'in', names).execute();
  return rows.map(({ name }) => name);
}

export function findContribution(
  db: Db,
  circuitId: number,
  position: number,
): Promise<ContributionRow | undefined> {
  return db
    .selectFrom('contribution')
    .selectAll()
    .where('circuitId', '=', circuitId)
    .where('position', '=', position)
    .executeTakeFirst();
}

/** Whether these bytes are a state that some chain has reached. */
export async function isContributed(db: Db, hash: string): Promise<boolean> {
  const row = await db
    .selectFrom('contribution')
    .select('id')
    .where('headBlob', '=', hash)
    .executeTakeFirst();
  return row !== undefined;
}

export function contributionOfTurn(db: Db, turnId: number): Promise<ContributionRow | undefined> {
  return db.selectFrom('contribution').selectAll().where('turnId', '=', turnId).executeTakeFirst();
}

/** A participant's latest accepted contribution. */
export function latestContributionOf(db: Db, participantId: number): Promise<ContributionRow | undefined> {
  return db
    .selectFrom('contribution')
    .selectAll()
    .where('participantId', '=', participantId)
    .orderBy('id', 'desc')
    .limit(sql.lit(1))
    .executeTakeFirst();
}

/**
 * Records of a circuit's contributions at positions `from` to `to` (both included) in order, read page by page.
 * An accepted contribution never changes, so pages read at different times fit together.
 */
export async function* contributions(
  db: Db,
  circuitId: number,
  { from = 1, to = Number.MAX_SAFE_INTEGER }: { from?: number; to?: number } = {},
): AsyncGenerator<Pick<ContributionRow, 'position' | 'record'>> {
  let next = from;
  for (;;) {
    const page = await db
      .selectFrom('contribution')
      .select(['position', 'record'])
      .where('circuitId', '=', circuitId)
      .where('position', '>=', next)
      .where('position', '<=', to)
      .orderBy('position')
      .limit(sql.lit(PAGE))
      .execute();
    yield* page;
    if (page.length < PAGE) return;
    next = page.at(-1)!.position + 1;
  }
}

/** An identity that a ceremony has let in, and what became of it. */
export interface UsedIdentity
  extends Pick<IdentityTable, 'provider' | 'subject' | 'handle'>,
    Pick<ParticipantRow, 'status' | 'cause' | 'barredUntil' | 'enteredAt' | 'publicName'> {
  participantId: number;
  /** Position of the accepted contribution; null: none. The latest when there are several. */
  position: number | null;
}

/** Identities that entered the lobby, by participant number, read page by page. */
export async function* usedIdentities(db: Db, ceremonyId: number): AsyncGenerator<UsedIdentity> {
  let after = 0;
  for (;;) {
    const page = await db
      .selectFrom('participant')
      .innerJoin('identity', 'identity.id', 'participant.identityId')
      .select(['participant.id as participantId', 'provider', 'subject', 'handle'])
      .select(['status', 'cause', 'barredUntil', 'enteredAt', 'publicName'])
      .select((eb) =>
        eb
          .selectFrom('contribution')
          .select(({ fn }) => fn.max('position').as('position'))
          .whereRef('contribution.participantId', '=', 'participant.id')
          .as('position'),
      )
      .where('participant.ceremonyId', '=', ceremonyId)
      .where('participant.enteredAt', 'is not', null)
      .where('participant.id', '>', after)
      .orderBy('participant.id')
      .limit(sql.lit(PAGE))
      .execute();
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.participantId;
  }
}

/**
 * Adds the check `final` (JSON) to every contribution of a circuit that does not have it, in one statement that
 * both databases understand: the text of `checks` is a JSON object, its last character the closing brace.
 */
export async function noteFinalCheck(trx: Db, circuitId: number, check: string): Promise<void> {
  await trx
    .updateTable('contribution')
    .set({
      checks: sql<string>`case when "checks" = '{}' then '{"final":' else substr("checks", 1, length("checks") - 1) || ',"final":' end || ${check} || '}'`,
    })
    .where('circuitId', '=', circuitId)
    .where('checks', 'not like', '%"final":%')
    .execute();
}
