import { createServer } from 'node:net';

/** The one there that browsers and `fetch` connect to never (Fetch, bad ports). */
const REFUSED = 10_080;

/** Test files that run at once ask in lanes of their own: none takes what another one was given a moment ago. */
const LANES = 8;
const LANE = 2_500;
const first = 10_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % LANES) * LANE;
const given = new Set([REFUSED]);

/**
 * A port of this machine that is free now, for a server whose address must be known before it starts. It lies
 * below those that systems give to connections and to whoever asks for any port, so it stays free until then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * LANE);
    if (given.has(port)) continue;
    given.add(port);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (free) return port;
  }
}
