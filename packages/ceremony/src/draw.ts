/**
 * The fair draw of a free slot between those who wait (`Prefer: wait`) and those who poll. Without it a
 * held client, being there every moment, would nearly always come before any poller.
 */

export interface DrawFacts {
  /** Requests held right now. */
  held: number;
  /** In the lobby with waitsSince set: those held, and those between two held requests. */
  waiting: number;
  /** In the lobby with waitsSince null. */
  polling: number;
}

/**
 * Decides once, when the slot frees: 'held' gives it at once to the held client that has been in the lobby
 * longest (smallest enteredAt), 'poll' keeps it for the next accepted check-in of a polling client, null
 * leaves it to the next accepted check-in of anybody. Everybody in the lobby has the same chance: clients
 * that wait are counted also between two held requests, or they would lose to pollers, who always count.
 *
 * With nobody held, clients that wait come back after the lower bound and pollers after the interval, about
 * twice that. So of n + m people the next to check in is one of the n who wait with 2n / (2n + m), which is
 * too often; keeping m / 2(n + m) of these slots for pollers makes it n / (n + m).
 * @param random uniform in [0, 1)
 */
export function drawSlot(facts: DrawFacts, random: number): 'held' | 'poll' | null {
  const waiting = Math.max(facts.waiting, facts.held);
  const everybody = waiting + facts.polling;
  if (facts.held > 0) return random * everybody < waiting ? 'held' : 'poll';
  return random * 2 * everybody < facts.polling ? 'poll' : null;
}

/**
 * Each second while the slot is free: a slot kept for pollers is not kept when none is left, and held
 * clients do not wait beside a slot nobody has drawn for (after a pause, or a crash before the draw).
 * Anything else stays as it was drawn.
 */
export function redrawSlot(slotFor: 'poll' | null, facts: DrawFacts, random: number): 'held' | 'poll' | null {
  if (slotFor === 'poll' && facts.polling > 0) return 'poll';
  return facts.held > 0 ? drawSlot(facts, random) : null;
}
