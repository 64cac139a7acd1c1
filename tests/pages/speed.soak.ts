/** Chromium against Node for the same contributions, in turns; and what a whole contribution does to the page itself. */

import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { bytesOf } from '@brebaje/groth16/testing/bytes-of';
import { encodeContribution } from '@brebaje/kzg/contribution';
import { ETHEREUM_SIZES } from '@brebaje/kzg/sizes';
import { contributionFromState, initialState } from '@brebaje/kzg/state';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largeGenesis } from '../../bench/groth16/large-zkey.ts';
import { KNOWS_PROCESSES, ownMicros, treeMillis } from '../../bench/process-time.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHROMIUM, launchChromium, withoutChromium } from './support/chromium.ts';
import { endSpeedWork, speedWork } from './support/work-page/speed-work.ts';
import { buildWorkPage, signInAs, workPage } from './support/work-pages.ts';

const MARK = `--brebaje-speed=${process.pid}`;
const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 5);
const MOST = 1.15;
/** Chromium draws frames and has its own processes besides. */
const BLOCKED = 50;
const ETHEREUM = ETHEREUM_SIZES.map(({ g1, g2 }) => `${g1},${g2}`).join(':');

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

describe.skipIf(!CHROMIUM)(`Chromium${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    built = await buildWorkPage();
    server = await startTestServer({ pages: built.folder, ceremonySizes: ETHEREUM });
    browser = await launchChromium(MARK);
  });
  afterAll(async () => {
    await endSpeedWork();
    await browser?.close();
    await server?.close();
    await built?.remove();
  });

  it.each([
    [
      'KZG at Ethereum’s sizes',
      'kzg',
      async () =>
        encodeContribution(contributionFromState(initialState(ETHEREUM_SIZES)), { signatures: 'omit' }),
    ],
    [
      'a circuit of 2^14 rows',
      'circuit',
      async () => {
        const engine = await createWasmEngine({ curve: 'bn254' });
        try {
          return await bytesOf(await largeGenesis(engine, 14));
        } finally {
          await engine.close();
        }
      },
    ],
  ] as const)(`takes at most ${MOST} times as long as Node for %s`, async (name, kind, make) => {
    const bytes = await make();
    const context = await browser.newContext();
    const work = await workPage(context, server.url, server.running.ceremony.slug);
    await work.page.evaluate(([what, text]) => globalThis.work.give(what, text), [
      kind,
      Buffer.from(bytes).toString('base64'),
    ] as const);
    const wall: number[] = [];
    const cpu: number[] = [];
    const times: [node: number, page: number][] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const [own, tree] = [ownMicros(), KNOWS_PROCESSES ? treeMillis(MARK) : 0];
      const node = await speedWork(kind, bytes);
      const ownMillis = (ownMicros() - own) / 1000;
      const idle = KNOWS_PROCESSES ? treeMillis(MARK) - tree : 0;
      const page = await work.page.evaluate((what) => globalThis.work.speed(what), kind);
      const pageMillis = KNOWS_PROCESSES ? treeMillis(MARK) - tree - idle : Number.NaN;
      // The first round compiles.
      if (round < 0) continue;
      wall.push(page / node);
      cpu.push(pageMillis / ownMillis);
      times.push([node, page]);
    }
    const seconds = (index: 0 | 1) => (median(times.map((pair) => pair[index])) / 1000).toFixed(2);
    console.log(
      `${name}: Node ${seconds(0)} s, Chromium ${seconds(1)} s; ratio ${median(wall).toFixed(3)} on the wall, ${median(cpu).toFixed(3)} of processor time`,
    );
    expect(Math.min(median(wall), KNOWS_PROCESSES ? median(cpu) : Number.POSITIVE_INFINITY)).toBeLessThan(
      MOST,
    );
    await context.close();
  });

  it('never blocks the page for long in a whole KZG contribution at Ethereum’s sizes', async () => {
    const { sessionId } = await restPerson(server);
    const context = await browser.newContext();
    await signInAs(context, server.url, sessionId);
    const work = await workPage(context, server.url, server.running.ceremony.slug);
    await work.until('idle');
    // A page that does nothing, beside it: what blocks that one is a machine with too much to do.
    const beside = await workPage(await browser.newContext(), server.url, server.running.ceremony.slug);
    await beside.until('idle');
    for (const { page } of [work, beside]) await page.evaluate(() => globalThis.work.blocked());
    const metrics = await context.newCDPSession(work.page);
    await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () =>
      (await metrics.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!
        .value;
    const before = await spent();
    const start = performance.now();
    await work.ask({ ask: 'start', entropy: new Uint8Array(32), joining: { acceptTerms: 1 } });
    await work.until('done', undefined, 600_000);
    const seconds = (performance.now() - start) / 1000;
    const { longTasks, longestTick } = await work.page.evaluate(() => globalThis.work.blocked());
    const idle = await beside.page.evaluate(() => globalThis.work.blocked());
    const busy = (await spent()) - before;
    console.log(
      `a whole KZG contribution: ${seconds.toFixed(1)} s; tasks of over 50 ms on the page's thread: ${JSON.stringify(longTasks)}; latest tick ${longestTick.toFixed(1)} ms; ${await work.page.evaluate(() => globalThis.work.told)} states told; ${busy.toFixed(2)} s of processor time on that thread; of a page that did nothing meanwhile: ${JSON.stringify(idle.longTasks)}, latest tick ${idle.longestTick.toFixed(1)} ms`,
    );
    if (idle.longTasks.length > 0) console.log('the machine was too busy to tell what blocked the page');
    else expect(longTasks.filter((millis) => millis > BLOCKED)).toEqual([]);
    await context.close();
  });
});
