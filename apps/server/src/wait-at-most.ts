import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for work, but no longer than so many milliseconds; it goes on then. Its failure is told to `failed`. */
export async function waitAtMost(
  millis: number,
  work: Promise<unknown>,
  failed: (error: unknown) => void,
): Promise<void> {
  const ended = new AbortController();
  const done = work.catch(failed).finally(() => ended.abort());
  await Promise.race([done, sleep(millis, undefined, { signal: ended.signal }).catch(() => {})]);
}
