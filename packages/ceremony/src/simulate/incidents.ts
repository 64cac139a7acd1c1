/** What goes wrong with the server: it stops for a while, or its clock is stepped. Seconds. */
import type { Random } from './random.ts';

export type Incident =
  | { kind: 'outage'; at: number; seconds: number }
  | { kind: 'clock step'; at: number; seconds: number };

const DAY = 86_400;

/** A restart every other day (from a second to ten minutes), a step of up to an hour every ten days. */
export function* randomIncidents(random: Random): Generator<Incident> {
  let at = 0;
  for (;;) {
    at += DAY / 10 + random.exponential(1.6 * DAY);
    if (random.uniform() < 0.8) yield { kind: 'outage', at, seconds: random.between(1, 600) };
    else yield { kind: 'clock step', at, seconds: random.between(-3600, 3600) };
  }
}
