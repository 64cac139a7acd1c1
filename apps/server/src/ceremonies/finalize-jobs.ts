/** The job that finalizes: taken up by the sweep, resumed after a crash, written in one commit. */
import { moveCeremony } from '@brebaje/ceremony/ceremony-status';
import { moveSet } from '@brebaje/ceremony/finalizing';
import {
  type CeremonyTransaction,
  inCeremony,
  LostUpdate,
  writeCeremony,
  writeCircuit,
} from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { isLeased, LEASE_MILLIS } from '../sequencer/verification-jobs.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { circuitsOf } from '../store/circuits.ts';
import { noteFinalCheck } from '../store/contributions.ts';
import { claimJob, extendLease, finishJob, type JobLease, noteJob, pendingJobs } from '../store/jobs.ts';
import { moveEverybody } from '../store/participants.ts';
import type { CircuitRow, JobRow } from '../store/schema.ts';
import { insertArtifacts } from './artifacts.ts';
import type { BeaconValue } from './beacon-value.ts';
import { FINALIZE, type FinalizationNote, type Phase } from './finalization-state.ts';
import { freeze, NotFinal, type Result, type Tell, type Work } from './freeze.ts';

/** How often a finalization is tried that could not run. */
const ATTEMPTS = 3;

/** Between two notes of how far it is. */
const NOTE_MILLIS = 1_000;

/**
 * Each tick: keeps the leases of what runs here and takes up what nobody works on. `alone`: no other process
 * works on this store. `most`: so many at once.
 */
export async function resumeFinalizations(
  ctx: ServerContext,
  { alone, most = Number.POSITIVE_INFINITY }: { alone: boolean; most?: number },
): Promise<void> {
  const now = ctx.clock.now();
  for (const job of await pendingJobs(ctx.store.db, FINALIZE)) {
    const running = ctx.finalizations.get(job.id);
    if (running) {
      await extendLease(ctx.store.db, running.lease, now + LEASE_MILLIS);
      continue;
    }
    if (isLeased(job, now) && (!alone || job.leaseOwner === ctx.processId)) continue;
    if (ctx.stopping.aborted || ctx.finalizations.size >= most) continue;
    const lease = await claimJob(ctx.store.db, job, { owner: ctx.processId, until: now + LEASE_MILLIS });
    if (!lease) continue;
    const done = run(ctx, job, lease).finally(() => ctx.finalizations.delete(job.id));
    ctx.finalizations.set(job.id, { lease, done });
  }
}

/** Runs one job to its end. Never throws: what could not run is tried again when its lease is over. */
async function run(ctx: ServerContext, job: JobRow, lease: JobLease): Promise<void> {
  const ceremonyId = Number(job.subject.split('/')[1]);
  const note = JSON.parse(job.result ?? '{}') as FinalizationNote;
  const fail = (problem: string) =>
    ctx.store.transaction((trx) =>
      finishJob(trx, lease, { state: 'FAILED', result: JSON.stringify({ ...note, problem }) }),
    );
  try {
    const ceremony = await findCeremony(ctx.store.db, ceremonyId);
    if (!ceremony) throw new NotFinal('The ceremony is gone.');
    const result = await freeze(ctx, ceremony, workOf(ctx, lease, note));
    await finish(ctx, ceremonyId, lease, note, result);
    ctx.log.info({ ceremony: ceremony.slug, files: result.files.length }, 'finalized');
  } catch (error) {
    // Stopping: the next start takes it up.
    if (ctx.stopping.aborted) return;
    const about = { ceremony: ceremonyId, attempt: job.attempts + 1 };
    // What is no fault of the program is told in words: a trace would say nothing more.
    const why = error instanceof NotFinal ? { problem: error.message } : { err: error };
    ctx.log.error({ ...about, ...why }, 'finalization failed');
    const final = error instanceof NotFinal || job.attempts + 1 >= ATTEMPTS;
    const problem =
      error instanceof NotFinal ? error.message : 'It could not run: see the log of the server.';
    if (final)
      await fail(problem).catch((reason) => ctx.log.error({ err: reason }, 'and could not be noted'));
  }
}

