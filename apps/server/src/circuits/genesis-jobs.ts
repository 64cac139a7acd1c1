/** The job that makes or verifies a circuit's genesis: taken up by the sweep, resumed after a crash. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { GenesisPhase, ShownDraft } from '@brebaje/protocol/rest/drafts';
import { Problem } from '../rest/problem.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { isLeased, LEASE_MILLIS } from '../sequencer/verification-jobs.ts';
import { BlobMissing } from '../store/blob-files.ts';
import { findDraft, updateDraft } from '../store/drafts.ts';
import {
  claimJob,
  dropJobs,
  enqueueJob,
  extendLease,
  finishJob,
  type JobLease,
  noteJob,
  pendingJobs,
} from '../store/jobs.ts';
import { withFiles } from '../store/local-files.ts';
import type { Db } from '../store/open-store.ts';
import type { DraftRow, JobRow } from '../store/schema.ts';
import { createVerificationClient } from '../verify/verification-client.ts';
import type { GenesisAnswer } from '../verify/verification-messages.ts';
import { aboutOf, type DraftFiles, filesOf } from './drafts.ts';
import { wasVerified } from './known-ptaus.ts';
import { storeCircuit } from './store-circuit.ts';

export const GENESIS_JOBS = 'genesis';

/** Of 2^28 constraints on a small machine. */
const LONGEST_MILLIS = 7 * 86_400_000;

/** How often a genesis is tried whose work could not run. */
const ATTEMPTS = 3;

/** How often a genesis is begun: a server that it ends each time would never come to rest. */
const MOST_STARTS = 20;
const TOO_OFTEN =
  'the server was stopped each time while this was made: it may need more memory; start it again, or ask the operator';

/** Between two looks whether another process is done. */
const LOOK_MILLIS = 500;

/** Between two notes of how far it is. */
const NOTE_MILLIS = 1_000;

/** One job per start: a draft that failed is started again. */
const subjectOf = ({ id, version }: Pick<DraftRow, 'id' | 'version'>) => `draft/${id}/${version}`;
const draftIdOf = (subject: string) => Number(subject.split('/')[1]);

/** What the row of a job says while it runs. */
interface GenesisNote {
  phase?: GenesisPhase;
  progress?: number;
}

/** Queues the job of a draft whose row has just become WORKING, in the same transaction. */
export async function queueGenesis(trx: Db, draft: DraftRow, now: number): Promise<void> {
  await enqueueJob(trx, GENESIS_JOBS, subjectOf(draft), now);
}

/** The job of a draft that is not over yet. */
async function pendingOf(db: Db, draftId: number): Promise<JobRow | undefined> {
  return (await pendingJobs(db, GENESIS_JOBS)).find(({ subject }) => draftIdOf(subject) === draftId);
}

/** How far the genesis of a draft is; undefined: nothing works on it. */
export async function genesisOf(db: Db, draftId: number): Promise<ShownDraft['genesis']> {
  const job = await pendingOf(db, draftId);
  if (!job) return undefined;
  const { phase, progress } = JSON.parse(job.result ?? '{}') as GenesisNote;
  return {
    queued: job.state === 'QUEUED',
    ...(phase === undefined ? {} : { phase }),
    ...(progress === undefined ? {} : { progress }),
  };
}

/** Ends the job of a draft; whoever is at it stops when it notices. Answers what to call after the commit. */
export async function dropGenesis(ctx: ServerContext, trx: Db, draftId: number): Promise<() => void> {
  const job = await pendingOf(trx, draftId);
  if (!job) return () => {};
  await dropJobs(trx, GENESIS_JOBS, job.subject);
  return () => ctx.geneses.get(job.id)?.stop();
}

/**
 * Each tick: keeps the lease of what runs here, and takes up the oldest that nobody works on when nothing does: two
 * at once would need the memory of both. `alone`: no other process works on this store.
 */
export async function resumeGeneses(ctx: ServerContext, { alone }: { alone: boolean }): Promise<void> {
  const now = ctx.clock.now();
  const pending = await pendingJobs(ctx.store.db, GENESIS_JOBS);
  // Ended by somebody else, here or in another process.
  for (const [id, { stop }] of ctx.geneses) if (!pending.some((job) => job.id === id)) stop();
  for (const job of pending) {
    const running = ctx.geneses.get(job.id);
    if (running) {
      if (!(await extendLease(ctx.store.db, running.lease, now + LEASE_MILLIS))) running.stop();
      continue;
    }
    if (ctx.stopping.aborted || ctx.geneses.size > 0) continue;
    if (isLeased(job, now) && (!alone || job.leaseOwner === ctx.processId)) continue;
    const lease = await claimJob(ctx.store.db, job, { owner: ctx.processId, until: now + LEASE_MILLIS });
    if (!lease) continue;
    const stopping = new AbortController();
    const done = run(ctx, job, lease, stopping.signal).finally(() => ctx.geneses.delete(job.id));
    ctx.geneses.set(job.id, { lease, done, stop: () => stopping.abort() });
  }
}

