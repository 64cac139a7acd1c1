/** When a message is tried again. */

/** After so many failed attempts a message is given up: about a day after the first. */
export const MOST_ATTEMPTS = 10;

/** So many messages given up in a row switch a subscription off. */
export const MOST_GIVEN_UP = 3;

const FIRST = 60_000;
const GROWTH = 3;
const LONGEST = 6 * 3_600_000;

/** A fifth more or less, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * Milliseconds until the next attempt: a minute after the first, three times as long after each one more,
 * never longer than six hours.
 * @param random in [0, 1)
 */
export function backOff(attempts: number, random: number): number {
  const pause = Math.min(FIRST * GROWTH ** (attempts - 1), LONGEST);
  return Math.round(pause * (1 + JITTER * (2 * random - 1)));
}
