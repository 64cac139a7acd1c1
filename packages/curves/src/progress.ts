import type { Progress } from './engine.ts';

const INTERVAL_MILLIS = 250;

/**
 * Counts finished points and passes the count on at most four times a second, the last one always. Without a
 * listener it costs nothing but the addition.
 */
export function countProgress(
  total: number,
  listener: Progress | undefined,
  now: () => number = () => performance.now(),
): (points: number) => void {
  let done = 0;
  let last = now();
  return (points) => {
    done += points;
    if (!listener) return;
    const time = now();
    if (done < total && time - last < INTERVAL_MILLIS) return;
    last = time;
    listener(done, total);
  };
}
