import { realSurroundings, type Surroundings } from '../surroundings.ts';

/** The real network with a clock that moves only by being slept on: no test waits. */
export function fakeSurroundings(): Surroundings & { pauses: number[] } {
  let time = 1_700_000_000_000;
  const pauses: number[] = [];
  return {
    ...realSurroundings(),
    pauses,
    now: () => time,
    random: () => 1,
    async sleep(milliseconds, signal) {
      if (signal?.aborted) throw signal.reason;
      pauses.push(milliseconds);
      time += milliseconds;
    },
  };
}
