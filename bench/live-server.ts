import type { Config } from '@brebaje/server/config/options';
import { startTestServer, type TestServer } from '@brebaje/server/sequencer/test-server';

/** A server with small sizes on the machine's own clock, swept once a second. */
export async function startLiveServer(changes: Partial<Config> = {}): Promise<TestServer> {
  const test = await startTestServer(changes);
  Object.defineProperty(test.clock, 'time', { get: Date.now });
  const sweep = setInterval(() => void test.server.application.sweep.tick(), 1000);
  const { close } = test;
  return Object.assign(test, {
    close: () => {
      clearInterval(sweep);
      return close();
    },
  });
}
