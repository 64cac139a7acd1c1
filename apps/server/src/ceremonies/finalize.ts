import { type FinalizingFacts, finalizingFaults, moveSet } from '@brebaje/ceremony/finalizing';
import type { Policy } from '@brebaje/ceremony/policy';
import type { GivenBeacon } from '@brebaje/protocol/rest/ceremonies';
import type { ProblemCode } from '@brebaje/protocol/rest/problems';
import { Problem } from '../rest/problem.ts';
import { type CeremonyTransaction, inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { circuitsOf } from '../store/circuits.ts';
import { findContribution } from '../store/contributions.ts';
import { enqueueJob, findJob, requeueJob } from '../store/jobs.ts';
import { moveEverybody } from '../store/participants.ts';
import { type Acting, told } from './acting.ts';
import { BEACON_TIMES, committedSource } from './beacon.ts';
import { type BeaconValue, givenValue, NoBeacon } from './beacon-value.ts';
import { FINALIZE, type FinalizationNote, finalizeSubject } from './finalization-state.ts';
import { freezes } from './freeze.ts';

/**
 * Begins to finalize a drained ceremony: everybody DONE becomes FINALIZING and a job is queued, which the sweep
 * takes up. One that is under way or over is confirmed; one that failed is queued again.
 * `given`: the beacon's value, where the server shall not ask for it.
 * @throws Problem when the ceremony is not drained, has too few contributions, its head is another than the latest
 *   contribution's, or its beacon is not published, came too early or is another one
 */
export async function beginFinalization(
  ctx: ServerContext,
  ceremonyId: number,
  acting: Acting,
  given?: GivenBeacon,
): Promise<void> {
  await inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, gate, policy, now } = transaction;
    if (gate.status === 'FINALIZED') return;
    const subject = finalizeSubject(ceremonyId);
    const job = await findJob(trx, FINALIZE, subject);
    if (job?.state === 'QUEUED' || job?.state === 'RUNNING') return;
    refuse(finalizingFaults(policy, gate, await factsOf(transaction)));
    if (!freezes(ceremony.scheme))
      throw new Problem('CEREMONY_UNFIT', `This server cannot finalize ${ceremony.scheme} ceremonies.`);
    await moveDone(transaction, acting, { first: job === undefined });
    const { who, by } = acting;
    const beacon = given && checked(ctx, policy, given);
    const note: FinalizationNote = {
      who,
      ...(by === undefined ? {} : { by }),
      ...(beacon === undefined ? {} : { beacon }),
    };
    if (job) await requeueJob(trx, job, JSON.stringify(note));
    else await enqueueJob(trx, FINALIZE, subject, now, JSON.stringify(note));
  });
}

async function factsOf(transaction: CeremonyTransaction): Promise<FinalizingFacts> {
  const { ceremony, policy, now } = transaction;
  const { drainedAt } = ceremony;
  const circuits = await chainsOf(transaction);
  const drained = drainedAt !== null;
  if (ceremony.scheme !== 'GROTH16') return { drained, circuits };
  const beacon = { committed: committedSource(ceremony), rule: policy.beacon, drainedAt };
  return { drained, circuits, beacon: { ...beacon, times: BEACON_TIMES, now } };
}

function checked(ctx: ServerContext, { beacon }: Policy, given: GivenBeacon): BeaconValue {
  if (beacon === null) throw new Problem('BEACON_REFUSED', 'The result of this ceremony has no beacon.');
  try {
    return givenValue(ctx.drand, beacon, given);
  } catch (error) {
    if (error instanceof NoBeacon) throw new Problem('BEACON_REFUSED', error.message);
    throw error;
  }
}

/** What is known before the whole chain is verified: that it ends where the latest contribution does. */
async function chainsOf({ trx, ceremony }: CeremonyTransaction): Promise<FinalizingFacts['circuits']> {
  const chains: FinalizingFacts['circuits'][number][] = [];
  for (const { id, slug, position, headBlob } of await circuitsOf(trx, ceremony.id)) {
    const latest = await findContribution(trx, id, position);
    const { byPeople } = await trx
      .selectFrom('contribution')
      .select(({ fn }) => fn.countAll<number>().as('byPeople'))
      .where('circuitId', '=', id)
      .executeTakeFirstOrThrow();
    const headVerified = position === 0 || latest?.headBlob === headBlob;
    chains.push({ slug, accepted: position, byPeople, headVerified });
  }
  return chains;
}

const CODES: Record<string, ProblemCode> = {
  NOT_CLOSED: 'ILLEGAL_TRANSITION',
  NOT_DRAINED: 'NOT_DRAINED',
  TOO_FEW_CONTRIBUTIONS: 'TOO_FEW_CONTRIBUTIONS',
  NOBODY_CONTRIBUTED: 'TOO_FEW_CONTRIBUTIONS',
  HEAD_NOT_VERIFIED: 'HEAD_UNVERIFIED',
  BEACON_TOO_EARLY: 'BEACON_TOO_EARLY',
  BEACON_NOT_PUBLISHED: 'BEACON_NOT_PUBLISHED',
};

function refuse(faults: { code: string; sentence: string }[]): void {
  const [first] = faults;
  if (!first) return;
  throw new Problem(CODES[first.code] ?? 'CEREMONY_UNFIT', first.sentence, {
    errors: faults.map(({ code, sentence }) => ({ path: code, message: sentence })),
  });
}

/** `first`: a second attempt finds them FINALIZING already. */
async function moveDone(
  { trx, ceremony, emit }: CeremonyTransaction,
  acting: Acting,
  { first }: { first: boolean },
): Promise<void> {
  const moved = await moveEverybody(trx, ceremony.id, { from: 'DONE', to: 'FINALIZING' });
  const { event } = moveSet('DONE', moved);
  const { who: _, ...rest } = told(acting);
  if (first || moved > 0) emit([{ ...event, data: { ...event.data, ...rest } }]);
}
