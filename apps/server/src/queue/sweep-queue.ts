/** What time does to a ceremony with queues: each second, by whichever process sweeps. */
import { isOurs } from '@brebaje/ceremony/cost';
import { sendHomeAbsent } from '@brebaje/ceremony/drain';
import { admits, clocksRun } from '@brebaje/ceremony/gate';
import { passReservation } from '@brebaje/ceremony/reservation';
import { returnDue } from '@brebaje/ceremony/returning';
import { sweepTurn } from '@brebaje/ceremony/work-clock';
import { type CeremonyTransaction, inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { gateOf, pastPoliciesOf, policyFor, policyOf } from '../sequencer/rows.ts';
import type { SweepTime } from '../sequencer/sweep-ceremony.ts';
import { circuitsOf, findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { findTurn, latestTurnOfCircuit, openTurns } from '../store/turns.ts';
import { applyChange, type Change, writeChange } from './apply.ts';
import { mayOffer, offerNext } from './offers.ts';
import { setReservationState } from './reservation-rows.ts';
import { queueEntryOf, queueTurnOf, reservationOf } from './rows.ts';

/** People moved in one transaction; requests get in between. */
const GROUP = 100;

export async function sweepQueue(ctx: ServerContext, ceremony: CeremonyRow, at: SweepTime): Promise<void> {
  const { now } = at;
  if (!clocksRun(gateOf(ceremony))) return;
  await passTurns(ctx, ceremony, now);
  await takeBack(ctx, ceremony, now);
  await passReservations(ctx, ceremony, now);
  if (ceremony.drainedAt === null && !admits(gateOf(ceremony))) await sendAbsentHome(ctx, ceremony, at);
  if (await mayOffer(ctx, ceremony.id, now)) await offerNext(ctx, ceremony.id);
}

/** Offers that nobody took, warnings, uploads under way, work that is overdue. */
async function passTurns(ctx: ServerContext, ceremony: CeremonyRow, now: number): Promise<void> {
  const { db } = ctx.store;
  for (const seen of await openTurns(db, ceremony.id)) {
    const before = await loadTurn(db, seen.id);
    if (!before || !swept({ ceremony, gate: gateOf(ceremony), now }, before)) continue;
    await inCeremony(ctx, ceremony.id, async (transaction) => {
      const rows = await loadTurn(transaction.trx, seen.id);
      const { gate } = transaction;
      const change = rows && swept({ ceremony: transaction.ceremony, gate, now }, rows);
      if (change) await applyChange(ctx, transaction, rows, change);
    });
  }
}

interface TurnRows {
  turn: TurnRow;
  circuit: CircuitRow;
  participant: ParticipantRow;
}

async function loadTurn(db: CeremonyTransaction['trx'], id: number): Promise<TurnRows | undefined> {
  const turn = await findTurn(db, id);
  const circuit = turn && (await findCircuit(db, turn.circuitId));
  const participant = turn && (await findParticipant(db, turn.participantId));
  return turn && circuit && participant ? { turn, circuit, participant } : undefined;
}

function swept(
  at: Pick<CeremonyTransaction, 'ceremony' | 'gate' | 'now'>,
  { turn, circuit, participant }: TurnRows,
): Change | null {
  const { gate, now } = at;
  const halted = circuit.haltedAt !== null;
  const policy = policyFor(at, participant);
  return sweepTurn(policy, gate, queueEntryOf(participant), queueTurnOf(turn), halted, now);
}

/** People whose penalty is over, or whose turn was lost by our fault, stand in the queue again. */
async function takeBack(ctx: ServerContext, ceremony: CeremonyRow, now: number): Promise<void> {
  const gate = gateOf(ceremony);
  const open = gate.status === 'OPENED' && admits(gate);
  const promised = open ? promisedReturn(ceremony) : [];
  const lost = await ctx.store.db
    .selectFrom('participant')
    .selectAll()
    .where('ceremonyId', '=', ceremony.id)
    .where('status', 'in', ['TIMEDOUT', 'EXHUMED'])
    .where('circuitId', 'is not', null)
    .where(({ eb, or }) => or([eb('barredUntil', 'is', null), eb('barredUntil', '<=', now)]))
    .where(({ eb, and, or }) =>
      or([
        eb('cause', 'in', OURS),
        ...(open ? [eb('cause', '=', 'DRAINED')] : []),
        ...promised.map(({ from, until }) =>
          and([eb('cause', '<>', 'REMOVED'), eb('enteredAt', '>=', from), eb('enteredAt', '<', until)]),
        ),
      ]),
    )
    .orderBy('id')
    .limit(GROUP)
    .execute();
  const due = (row: ParticipantRow) =>
    returnDue(policyFor({ ceremony, now }, row), gate, queueEntryOf(row), now);
  for (const { id } of lost.filter((row) => due(row) !== null))
    await inCeremony(ctx, ceremony.id, async (transaction) => {
      const participant = await findParticipant(transaction.trx, id);
      const entry = participant && queueEntryOf(participant);
      const back = entry && returnDue(policyFor(transaction, participant), transaction.gate, entry, now);
      if (back) await applyChange(ctx, transaction, { participant }, back);
    });
}

/**
 * When those came whom the rules of their time take back. Others must not be read again each second: a hundred
 * of them would hide everybody behind them.
 */
function promisedReturn(ceremony: CeremonyRow): { from: number; until: number }[] {
  const past = pastPoliciesOf(ceremony);
  const periods = [...past, { until: Number.MAX_SAFE_INTEGER, policy: policyOf(ceremony) }];
  return periods
    .map(({ until, policy }, index) => ({ from: past[index - 1]?.until ?? 0, until, policy }))
    .filter(({ policy }) => policy.returnAfterPenalty);
}

const OURS = (['BLOCKING_VERIFICATION', 'BLOCKING_BACKEND_FUNCTION', 'UNKNOWN'] as const).filter(isOurs);

async function passReservations(ctx: ServerContext, ceremony: CeremonyRow, now: number): Promise<void> {
  const over = (db: Db) =>
    db
      .selectFrom('reservation')
      .selectAll()
      .where('ceremonyId', '=', ceremony.id)
      .where('state', '=', 'PLANNED')
      .where('until', '<', now)
      .execute();
  if ((await over(ctx.store.db)).length === 0) return;
  await inCeremony(ctx, ceremony.id, async (transaction) => {
    // A coordinator may have moved it a moment ago.
    for (const row of await over(transaction.trx)) {
      const passed = passReservation(reservationOf(row), now);
      if (!passed) continue;
      await setReservationState(transaction.trx, row.id, passed.reservation.state);
      transaction.emit(passed.events, { participant: row.participantId, circuit: row.circuitId });
    }
  });
}

/** The absent do not keep a closing ceremony open for ever. */
async function sendAbsentHome(ctx: ServerContext, ceremony: CeremonyRow, at: SweepTime): Promise<void> {
  const { now } = at;
  for (const circuit of await circuitsOf(ctx.store.db, ceremony.id)) {
    const seen = await idleOf(ctx.store.db, ceremony, circuit, at);
    if (seen === null || now - seen <= policyOf(ceremony).drainPatience) continue;
    await inCeremony(ctx, ceremony.id, async (transaction) => {
      const { trx, policy, gate } = transaction;
      // Somebody may have come a moment ago.
      const idleSince = await idleOf(trx, transaction.ceremony, circuit, at);
      const rows = await trx
        .selectFrom('participant')
        .selectAll()
        .where('circuitId', '=', circuit.id)
        .where('status', '=', 'WAITING')
        .orderBy('id')
        .limit(GROUP)
        .execute();
      for (const participant of rows) {
        const home = sendHomeAbsent(policy, gate, queueEntryOf(participant), idleSince, now);
        if (home) await writeChange(ctx, transaction, { participant }, home);
      }
    });
  }
}

/** Since when a closing circuit has had nobody to offer its slot to; null: somebody is there, or nobody waits. */
async function idleOf(
  db: Db,
  ceremony: CeremonyRow,
  circuit: CircuitRow,
  { now, heardSince }: SweepTime,
): Promise<number | null> {
  if (circuit.haltedAt !== null) return null;
  const last = await latestTurnOfCircuit(db, circuit.id);
  if (last && last.phase !== 'CLOSED') return null;
  const { presentUntil, queuedAt } = await db
    .selectFrom('participant')
    .select(({ fn }) => [fn.max('presentUntil').as('presentUntil'), fn.max('queuedAt').as('queuedAt')])
    .where('circuitId', '=', circuit.id)
    .where('status', '=', 'WAITING')
    .executeTakeFirstOrThrow();
  if (queuedAt === null || (presentUntil ?? 0) >= now) return null;
  // Nobody could come while nobody was heard.
  return Math.max(ceremony.closedAt ?? 0, last?.closedAt ?? 0, presentUntil ?? 0, queuedAt, heardSince);
}
