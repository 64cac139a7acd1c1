/** What people may do only so often: each time leaves events in a log that is kept for ever. */
import { Problem } from '../rest/problem.ts';

/** For one person, by this process. Whoever means it does so a few times. */
const MOST = 30;
const WINDOW = 3_600_000;

interface Window {
  since: number;
  counts: Map<string, number>;
}

const windows = new WeakMap<object, Window>();

/**
 * Counts that a person registers or lets an offer go.
 * @param ctx of the process
 * @throws Problem RATE_LIMITED
 */
export function refuseTooOften(
  ctx: { clock: { now(): number } },
  what: 'enrol' | 'decline',
  userId: number,
): void {
  const now = ctx.clock.now();
  let window = windows.get(ctx);
  if (!window || now < window.since || now - window.since >= WINDOW) {
    window = { since: now, counts: new Map() };
    windows.set(ctx, window);
  }
  const key = `${what} ${userId}`;
  const count = window.counts.get(key) ?? 0;
  if (count >= MOST)
    throw new Problem('RATE_LIMITED', `More than ${MOST} times in an hour: every time is recorded for ever.`);
  window.counts.set(key, count + 1);
}
