import { afterVerdict, type FaultChange, faultOfOurs, haltChain } from '@brebaje/ceremony/faults';
import type { TurnChange } from '@brebaje/ceremony/lobby-types';
import type { QueueEntry, QueueTurn, QueueTurnChange } from '@brebaje/ceremony/queue-types';
import { giveBack, refuse } from '@brebaje/ceremony/turn';
import type { ContributeAnswer } from '../http/sequencer-port.ts';
import { writeChange } from '../queue/apply.ts';
import { offerFree } from '../queue/offers.ts';
import { healthOf, queueEntryOf, queueTurnOf } from '../queue/rows.ts';
import { isContributed } from '../store/contributions.ts';
import { finishJob, type JobLease } from '../store/jobs.ts';
import type { CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import type { SchemeVerdict } from '../verify/scheme.ts';
import {
  type CeremonyTransaction,
  inCeremony,
  LostUpdate,
  writeCircuit,
  writeMember,
  writeTurn,
} from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { forgetBlobs } from './forget-blobs.ts';
import { memberOf, policyFor, turnOf } from './rows.ts';
import { reload, type Verifying } from './verify-turn.ts';

/** The contribution is invalid, and two engines say so: the turn is lost. */
export function refuseTurn(
  ctx: ServerContext,
  verifying: Verifying,
  { code, text, checks }: SchemeVerdict & { ok: false },
): Promise<ContributeAnswer | undefined> {
  return inCeremony(ctx, verifying.ceremony.id, async (transaction) => {
    const rows = await reload(ctx, transaction.trx, verifying);
    if (!rows) return undefined;
    const { now } = transaction;
    const policy = policyFor(transaction, rows.participant);
    const lobby = policy.discipline === 'LOBBY';
    const change: TurnChange | QueueTurnChange = lobby
      ? refuse(policy, memberOf(rows.participant), turnOf(rows.turn), now, { code, text })
      : refuse(policy, queueEntryOf(rows.participant), queueTurnOf(rows.turn), now, { code, text });
    await writeVerdict(ctx, transaction, rows, verifying.lease, {
      change,
      outcome: 'refused',
      verdict: JSON.stringify({ code, text, checks }),
    });
    if (rows.circuit.faults > 0)
      await writeCircuit(transaction, rows.circuit, afterVerdict(healthOf(rows.circuit)));
    await offerFree(ctx, transaction);
    return { kind: 'rejected', code, text };
  });
}

/**
 * The check could not run, which is our fault: the contributor has the turn again, with its whole time. After
 * several of them in a row the chain takes nobody until somebody has looked; see `resumeCircuit`.
 */
export function giveTurnBack(
  ctx: ServerContext,
  verifying: Verifying,
  error: unknown,
): Promise<ContributeAnswer | undefined> {
  return inCeremony(ctx, verifying.ceremony.id, async (transaction) => {
    const rows = await reload(ctx, transaction.trx, verifying);
    if (!rows) return undefined;
    const { circuit, turn } = rows;
    const change = fault(transaction, rows);
    const again = change.turn.phase === 'WORKING';
    await writeVerdictRows(ctx, transaction, rows, change, {
      ...(again ? { receivedBlob: null, receivedAt: null } : {}),
    });
    await writeCircuit(transaction, circuit, change.health);
    await finish(transaction, verifying.lease, 'FAILED', 'fault');
    if (again) await forgetReceived(ctx, transaction, turn.receivedBlob);
    return { kind: 'fault', text: error instanceof Error ? error.message : String(error) };
  });
}

const WHY = 'verification could not run several times in a row';

function fault(
  transaction: CeremonyTransaction,
  { circuit, participant, turn }: { circuit: CircuitRow; participant: ParticipantRow; turn: TurnRow },
): FaultChange<QueueEntry, QueueTurn> | (TurnChange & { health: ReturnType<typeof healthOf> }) {
  const { now, ceremony } = transaction;
  const policy = policyFor(transaction, participant);
  const { pausedAt } = ceremony;
  const health = healthOf(circuit);
  if (policy.discipline === 'QUEUE') {
    const cause = 'BLOCKING_VERIFICATION';
    const [entry, open] = [queueEntryOf(participant), queueTurnOf(turn)];
    return faultOfOurs(policy, entry, open, health, { cause, why: WHY }, now, pausedAt);
  }
  const statistics = { turnsDone: circuit.turnsDone, turnsMillis: circuit.turnsMillis };
  const back = giveBack(policy, memberOf(participant), turnOf(turn), now, statistics, pausedAt);
  const after = { ...health, faults: health.faults + 1 };
  if (after.faults < policy.maxFaults) return { ...back, health: after };
  const halted = haltChain(after, WHY, now);
  return { ...back, health: halted.health, events: [...back.events, ...halted.events] };
}

/** Writes what a verdict makes of participant and turn, and ends the job; the slot is free after the commit. */
export async function writeVerdict(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  { turn, circuit, participant }: { turn: TurnRow; circuit: CircuitRow; participant: ParticipantRow },
  lease: JobLease,
  {
    change,
    outcome,
    verdict = null,
    facts = {},
  }: {
    change: TurnChange;
    outcome: 'accepted' | 'refused';
    verdict?: string | null;
    /** Public facts for the event of the verdict. */
    facts?: Record<string, unknown>;
  },
): Promise<void> {
  await finish(transaction, lease, 'DONE', outcome);
  const events = change.events.map((event) =>
    event.type === `contribution.${outcome}` ? { ...event, data: { ...event.data, ...facts } } : event,
  );
  await writeVerdictRows(
    ctx,
    transaction,
    { turn, circuit, participant },
    { ...change, events },
    { verdict },
  );
  await forgetReceived(ctx, transaction, turn.receivedBlob);
  if (transaction.policy.discipline === 'LOBBY')
    transaction.afterCommit(() => ctx.slotFreed(transaction.ceremony.id));
}

/** Participant, turn and events, as the ceremony's discipline keeps them. */
async function writeVerdictRows(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  { turn, circuit, participant }: { turn: TurnRow; circuit: CircuitRow; participant: ParticipantRow },
  change: TurnChange | QueueTurnChange,
  facts: Partial<Pick<TurnRow, 'receivedBlob' | 'receivedAt' | 'verdict'>>,
): Promise<void> {
  if (isQueueChange(change)) {
    await writeChange(ctx, transaction, { participant, turn }, change, facts);
    return;
  }
  await writeMember(ctx, transaction, participant, change.member);
  await writeTurn(transaction, turn, change.turn, facts);
  transaction.emit(change.events, { participant: participant.id, circuit: circuit.id, turn: turn.id });
}

function isQueueChange(change: TurnChange | QueueTurnChange): change is QueueTurnChange {
  return 'circuitId' in change.member;
}

/** What was received goes, unless the same bytes are part of a chain. */
async function forgetReceived(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  hash: string | null,
): Promise<void> {
  if (hash === null || (await isContributed(transaction.trx, hash))) return;
  await forgetBlobs(ctx, transaction, [hash]);
}

async function finish(
  { trx }: CeremonyTransaction,
  lease: JobLease,
  state: 'DONE' | 'FAILED',
  outcome: string,
): Promise<void> {
  if (!(await finishJob(trx, lease, { state, result: JSON.stringify({ outcome }) })))
    throw new LostUpdate(`job ${lease.id}`);
}
