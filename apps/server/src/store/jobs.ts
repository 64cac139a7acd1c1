import { sql } from 'kysely';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';
import type { JobRow } from './schema.ts';

/** Puts a job in the queue; one that is there already for this kind and subject stays as it is. */
export async function enqueueJob(db: Db, kind: string, subject: string, now: number): Promise<JobRow> {
  await db
    .insertInto('job')
    .values({ kind, subject, state: 'QUEUED', createdAt: now })
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).doNothing())
    .execute();
  return (await findJob(db, kind, subject))!;
}

export function findJob(db: Db, kind: string, subject: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('job')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .executeTakeFirst();
}

/** Spelled as in the partial index. */
const isPending = sql<boolean>`"state" in ('QUEUED', 'RUNNING')`;

/**
 * Takes the oldest job that nobody works on: queued, or left by a holder whose lease is over. The returned
 * row's `fence` proves the lease to `extendLease` and `finishJob`. Undefined when there is nothing to do.
 */
export async function leaseJob(
  db: Db,
  kind: string,
  { owner, now, until }: { owner: string; now: number; until: number },
): Promise<JobRow | undefined> {
  return db
    .updateTable('job')
    .set(({ eb }) => ({
      state: 'RUNNING' as const,
      leaseOwner: owner,
      leaseUntil: until,
      attempts: eb('attempts', '+', 1),
      fence: eb('fence', '+', 1),
    }))
    .where('id', '=', (eb) => {
      const next = eb
        .selectFrom('job')
        .select('id')
        .where('kind', '=', kind)
        .where(isPending)
        .where(({ or, eb: on }) => or([on('state', '=', 'QUEUED'), on('leaseUntil', '<=', now)]))
        .orderBy('id')
        .limit(sql.lit(1));
      return dialectOf(db) === 'postgres' ? next.forUpdate().skipLocked() : next;
    })
    .returningAll()
    .executeTakeFirst();
}

type Lease = Pick<JobRow, 'id' | 'fence'>;

/** Keeps a lease. False when another holder has taken the job: stop working on it. */
export async function extendLease(db: Db, lease: Lease, until: number): Promise<boolean> {
  const result = await db
    .updateTable('job')
    .set({ leaseUntil: until })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'RUNNING')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Ends a job with its result (JSON), in the transaction that writes what the result means. False when another
 * holder has taken it: roll back.
 */
export async function finishJob(
  trx: Db,
  lease: Lease,
  { state, result }: { state: 'DONE' | 'FAILED'; result: string | null },
): Promise<boolean> {
  const updated = await trx
    .updateTable('job')
    .set({ state, result, leaseOwner: null, leaseUntil: null })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'RUNNING')
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Gives a job back for another attempt. False when another holder has taken it. */
export async function requeueJob(db: Db, lease: Lease): Promise<boolean> {
  const result = await db
    .updateTable('job')
    .set({ state: 'QUEUED', leaseOwner: null, leaseUntil: null })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'RUNNING')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Ends the leases that earlier runs of this server left, for when it is the only one (the data folder is
 * locked): nobody waits for them to run out. Returns how many.
 */
export async function releaseLeases(db: Db, kind: string): Promise<number> {
  const result = await db
    .updateTable('job')
    .set({ state: 'QUEUED', leaseOwner: null, leaseUntil: null })
    .where('kind', '=', kind)
    .where(isPending)
    .where('state', '=', 'RUNNING')
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Jobs that are queued or running, the oldest first. */
export function pendingJobs(db: Db, kind: string): Promise<JobRow[]> {
  return db.selectFrom('job').selectAll().where('kind', '=', kind).where(isPending).orderBy('id').execute();
}
