/** A tab that nobody looks at for a quarter of an hour: its timers are throttled, those of its worker are not. */

import { cookieName } from '@brebaje/server/auth/cookie';
import { type Browser, launch } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkNote, WorkState } from '../../apps/web/src/work/state.ts';
import { processesBelow } from '../../bench/process-time.ts';
import { newContributor } from '../support/contributor.ts';
import { type GatedProxy, gatedProxy } from '../support/gated-proxy.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHROMIUM, QUIET, withoutChromium } from './support/chromium.ts';
import { liveClock } from './support/live-clock.ts';
import { buildWorkPage, opened } from './support/work-pages.ts';

/** What Puppeteer starts Chromium with so that nothing is throttled. */
const UNTHROTTLED = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];
/** Longer than any window of a lobby; milliseconds. */
const SLEEP = 60_000;
/** Marks the browser's processes in their command lines. */
const MARK = `--brebaje-hidden=${process.pid}`;
const notesOf = (state: WorkState): WorkNote[] => ('notes' in state ? state.notes : []);

const MINUTES = Number(process.env.SOAK_MINUTES ?? 15);

describe.skipIf(!CHROMIUM)(`a hidden tab${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let server: TestServer;
  let proxy: GatedProxy;
  let browser: Browser;
  let stop: () => void;
  beforeAll(async () => {
    built = await buildWorkPage();
    // The rules of 2023, the narrowest window of all: 30 to 34 seconds.
    server = await startTestServer(
      { pages: built.folder, checkInTolerance: 2_000, contributionTime: 86_400_000 },
      undefined,
      { time: Date.now() },
    );
    stop = liveClock(server);
    proxy = await gatedProxy(() => server.port);
    // Not Playwright: its pages are as if somebody always looked at them.
    browser = await launch({
      executablePath: CHROMIUM!,
      args: [...QUIET, MARK],
      ignoreDefaultArgs: UNTHROTTLED,
    });
  });
  afterAll(async () => {
    stop?.();
    await browser?.close();
    await proxy?.close();
    await server?.close();
    await built?.remove();
  });

  /** A page in the lobby, and whoever has the turn meanwhile. */
  async function inLobby() {
    const holder = await newContributor(server);
    await holder.start();
    const { sessionId } = await restPerson(server);
    const { hostname } = new URL(proxy.url);
    await browser.setCookie({
      name: cookieName(proxy.url),
      value: sessionId,
      domain: hostname,
      httpOnly: true,
    });
    const page = await browser.newPage();
    await page.goto(`${proxy.url}/`);
    const work = await opened(page, server.running.ceremony.slug);
    await work.until('idle');
    await work.ask({ ask: 'start', entropy: undefined, joining: { acceptTerms: 1 } });
    await work.until('waiting', 'lobby');
    return { holder, page, work };
  }

  it(`keeps its place in the lobby for ${MINUTES} minutes`, async () => {
    const { holder, page, work } = await inLobby();
    await (await browser.newPage()).bringToFront();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    await page.evaluate(() => {
      const seen = { count: 0 };
      setInterval(() => seen.count++, 100);
      (globalThis as unknown as { ticks: typeof seen }).ticks = seen;
    });
    const began = Date.now();
    while (Date.now() - began < MINUTES * 60_000) {
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      expect(await work.state()).toMatchObject({ phase: 'waiting' });
    }
    const checkIns = proxy.requests.filter((line) => line.includes('try_contribute')).length;
    const { count } = await page.evaluate(
      () => (globalThis as unknown as { ticks: { count: number } }).ticks,
    );
    console.log(
      `${MINUTES} minutes hidden: ${checkIns} check-ins, none missed; the page's own 100 ms timer went ${count} times`,
    );
    expect(checkIns).toBeGreaterThan(MINUTES);
    await holder.abort();
    await work.until('done', undefined, 120_000);
    // The next person's tab would leave the work to this one.
    await page.close();
  });

  it.skipIf(process.platform === 'win32')('that slept says so, and goes on', async () => {
    const { holder, page, work } = await inLobby();
    // The whole browser stands still, as a machine that is closed does.
    const processes = processesBelow(MARK);
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, SLEEP));
    for (const pid of processes) process.kill(pid, 'SIGCONT');
    // A check-in that was held when it fell asleep may just bridge it.
    await expect
      .poll(async () => notesOf(await work.state()).map(({ what }) => what), { timeout: 60_000 })
      .toContain('slept');
    await new Promise((resolve) => setTimeout(resolve, SLEEP / 2));
    const end = await work.state();
    console.log(`slept ${SLEEP / 1000} s in the lobby: ${JSON.stringify(end)}`);
    expect(end).toMatchObject(end.phase === 'lost' ? { rule: 'check-in' } : { phase: 'waiting' });
    await holder.abort();
    await page.close();
  });
});
