import type { AuditEvent, Gate, Member, Turn } from '@brebaje/ceremony/lobby-types';
import type { Policy } from '@brebaje/ceremony/policy';
import type { Updateable } from 'kysely';
import { enqueueNotifications } from '../notify/enqueue.ts';
import { infractionsIn } from '../participants/infractions.ts';
import { Problem } from '../rest/problem.ts';
import { lockCeremony, updateCeremony } from '../store/ceremonies.ts';
import { updateCircuit } from '../store/circuits.ts';
import { appendEvents } from '../store/events.ts';
import { insertInfractions } from '../store/infractions.ts';
import type { Db } from '../store/open-store.ts';
import { updateParticipant } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import type { CeremonyTable, CircuitTable } from '../store/tables/ceremonies.ts';
import { updateTurn } from '../store/turns.ts';
import type { ServerContext } from './context.ts';
import { gateOf, policyOf } from './rows.ts';

/** Whom and what an event is about; numbers only. */
export type About = { participant?: number; circuit?: number; turn?: number };

/** One transaction on one ceremony, whose row it holds: no two of them run at once, in any process. */
export interface CeremonyTransaction {
  trx: Db;
  ceremony: CeremonyRow;
  policy: Policy;
  gate: Gate;
  now: number;
  /** Audit events, appended in this order when the work is done. */
  emit(events: AuditEvent[], about?: About): void;
  /** Runs once everything is on the disk, before the answer goes out. Must not throw. */
  afterCommit(step: () => void | Promise<void>): void;
}

/** A row changed under a transaction that held its ceremony: a defect of ours. */
export class LostUpdate extends Error {
  override readonly name = 'LostUpdate';
}

/** Runs `work` and appends its events in one transaction that holds the ceremony's row. */
export async function inCeremony<T>(
  ctx: ServerContext,
  ceremonyId: number,
  work: (transaction: CeremonyTransaction) => Promise<T>,
): Promise<T> {
  const { result, after } = await ctx.store.transaction(async (trx) => {
    const ceremony = await lockCeremony(trx, ceremonyId);
    if (!ceremony) throw new Problem('NOT_FOUND', `There is no ceremony ${ceremonyId}.`);
    const events: AuditEvent[] = [];
    const after: (() => void | Promise<void>)[] = [];
    const now = ctx.clock.now();
    const result = await work({
      trx,
      ceremony,
      policy: policyOf(ceremony),
      gate: gateOf(ceremony),
      now,
      emit: (more, about = {}) => {
        for (const event of more) events.push({ ...event, data: { ...about, ...event.data } });
      },
      afterCommit: (step) => after.push(step),
    });
    const rows = await appendEvents(trx, ceremonyId, events, now);
    const told = events.map((event, index) => ({ ...event, seq: rows[index]!.seq }));
    await enqueueNotifications(trx, ceremony, policyOf(ceremony), told, now);
    await insertInfractions(trx, infractionsIn(events, now));
    if (rows.length > 0) after.push(() => ctx.live.wake(ceremonyId));
    return { result, after };
  });
  for (const step of after) await step();
  return result;
}

/** Writes what a rule made of a participant; the buffer's check-in is part of it from the commit on. */
export async function writeMember(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  row: ParticipantRow,
  member: Member,
): Promise<void> {
  if (!(await updateParticipant(transaction.trx, row, member))) throw new LostUpdate(`participant ${row.id}`);
  transaction.afterCommit(() => ctx.checkIns.forget(row.id));
}

/** Writes what a rule made of a turn, and facts of ours beside it. */
export async function writeTurn(
  transaction: CeremonyTransaction,
  row: TurnRow,
  turn: Turn,
  facts: Partial<Pick<TurnRow, 'receivedBlob' | 'receivedAt' | 'verdict'>> = {},
): Promise<void> {
  if (!(await updateTurn(transaction.trx, row, { ...turn, ...facts })))
    throw new LostUpdate(`turn ${row.id}`);
}

export async function writeCircuit(
  transaction: CeremonyTransaction,
  row: CircuitRow,
  changes: Omit<Updateable<CircuitTable>, 'id' | 'version'>,
): Promise<void> {
  if (!(await updateCircuit(transaction.trx, row, changes))) throw new LostUpdate(`circuit ${row.id}`);
}

/** What other functions keep, or what never changes. */
type CeremonyColumnsOfOthers =
  | 'id'
  | 'slug'
  | 'scheme'
  | 'projectId'
  | 'receiptAddress'
  | 'version'
  | 'lastSeq'
  | 'lastEventHash'
  | 'waiting';

/** Changes the ceremony's own row, which the transaction holds. */
export async function writeCeremony(
  transaction: CeremonyTransaction,
  changes: Omit<Updateable<CeremonyTable>, CeremonyColumnsOfOthers>,
): Promise<void> {
  const row = await updateCeremony(transaction.trx, transaction.ceremony, changes);
  if (!row) throw new LostUpdate(`ceremony ${transaction.ceremony.id}`);
  transaction.ceremony = row;
  transaction.policy = policyOf(row);
  transaction.gate = gateOf(row);
}
