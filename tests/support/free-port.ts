import { createServer } from 'node:net';

/**
 * A port of this machine that is free now, for a server whose address must be known before it starts. It lies
 * below those that systems give to connections and to whoever asks for any port, so it stays free until then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (free) return port;
  }
}
