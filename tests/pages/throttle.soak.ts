/** A slow machine: the browser's processor throttled four times, KZG at Ethereum's sizes, inside the deadline. */
import { ETHEREUM_SIZES } from '@brebaje/kzg/sizes';
import { cookieName } from '@brebaje/server/auth/cookie';
import { type Browser, launch } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHROMIUM, QUIET, withoutChromium } from './support/chromium.ts';
import { liveClock } from './support/live-clock.ts';
import { buildWorkPage, opened } from './support/work-pages.ts';

const SLOWER = 4;
const MINUTE = 60_000;
const ETHEREUM = ETHEREUM_SIZES.map(({ g1, g2 }) => `${g1},${g2}`).join(':');

describe.skipIf(!CHROMIUM)(`a machine ${SLOWER} times as slow${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let server: TestServer;
  let browser: Browser;
  let stop: () => void;
  beforeAll(async () => {
    built = await buildWorkPage();
    server = await startTestServer({ pages: built.folder, ceremonySizes: ETHEREUM }, undefined, {
      time: Date.now(),
    });
    stop = liveClock(server);
    browser = await launch({ executablePath: CHROMIUM!, args: QUIET });
  });
  afterAll(async () => {
    stop?.();
    await browser?.close();
    await server?.close();
    await built?.remove();
  });

  it('contributes at Ethereum’s sizes inside the deadline', async () => {
    const { sessionId } = await restPerson(server);
    const { hostname } = new URL(server.url);
    await browser.setCookie({ name: cookieName(server.url), value: sessionId, domain: hostname });
    const page = await browser.newPage();
    // Every thread has a rate of its own: the page's, the contribution's, and those that compute.
    const slow: Promise<unknown>[] = [];
    let threads = 0;
    const client = await page.createCDPSession();
    await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const attach = async (parent: typeof client) => {
      parent.on('sessionattached', (session) => {
        threads++;
        slow.push(
          session
            .send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
            .catch(() => {})
            .then(() => attach(session))
            .then(() => session.send('Runtime.runIfWaitingForDebugger'))
            .catch(() => {}),
        );
      });
      const auto = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
      await parent.send('Target.setAutoAttach', auto).catch(() => {});
    };
    await attach(client);
    await page.goto(`${server.url}/`);
    const work = await opened(page, server.running.ceremony.slug);
    await work.until('idle', undefined, MINUTE);
    const start = Date.now();
    await work.ask({ ask: 'start', entropy: undefined, joining: { acceptTerms: 1 } });
    const { deadlineAt } = await work.until('working', 'COMPUTING', 5 * MINUTE);
    const { receipts } = await work.until('done', undefined, 15 * MINUTE);
    const seconds = (Date.now() - start) / 1000;
    const { longTasks, longestTick } = await page.evaluate(() => globalThis.work.blocked());
    console.log(
      `throttled ${SLOWER} times (${threads} threads): ${seconds.toFixed(0)} s of the ${((deadlineAt! - start) / 1000).toFixed(0)} s of a turn; tasks of over 50 ms on the page's thread: ${longTasks.length}, latest tick ${longestTick.toFixed(0)} ms`,
    );
    expect(receipts).toHaveLength(1);
    await Promise.all(slow);
    await page.close();
  });
});
