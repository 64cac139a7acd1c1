/** Lets a test server's clock go as the real one does, with its sweep at work. */
import type { TestServer } from '../../support/server.ts';

const EVERY = 1_000;
const SWEEP = 4_000;

/** Begins now, at the real time; the function that it answers stops it. */
export function liveClock(server: TestServer): () => void {
  let seen = server.now();
  let swept = seen;
  const go = () => {
    const now = Date.now();
    server.step(Math.max(0, now - seen));
    seen = Math.max(seen, now);
    if (seen - swept < SWEEP) return;
    swept = seen;
    server.tick().catch(() => {});
  };
  go();
  const timer = setInterval(go, EVERY);
  return () => clearInterval(timer);
}
