import { sql } from 'kysely';
import type { Db } from './open-store.ts';
import type { JobRow } from './schema.ts';

/** Puts a job in the queue; one that is there already for this kind and subject stays as it is. */
export async function enqueueJob(
  db: Db,
  kind: string,
  subject: string,
  now: number,
  note: string | null = null,
): Promise<JobRow> {
  await db
    .insertInto('job')
    .values({ kind, subject, state: 'QUEUED', createdAt: now, result: note })
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

/** Queues a job again that has failed. `note` (JSON) takes the place of its result. */
export async function requeueJob(trx: Db, { id }: Pick<JobRow, 'id'>, note: string): Promise<void> {
  await trx
    .updateTable('job')
    .set({ state: 'QUEUED', attempts: 0, leaseOwner: null, leaseUntil: null, result: note })
    .where('id', '=', id)
    .where('state', '=', 'FAILED')
    .execute();
}

/** Notes (JSON) how far a running job is, unless another holder has taken it. */
export async function noteJob(db: Db, lease: JobLease, note: string): Promise<void> {
  await db
    .updateTable('job')
    .set({ result: note })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'RUNNING')
    .execute();
}

/** Spelled as in the partial index. */
const isPending = sql<boolean>`"state" in ('QUEUED', 'RUNNING')`;

/** Proof that its holder may write a job's result. */
export type JobLease = Pick<JobRow, 'id' | 'fence'>;

/** Takes a job as it was read; undefined when somebody was faster or it is over. */
export function claimJob(
  db: Db,
  job: JobRow,
  { owner, until }: { owner: string; until: number },
): Promise<JobLease | undefined> {
  return db
    .updateTable('job')
    .set({
      state: 'RUNNING',
      leaseOwner: owner,
      leaseUntil: until,
      attempts: job.attempts + 1,
      fence: job.fence + 1,
    })
    .where('id', '=', job.id)
    .where('fence', '=', job.fence)
    .where('state', 'in', ['QUEUED', 'RUNNING'])
    .returning(['id', 'fence'])
    .executeTakeFirst();
}

/** Keeps a lease. False when another holder has taken the job: stop working on it. */
export async function extendLease(db: Db, lease: JobLease, until: number): Promise<boolean> {
  const result = await db
    .updateTable('job')
    .set({ leaseUntil: until })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'RUNNING')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Lets a job go that was not done, for whoever looks next. */
export async function releaseLease(db: Db, lease: JobLease): Promise<void> {
  await db
    .updateTable('job')
    .set({ leaseOwner: null, leaseUntil: null })
    .where('id', '=', lease.id)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'RUNNING')
    .execute();
}

/**
 * Ends a job with its result (JSON), in the transaction that writes what the result means. False when another
 * holder has taken it: roll back.
 */
export async function finishJob(
  trx: Db,
  lease: JobLease,
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

/** Jobs that are queued or running, the oldest first. */
export function pendingJobs(db: Db, kind: string): Promise<JobRow[]> {
  return db.selectFrom('job').selectAll().where('kind', '=', kind).where(isPending).orderBy('id').execute();
}

/** Ends jobs of a kind whose subject is `like` this; whoever is at one finds that it holds no lease any more. */
export async function dropJobs(trx: Db, kind: string, like: string): Promise<void> {
  await trx
    .updateTable('job')
    .set({
      state: 'FAILED',
      result: JSON.stringify({ outcome: 'dropped' }),
      leaseOwner: null,
      leaseUntil: null,
    })
    .where('kind', '=', kind)
    .where('subject', 'like', like)
    .where(isPending)
    .execute();
}
