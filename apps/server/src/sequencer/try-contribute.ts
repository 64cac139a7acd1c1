import { type CheckIn, checkIn, dropHeld, releaseHeld } from '@brebaje/ceremony/check-in';
import type { AuditEvent, Refused } from '@brebaje/ceremony/lobby-types';
import type { Call, HandedOut, TryAnswer } from '../http/sequencer-port.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import { enrolParticipant, findParticipant as findStored } from '../store/participants.ts';
import { markEntered } from '../store/sessions.ts';
import { findIdentityById } from '../store/users.ts';
import {
  type CeremonyTransaction,
  inCeremony,
  LostUpdate,
  writeMember,
  writeTurn,
} from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { openTurn } from './hand-out.ts';
import { withIdentity } from './identity-commitment.ts';
import { identityText } from './identity-text.ts';
import { findParticipant, loadPlace, type Place } from './load.ts';
import { gateOf, memberOf, policyFor, turnOf } from './rows.ts';

type TryCall = Call & { waitMillis: number; signal: AbortSignal };

/** What is to be answered once everything about it is on the disk. */
type Outcome =
  | { kind: 'refused'; code: Refused['refusal'] }
  | { kind: 'not-ready' }
  | { kind: 'hold'; participantId: number; since: number; waitMillis: number }
  | { kind: 'handed-out'; served: HandedOut };

/** One call of `/lobby/try_contribute`: entering, checking in, being selected, or asking for the state again. */
export async function tryContribute(ctx: ServerContext, call: TryCall): Promise<TryAnswer> {
  await ctx.catchUp();
  const seen = await look(ctx, ctx.store.db, call);
  if (!seen) return { kind: 'refused', code: 'UNKNOWN_SESSION' };
  const quiet = checkInQuietly(ctx, seen, call);
  const outcome = quiet ?? (await checkInDurably(ctx, call, seen));
  switch (outcome.kind) {
    case 'handed-out':
      return outcome.served;
    case 'hold':
      return hold(ctx, call, outcome);
    default:
      return outcome;
  }
}

async function look(ctx: ServerContext, db: Db, call: Call): Promise<Place | undefined> {
  const place = await loadPlace(db, ctx.checkIns, call.ceremonyId, call.session.userId);
  if (!place?.participant || !ctx.purging.ids.has(place.participant.id)) return place;
  await ctx.purging.done;
  return loadPlace(db, ctx.checkIns, call.ceremonyId, call.session.userId);
}

function decide(ctx: ServerContext, place: Place, call: TryCall, now: number): CheckIn | Refused {
  const { ceremony, circuit, turn, participant, mine } = place;
  const member = participant ? memberOf(participant) : null;
  const facts = {
    turn: turn ? turnOf(turn) : null,
    mine,
    halted: circuit.haltedAt !== null || ctx.disk.short(),
    inLobby: ceremony.waiting,
    slotFor: circuit.slotFor,
    waitMillis: call.waitMillis,
    statistics: { turnsDone: circuit.turnsDone, turnsMillis: circuit.turnsMillis },
  };
  return checkIn(policyFor({ ceremony, now }, participant), gateOf(ceremony), member, facts, now);
}

/**
 * The check-in of somebody who is in the lobby and stays there, by far the most frequent call: it changes
 * nothing that cannot be lost, so it goes into the buffer. Undefined when a transaction is needed.
 */
function checkInQuietly(ctx: ServerContext, place: Place, call: TryCall): Outcome | undefined {
  const { participant } = place;
  if (participant?.status !== 'WAITING' || participant.enteredAt === null) return undefined;
  const now = ctx.clock.now();
  const decided = decide(ctx, place, call, now);
  if ('refusal' in decided) return { kind: 'refused', code: decided.refusal };
  if (decided.answer !== 'NOT_READY' && decided.answer !== 'HOLD') return undefined;
  ctx.checkIns.put(participant.id, decided.member);
  return waiting(decided, participant.id, now);
}

function waiting(decided: CheckIn, participantId: number, since: number): Outcome {
  return decided.answer === 'HOLD'
    ? { kind: 'hold', participantId, since, waitMillis: decided.waitMillis }
    : { kind: 'not-ready' };
}