/** Runs one job to its end. Never throws: what could not run is tried again when its lease is over. */
async function run(ctx: ServerContext, job: JobRow, lease: JobLease, stopped: AbortSignal): Promise<void> {
  const draftId = draftIdOf(job.subject);
  const attempt = job.attempts + 1;
  try {
    if (attempt > MOST_STARTS) return await fail(ctx, draftId, lease, TOO_OFTEN);
    const draft = await findDraft(ctx.store.db, draftId);
    if (draft?.state !== 'WORKING') return await fail(ctx, draftId, lease, 'it is not wanted any more');
    const text = await work(ctx, draft, lease, stopped);
    if (text !== null) await fail(ctx, draftId, lease, text);
  } catch (error) {
    // Stopping: the next start takes it up. Stopped: somebody has ended the job.
    if (ctx.stopping.aborted || stopped.aborted) return;
    ctx.log.error({ err: error, draft: draftId, attempt }, 'a genesis could not be made');
    const gone = error instanceof BlobMissing;
    if (!gone && !(error instanceof Problem) && attempt < ATTEMPTS) return;
    const text = gone
      ? 'a file is not on the server any more: upload it again'
      : error instanceof Problem
        ? error.message
        : 'it could not run: see the log of the server';
    await fail(ctx, draftId, lease, text).catch((reason: unknown) =>
      ctx.log.error({ err: reason }, 'and could not be noted'),
    );
  }
}

/** Makes the circuit. Answers why that is not possible with these files, or null. */
async function work(
  ctx: ServerContext,
  draft: DraftRow,
  lease: JobLease,
  stopped: AbortSignal,
): Promise<string | null> {
  const files = filesOf(draft);
  const { r1cs, ptau, genesis, zkey } = files;
  if (!r1cs || !ptau) return 'the r1cs or the ptau is missing: upload it';
  const scratch = await mkdtemp(join(resolve(ctx.config.data), 'quarantine', 'genesis-'));
  // A thread of its own: contributions to other ceremonies are checked meanwhile, and its memory goes with it.
  const verification = createVerificationClient({ engineThreads: ctx.config.threads });
  const stop = () => void verification.close();
  const ended = AbortSignal.any([stopped, ctx.stopping]);
  ended.addEventListener('abort', stop, { once: true });
  const tell = teller(ctx, lease);
  try {
    // It may have been while the folder was made.
    ended.throwIfAborted();
    const output = join(scratch, 'genesis.zkey');
    const ptauHash = aboutOf(draft).ptauHash ?? null;
    const ptauVerified = ptauHash === null && (await wasVerified(ctx.store.db, ptau.sha256));
    const given = [genesis, zkey].flatMap((file) => file?.sha256 ?? []);
    return await withFiles(ctx.blobs, [r1cs.sha256, ptau.sha256, ...given], async (...paths) => {
      const [r1csPath = '', ptauPath = '', ...others] = paths;
      const genesisPath = genesis ? (others.shift() ?? null) : null;
      const zkeyPath = zkey ? (others.shift() ?? null) : null;
      const answer = await verification.ask(
        {
          kind: 'groth16-genesis',
          files: {
            r1cs: r1csPath,
            ptau: ptauPath,
            ptauHash,
            ptauVerified,
            genesis: genesisPath,
            zkey: zkeyPath,
            output,
          },
        },
        { timeoutMillis: LONGEST_MILLIS, progress: (done, all, phase) => tell(phase, done / all) },
      );
      if (!answer.ok) return answer.text;
      requireSameBytes(answer, files);
      tell('STORING', 0);
      await storeCircuit(ctx, draft, lease, answer, { genesis: genesisPath ?? output, zkey: zkeyPath });
      return null;
    });
  } finally {
    ended.removeEventListener('abort', stop);
    await verification.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A disk that changes what it gives is a fault of ours. */
function requireSameBytes({ r1cs, phase1 }: Extract<GenesisAnswer, { ok: true }>, files: DraftFiles): void {
  if (r1cs.sha256 !== files.r1cs?.sha256) throw new BlobMissing(r1cs.sha256, 'is not what was uploaded');
  if (phase1.sha256 !== files.ptau?.sha256) throw new BlobMissing(phase1.sha256, 'is not what was uploaded');
}

/** Notes how far it is, now and then; the work does not wait for it. */
function teller(ctx: ServerContext, lease: JobLease) {
  let known: GenesisPhase | undefined;
  let at = 0;
  return (phase: GenesisPhase | undefined, part: number) => {
    const now = performance.now();
    if (phase === known && now - at < NOTE_MILLIS) return;
    known = phase;
    at = now;
    const progress = Math.max(0, Math.min(100, Math.floor(part * 100)));
    const note: GenesisNote = { ...(phase === undefined ? {} : { phase }), progress };
    noteJob(ctx.store.db, lease, JSON.stringify(note)).catch((error: unknown) =>
      ctx.log.warn({ err: error }, 'progress could not be noted'),
    );
  };
}

/** The draft says why, and can be started again. Nothing happens when the job is no longer ours. */
async function fail(ctx: ServerContext, draftId: number, lease: JobLease, problem: string): Promise<void> {
  await ctx.store.transaction(async (trx) => {
    const ended = { state: 'FAILED' as const, result: JSON.stringify({ problem }) };
    if (!(await finishJob(trx, lease, ended))) return;
    const draft = await findDraft(trx, draftId);
    if (draft?.state === 'WORKING')
      await updateDraft(trx, draft, { state: 'FAILED', problem, touchedAt: ctx.clock.now() });
  });
}

/** Waits until nobody works on a draft's genesis any more, here or in another process. */
export async function genesisEnds(ctx: ServerContext, draftId: number): Promise<void> {
  while (!ctx.stopping.aborted) {
    const job = await pendingOf(ctx.store.db, draftId);
    if (!job) return;
    // Sooner than the next round of the sweep.
    if (ctx.config.jobs === 'here') await resumeGeneses(ctx, { alone: ctx.store.kind === 'sqlite' });
    const running = ctx.geneses.get(job.id) ?? [...ctx.geneses.values()][0];
    if (running) await running.done;
    // Stopping rejects it: then the loop ends.
    else await setTimeout(LOOK_MILLIS, undefined, { signal: ctx.stopping }).catch(() => {});
  }
}
