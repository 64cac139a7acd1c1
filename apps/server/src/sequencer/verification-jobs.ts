import type { ContributeAnswer } from '../http/sequencer-port.ts';
import { claimJob, dropJobs, enqueueJob, extendLease, type JobLease, pendingJobs } from '../store/jobs.ts';
import type { Db } from '../store/open-store.ts';
import type { JobRow } from '../store/schema.ts';
import { type CeremonyTransaction, LostUpdate } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { awaitVerdict, verifyTurn } from './verify-turn.ts';

export const VERIFICATION_JOBS = 'verify';

/** A verification whose process has not said anything for so long may be taken over by another. */
export const LEASE_MILLIS = 30_000;

/** One job per received contribution: a turn that was given back may receive another. */
const subjectOf = (turnId: number, receivedAs: number) => `turn/${turnId}/${receivedAs}`;
const turnIdOf = (subject: string) => Number(subject.split('/')[1]);

/**
 * Makes the job in the transaction that makes a turn VERIFYING, leased to this process; null: it is left to workers.
 */
export async function queueVerification(
  ctx: ServerContext,
  { trx, now }: CeremonyTransaction,
  turn: { id: number; version: number },
): Promise<JobLease | null> {
  if (ctx.config.jobs === 'here') return leaseVerification(ctx, { trx, now }, turn);
  await enqueueJob(trx, VERIFICATION_JOBS, subjectOf(turn.id, turn.version), now);
  return null;
}

/** The same, leased to this process wherever others are done. */
export async function leaseVerification(
  ctx: ServerContext,
  { trx, now }: Pick<CeremonyTransaction, 'trx' | 'now'>,
  turn: { id: number; version: number },
): Promise<JobLease> {
  const job = await enqueueJob(trx, VERIFICATION_JOBS, subjectOf(turn.id, turn.version), now);
  const lease = await claimJob(trx, job, leaseOf(ctx, now));
  if (!lease) throw new LostUpdate(`job ${job.id}`);
  return lease;
}

const leaseOf = (ctx: ServerContext, now: number) => ({ owner: ctx.processId, until: now + LEASE_MILLIS });

/** The verdict on a turn that is VERIFYING, in this process or, without a lease, another. */
export function verdictOf(
  ctx: ServerContext,
  turnId: number,
  lease: JobLease | null,
  taken = 1,
): Promise<ContributeAnswer> {
  if (lease === null) return awaitVerdict(ctx, turnId);
  const answer = verifyTurn(ctx, turnId, lease, taken).finally(() => ctx.verifications.delete(lease.id));
  ctx.verifications.set(lease.id, { lease, answer });
  return answer;
}

/** A turn that a coordinator has ended is not verified any more; whoever is at it finds the turn closed. */
export function dropVerification(trx: Db, turnId: number): Promise<void> {
  return dropJobs(trx, VERIFICATION_JOBS, `turn/${turnId}/%`);
}

/** Whether somebody may be at work; a lease that ends too far in the future is one of a clock stepped back since. */
export function isLeased({ leaseUntil }: Pick<JobRow, 'leaseUntil'>, now: number): boolean {
  return leaseUntil !== null && leaseUntil > now && leaseUntil <= now + LEASE_MILLIS;
}

/**
 * Each tick: keeps the leases of what runs here, and takes up what nobody works on, such as what a process
 * that died has left. `alone`: no other process works on this store, so leases of others are of the dead; one
 * of this process that does not run here was committed a moment ago and is about to. `most`: so many at once;
 * `fits`: whether this process can do one.
 */
export async function resumeVerifications(
  ctx: ServerContext,
  {
    alone,
    most = Number.POSITIVE_INFINITY,
    fits = async () => true,
  }: { alone: boolean; most?: number; fits?: (turnId: number) => Promise<boolean> },
): Promise<void> {
  const now = ctx.clock.now();
  for (const job of await pendingJobs(ctx.store.db, VERIFICATION_JOBS)) {
    const running = ctx.verifications.get(job.id);
    if (running) {
      if ((job.leaseUntil ?? now) - now < LEASE_MILLIS / 2)
        await extendLease(ctx.store.db, running.lease, now + LEASE_MILLIS);
      continue;
    }
    if (isLeased(job, now) && (!alone || job.leaseOwner === ctx.processId)) continue;
    if (ctx.stopping.aborted || ctx.verifications.size >= most) continue;
    if (!(await fits(turnIdOf(job.subject)))) continue;
    const lease = await claimJob(ctx.store.db, job, leaseOf(ctx, now));
    if (!lease) continue;
    verdictOf(ctx, turnIdOf(job.subject), lease, job.attempts + 1).catch((error) => {
      // Stopping: the next start takes it up.
      if (!ctx.stopping.aborted) ctx.log.error({ err: error, job: job.id }, 'verification failed');
    });
  }
}