/** The work with its note, which tells how far it is and keeps what is done. */
function workOf(ctx: ServerContext, lease: JobLease, note: FinalizationNote): Work {
  const { beacon, circuits } = note;
  return {
    tell: teller(ctx, lease, note),
    kept: { ...(beacon && { beacon }), ...(circuits && { circuits }) },
    async keep(done) {
      Object.assign(note, done);
      await noteJob(ctx.store.db, lease, JSON.stringify(note));
    },
  };
}

/** Notes how far it is, now and then; the work does not wait for it. */
function teller(ctx: ServerContext, lease: JobLease, note: FinalizationNote): Tell {
  let phase: Phase | undefined;
  let at = 0;
  return (next, percent) => {
    const now = performance.now();
    if (next === phase && now - at < NOTE_MILLIS) return;
    phase = next;
    at = now;
    const progress = Math.min(100, Math.floor(percent));
    Object.assign(note, { phase, progress });
    noteJob(ctx.store.db, lease, JSON.stringify(note)).catch((error: unknown) =>
      ctx.log.warn({ err: error }, 'progress could not be noted'),
    );
  };
}

/** Everything that makes the result final, in one commit. */
async function finish(
  ctx: ServerContext,
  ceremonyId: number,
  lease: JobLease,
  note: FinalizationNote,
  result: Result,
): Promise<void> {
  await inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, policy, gate, now } = transaction;
    const done = JSON.stringify({ ...note, phase: 'WRITING', progress: 100 } satisfies FinalizationNote);
    if (!(await finishJob(trx, lease, { state: 'DONE', result: done })))
      throw new LostUpdate(`job ${lease.id}`);
    const circuits = await checkHeads(transaction, result);
    const accepted = circuits.map(({ position }) => position);
    const facts = { drained: ceremony.drainedAt !== null, accepted: Math.min(...accepted) };
    const moved = moveCeremony(policy, gate, 'FINALIZED', 'server', facts);
    if ('refusal' in moved) throw new NotFinal(`The ceremony is ${gate.status} by now.`);
    await insertArtifacts(trx, ceremonyId, result.files, now);
    const { ended } = result;
    for (const circuit of circuits) {
      const headBlob = ended?.blobs.get(circuit.id);
      if (headBlob !== undefined) await writeCircuit(transaction, circuit, { headBlob });
    }
    const { milliseconds, software } = result;
    const final = { verdict: 'passed', milliseconds, software, message: '' };
    for (const circuit of result.heads.keys()) await noteFinalCheck(trx, circuit, JSON.stringify(final));
    const everybody = await moveEverybody(trx, ceremonyId, { from: 'FINALIZING', to: 'FINALIZED' });
    await writeCeremony(transaction, { status: 'FINALIZED', finalizedAt: now });
    transaction.emit([moveSet('FINALIZING', everybody).event]);
    const by = note.by === undefined ? {} : { by: note.by };
    const artifacts = result.files.map(({ name, hash, size }) => ({ name, hash, size }));
    const contributions = accepted.reduce((sum, count) => sum + count, 0);
    const [head] = result.heads.values();
    // Where chains end with a beacon, their last states are among the files.
    const made = ended ? { beacon: endedWith(ended.beacon) } : { head };
    const told = { contributions, artifacts, ...made, ...by };
    transaction.emit(moved.events.map((event) => ({ ...event, data: { ...event.data, ...told } })));
  });
}

function endedWith({ exponent: _, ...value }: BeaconValue): Record<string, unknown> {
  return value.source === 'ethereum' ? { ...value, source: 'ethereum-slot' } : value;
}

/** The chains are still those that were verified. */
async function checkHeads({ trx, ceremony }: CeremonyTransaction, { heads }: Result): Promise<CircuitRow[]> {
  const circuits = await circuitsOf(trx, ceremony.id);
  const same = circuits.every(({ id, headBlob }) => heads.get(id) === headBlob);
  if (!same || circuits.length === 0) throw new NotFinal('A chain has gone on since it was verified.');
  return circuits;
}
