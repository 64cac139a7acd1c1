/** What coordinators do about a participant, and what a contributor asks for; each leaves a public event. */
import { amnesty } from '@brebaje/ceremony/amnesty';
import { readmit, replace, timeOutWork } from '@brebaje/ceremony/overrides';
import { askMoreTime, extendTurn } from '@brebaje/ceremony/work-clock';
import { Problem, unrefused } from '../rest/problem.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { isRemoved } from './remove.ts';
import { applyTo, onParticipant, orderedBy, type Standing } from './standing.ts';

/** Who gives the order, and why. */
export interface Order {
  by: number;
  /** An operator of the server, or a coordinator of the project. */
  who: 'coordinator' | 'operator';
  reason: string;
}

/** What stands in the log for a reason where a request carries none. */
export const NO_REASON = 'none was given';

/** Ends the turn of somebody at work; it goes to the next. */
export async function timeOut(
  ctx: ServerContext,
  standing: Standing,
  { by, reason }: Order,
): Promise<ParticipantRow> {
  const { transaction, member, openTurn, policy } = standing;
  const lost = unrefused(
    timeOutWork(policy, member, openTurn, reason, transaction.now),
    `Only a turn can be ended; this participant is ${member.status}.`,
  );
  return applyTo(ctx, standing, { ...lost, events: orderedBy(lost.events, by) });
}

/** The turn is gone for good: TIMEDOUT if it was not yet, then EXHUMED. */
export async function replaceBy(
  ctx: ServerContext,
  standing: Standing,
  { by, reason }: Order,
): Promise<ParticipantRow> {
  const { transaction, member, openTurn, policy } = standing;
  const gone = unrefused(
    replace(policy, member, openTurn, reason, transaction.now),
    `Only a turn that is open or was lost can go to somebody else; this participant is ${member.status}.`,
  );
  return applyTo(ctx, standing, { ...gone, events: orderedBy(gone.events, by) });
}

/** Gives an open turn, or an offer, more time. */
export async function extend(
  ctx: ServerContext,
  standing: Standing,
  millis: number,
  { by, reason }: Order,
): Promise<ParticipantRow> {
  const { member, openTurn } = standing;
  if (!openTurn || openTurn.phase === 'VERIFYING')
    throw new Problem(
      'CONFLICT',
      'No clock runs for this participant: there is no open turn, or it is being checked.',
    );
  if (openTurn.deadlineAt === null) throw new Problem('CONFLICT', 'This turn has no limit.');
  const longer = unrefused(extendTurn(openTurn, millis, reason));
  const events = orderedBy(longer.events, by);
  return applyTo(ctx, standing, { member, turn: longer.turn, events });
}

/** "I need more time", once in a turn. */
export function moreTime(ctx: ServerContext, participant: ParticipantRow): Promise<ParticipantRow> {
  return onParticipant(ctx, participant, async (standing) => {
    const { transaction, member, openTurn, policy } = standing;
    const { gate, now } = transaction;
    const asked = askMoreTime(policy, gate, member, openTurn, policy.moreTime, now);
    return applyTo(ctx, standing, unrefused(asked));
  });
}

/** Lets somebody return who lost a turn or a place: into the queue, or into a lobby with the next check-in. */
export async function letReturn(
  ctx: ServerContext,
  standing: Standing,
  { by, who, reason }: Order,
): Promise<ParticipantRow> {
  const { transaction, row, member, policy } = standing;
  const { gate, now } = transaction;
  if (isRemoved(row)) throw new Problem('ILLEGAL_TRANSITION', 'They were taken out: enrol them again.');
  const detail = `This participant is ${member.status} and was not lost to the ceremony.`;
  if (policy.discipline === 'QUEUE') {
    const back = unrefused(readmit(gate, member, reason, who, now), detail);
    return applyTo(ctx, standing, { ...back, events: orderedBy(back.events, by) });
  }
  const back = unrefused(amnesty(member, reason), detail);
  const events = back.events.map((event) => ({
    ...event,
    data: { ...event.data, override: 'readmit', who, by },
  }));
  return applyTo(ctx, standing, { member: { ...member, ...back.member }, events });
}
