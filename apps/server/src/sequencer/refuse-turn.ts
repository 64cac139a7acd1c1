import type { TurnChange } from '@brebaje/ceremony/lobby-types';
import { giveBack, refuse } from '@brebaje/ceremony/turn';
import type { ContributeAnswer } from '../http/sequencer-port.ts';
import { finishJob, type JobLease } from '../store/jobs.ts';
import type { CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import type { SchemeVerdict } from '../verify/scheme.ts';
import {
  type CeremonyTransaction,
  inCeremony,
  LostUpdate,
  writeMember,
  writeTurn,
} from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { forgetBlobs } from './forget-blobs.ts';
import { memberOf, turnOf } from './rows.ts';
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
    const { policy, now } = transaction;
    const change = refuse(policy, memberOf(rows.participant), turnOf(rows.turn), now, { code, text });
    await writeVerdict(ctx, transaction, rows, verifying.lease, {
      change,
      outcome: 'refused',
      verdict: JSON.stringify({ code, text, checks }),
    });
    return { kind: 'rejected', code, text };
  });
}

/** The check could not run, which is our fault: the contributor has the turn again, with its whole time. */
export function giveTurnBack(
  ctx: ServerContext,
  verifying: Verifying,
  error: unknown,
): Promise<ContributeAnswer | undefined> {
  return inCeremony(ctx, verifying.ceremony.id, async (transaction) => {
    const rows = await reload(ctx, transaction.trx, verifying);
    if (!rows) return undefined;
    const { circuit, participant, turn } = rows;
    const statistics = { turnsDone: circuit.turnsDone, turnsMillis: circuit.turnsMillis };
    const { policy, now, ceremony } = transaction;
    const { pausedAt } = ceremony;
    const change = giveBack(policy, memberOf(participant), turnOf(turn), now, statistics, pausedAt);
    await writeMember(ctx, transaction, participant, change.member);
    await writeTurn(transaction, turn, change.turn, { receivedBlob: null, receivedAt: null });
    await finish(transaction, verifying.lease, 'FAILED', 'fault');
    await forgetBlobs(ctx, transaction, [turn.receivedBlob]);
    transaction.emit(change.events, { participant: participant.id, circuit: circuit.id, turn: turn.id });
    return { kind: 'fault', text: error instanceof Error ? error.message : String(error) };
  });
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
  await writeMember(ctx, transaction, participant, change.member);
  await writeTurn(transaction, turn, change.turn, { verdict });
  await finish(transaction, lease, 'DONE', outcome);
  await forgetBlobs(ctx, transaction, [turn.receivedBlob]);
  const events = change.events.map((event) =>
    event.type === `contribution.${outcome}` ? { ...event, data: { ...event.data, ...facts } } : event,
  );
  transaction.emit(events, { participant: participant.id, circuit: circuit.id, turn: turn.id });
  transaction.afterCommit(() => ctx.slotFreed(transaction.ceremony.id));
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
