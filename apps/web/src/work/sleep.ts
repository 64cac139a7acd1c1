/** Whether the machine, or the browser, stood still: a worker finds out afterwards. */
import type { Surroundings } from '@brebaje/client/surroundings';

/** Milliseconds. */
const LOOK_EVERY = 2_000;
/** More than this between two looks was sleep. */
const SLEPT = 15_000;

/** For as long as the worker lives. `awake` hears of each look; `slept` of sleep before it, in seconds. */
export function watchSleep(
  world: Pick<Surroundings, 'now'>,
  { slept, awake }: { slept: (seconds: number) => void; awake: (now: number) => void },
): void {
  let looked = world.now();
  setInterval(() => {
    const now = world.now();
    const gap = now - looked;
    looked = now;
    if (gap > SLEPT) slept(Math.round(gap / 1000));
    awake(now);
  }, LOOK_EVERY);
}
