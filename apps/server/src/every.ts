import { performance } from 'node:perf_hooks';

/** Does something over and over, one at a time, so many milliseconds from begin to begin; null: never. Call the answer to end it. */
export function every(millis: number | null, work: () => Promise<unknown>): () => void {
  if (millis === null) return () => {};
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const next = (after: number) => {
    timer = setTimeout(async () => {
      const started = performance.now();
      await work();
      if (!stopped) next(Math.max(0, millis - (performance.now() - started)));
    }, after);
  };
  next(millis);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
