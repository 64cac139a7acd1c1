/**
 * The participant's clock stops while the server cannot answer. The sweep stores its last tick; from the
 * gap to the next one these functions tell how deadlines and check-ins move. Only the sweep takes anything
 * away from people, because only it knows the gap: a check-in or a contribution that is overdue but not
 * swept yet still counts.
 */
import { FOREVER, type Member, type Turn } from './lobby-types.ts';
import { checkInBounds, MAX_WAIT, type Policy } from './policy.ts';

/** A longer silence of the sweep means that people may not have been heard. */
export const GAP_LIMIT = 5_000;

/**
 * Milliseconds by which the clock ran without us since the last tick: positive after downtime, a stall or a
 * step forward, negative after a step back, null when it ran as it should. A restart counts whatever its
 * length, because check-ins of its last second may never have been written.
 */
export function clockGap(lastTick: number | null, now: number, restarted = false): number | null {
  if (lastTick === null) return null;
  const gap = now - lastTick;
  return restarted || gap > GAP_LIMIT || gap < 0 ? gap : null;
}

/**
 * A participant after such a gap, and after a pause (gap = time paused): a fresh check-in interval, whatever
 * was left of the old one. Stamps follow the clock back, never forward, so that nobody is told "too early";
 * a running penalty does not grow by a step back.
 */
export function resumeMember(policy: Policy, member: Member, gap: number, now: number): Member {
  const back = Math.min(gap, 0);
  const held = member.heldSince === null ? 0 : MAX_WAIT;
  return {
    ...member,
    // Who entered before the step stays before those who enter after it.
    enteredAt: moved(member.enteredAt, back),
    checkedInAt: moved(member.checkedInAt, back),
    checkInDueAt: member.checkInDueAt === null ? null : now + held + checkInBounds(policy).upper,
    heldSince: moved(member.heldSince, back),
    waitsSince: moved(member.waitsSince, back),
    barredUntil: member.barredUntil === FOREVER ? FOREVER : moved(member.barredUntil, back),
  };
}

/** A participant after a restart: nobody's request is held any more. */
export function resumeAfterRestart(policy: Policy, member: Member, gap: number, now: number): Member {
  return resumeMember(policy, { ...member, heldSince: null }, gap, now);
}

/**
 * An open turn after a gap or a pause: its deadline moves by the gap. Where the row may have been stamped by
 * the new clock already (a turn opened between the step and the sweep) nothing is taken away, and at most a
 * whole turn is left.
 * @param lastTick the tick (or the start of the pause) before the gap
 * @param allowance a whole turn's time; null without a limit
 */
export function resumeTurn(
  turn: Turn,
  gap: number,
  lastTick: number,
  allowance: number | null,
  now: number,
): Turn {
  const servedAt = moved(turn.servedAt, Math.min(gap, 0));
  if (turn.deadlineAt === null) return { ...turn, servedAt };
  const exact = turn.deadlineAt + gap;
  if (allowance === null) return { ...turn, servedAt, deadlineAt: exact };
  const wholeTurn = now + allowance;
  if (gap < 0)
    return { ...turn, servedAt, deadlineAt: turn.deadlineAt > wholeTurn ? exact : turn.deadlineAt };
  return { ...turn, servedAt, deadlineAt: turn.openedAt <= lastTick ? exact : Math.min(exact, wholeTurn) };
}

function moved(time: number | null, by: number): number | null {
  return time === null ? null : time + by;
}
