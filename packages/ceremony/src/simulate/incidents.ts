/** What happens to the server: it stops for a while, its clock is stepped, it is paused. Seconds. */
import type { Random } from './random.ts';

export type Incident =
  | { kind: 'outage'; at: number; seconds: number }
  | { kind: 'clock step'; at: number; seconds: number }
  | { kind: 'pause'; at: number; seconds: number };

const DAY = 86_400;

/**
 * Every other day something: mostly a restart (a second to ten minutes), sometimes a step of the clock by up
 * to an hour, or a pause of up to an hour.
 */
export function* randomIncidents(random: Random): Generator<Incident> {
  let at = 0;
  for (;;) {
    at += DAY / 10 + random.exponential(1.6 * DAY);
    const dice = random.uniform();
    if (dice < 0.7) yield { kind: 'outage', at, seconds: random.between(1, 600) };
    else if (dice < 0.9) yield { kind: 'clock step', at, seconds: random.between(-3600, 3600) };
    else yield { kind: 'pause', at, seconds: random.between(60, 3600) };
  }
}
