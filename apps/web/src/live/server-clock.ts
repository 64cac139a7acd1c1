/** What time it is at the server, from moments that it told; the browser's clock may be wrong by hours. */

/** How many moments are remembered: a clock that is set right meanwhile is believed after so many. */
const REMEMBERED = 16;

export interface ServerClock {
  /** `at`: seconds that the server told, rounded down; heard just now. */
  heard(at: number): void;
  /** Seconds since 1970 as the server counts them; the browser's own before anything was heard. */
  now(): number;
}

/** `now`: milliseconds of the browser. */
export function serverClock(now: () => number): ServerClock {
  const ahead: number[] = [];
  return {
    heard(at) {
      // Rounding and the way here only make the server look late: the largest difference is the nearest.
      ahead.push(at - now() / 1_000);
      if (ahead.length > REMEMBERED) ahead.shift();
    },
    now: () => now() / 1_000 + (ahead.length === 0 ? 0 : Math.max(...ahead)),
  };
}