async function checkInDurably(ctx: ServerContext, call: TryCall, seen: Place): Promise<Outcome> {
  // Made before the transaction: what cannot be handed out must not cost anybody a turn.
  const served = await ctx.heads.get(seen.circuit);
  const outcome = await inCeremony(ctx, call.ceremonyId, (transaction) =>
    checkInLocked(ctx, transaction, call, seen.circuit.headBlob, served),
  );
  if (outcome !== 'stale') return outcome;
  return checkInDurably(ctx, call, (await look(ctx, ctx.store.db, call)) ?? seen);
}

async function checkInLocked(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  call: TryCall,
  servedBlob: string,
  served: HandedOut,
): Promise<Outcome | 'stale'> {
  const place = await loadPlace(transaction.trx, ctx.checkIns, call.ceremonyId, call.session.userId);
  if (!place) return { kind: 'refused', code: 'UNKNOWN_SESSION' };
  const decided = decide(ctx, place, call, transaction.now);
  if ('refusal' in decided) return { kind: 'refused', code: decided.refusal };
  const handsOut = decided.answer === 'HAND_OUT' || decided.answer === 'HAND_OUT_AGAIN';
  const blob = decided.answer === 'HAND_OUT_AGAIN' ? place.turn?.baseBlob : place.circuit.headBlob;
  if (handsOut && blob !== servedBlob) return 'stale';
  const participantId = await writeParticipant(ctx, transaction, place, call, decided);
  const about = { participant: participantId, circuit: place.circuit.id };
  const events = place.participant
    ? decided.events
    : await named(ctx, transaction, call, participantId, decided.events);
  if (decided.answer === 'HAND_OUT_AGAIN' && place.turn) {
    await writeTurn(transaction, place.turn, decided.turn ?? turnOf(place.turn));
    return { kind: 'handed-out', served };
  }
  if (decided.answer === 'HAND_OUT' && decided.turn) {
    const turn = await openTurn(ctx, transaction, place.circuit, participantId, decided.turn);
    transaction.emit(events, { ...about, turn });
    return { kind: 'handed-out', served };
  }
  transaction.emit(events, about);
  return waiting(decided, participantId, transaction.now);
}

/** Tells who is enrolled, in the form that an event may. */
async function named(
  ctx: ServerContext,
  { trx }: CeremonyTransaction,
  call: Call,
  participantId: number,
  events: AuditEvent[],
): Promise<AuditEvent[]> {
  const identity = await findIdentityById(trx, call.session.identityId);
  const number = (await findStored(trx, participantId))?.number;
  const numbered = events.map((event) =>
    event.type === 'participant.enrolled' && number != null
      ? { ...event, data: { ...event.data, number } }
      : event,
  );
  return identity ? withIdentity(ctx, numbered, identityText(identity)) : numbered;
}

async function writeParticipant(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  place: Place,
  call: Call,
  { member }: CheckIn,
): Promise<number> {
  if (place.participant?.enteredAt == null && member.enteredAt !== null) {
    const { userId } = call.session;
    await markEntered(transaction.trx, { userId, ceremonyId: call.ceremonyId, now: transaction.now });
  }
  if (place.participant) {
    await writeMember(ctx, transaction, place.participant, member);
    return place.participant.id;
  }
  const { participant, created } = await enrolParticipant(transaction.trx, {
    ...member,
    userId: call.session.userId,
    ceremonyId: call.ceremonyId,
    identityId: call.session.identityId,
    createdAt: transaction.now,
  });
  if (!created) throw new LostUpdate(`participant ${participant.id}`);
  return participant.id;
}

/** Waits for the slot, at most as long as asked. However it ends, the next check-in window starts there. */
async function hold(
  ctx: ServerContext,
  call: TryCall,
  { participantId, since, waitMillis }: Extract<Outcome, { kind: 'hold' }>,
): Promise<TryAnswer> {
  const end = await ctx.held.hold(call.ceremonyId, participantId, {
    since,
    until: since + waitMillis,
    signal: call.signal,
  });
  if (end.kind === 'slot') return end.slot;
  const row = await findParticipant(ctx.store.db, ctx.checkIns, participantId);
  const ceremony = await findCeremony(ctx.store.db, call.ceremonyId);
  // A later request of the same participant may hold by now, or the turn have come: then nothing is to do.
  if (row?.status === 'WAITING' && !ctx.held.has(call.ceremonyId, row.id) && ceremony) {
    const release = end.kind === 'left' ? dropHeld : releaseHeld;
    const now = ctx.clock.now();
    ctx.checkIns.put(row.id, release(policyFor({ ceremony, now }, row), memberOf(row), now));
  }
  return { kind: 'not-ready' };
}
