/**
 * Browsers on a bad line: 1 Mbit/s, 3 % of packets lost, three outages of 30 seconds. In a queue nobody loses a turn;
 * in a lobby, with the rules of 2023, whoever loses a place is told by which rule.
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony } from '../support/circuit-ceremony.ts';
import { newContributor } from '../support/contributor.ts';
import { type LossyProxy, lossyProxy } from '../support/lossy-proxy.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHROMIUM, launchChromium, withoutChromium } from './support/chromium.ts';
import { liveClock } from './support/live-clock.ts';
import { buildWorkPage, signInAs, workPage } from './support/work-pages.ts';

const TURNS = Number(process.env.SOAK_TURNS ?? 50);
/** Each at a ceremony of their own: in one queue they would wait for each other. */
const AT_ONCE = Math.min(TURNS, 10);
const OUTAGE = 30_000;
const LINE = { rate: 125_000, loss: 0.03 };
const MINUTE = 60_000;

describe.skipIf(!CHROMIUM)(`browsers on a bad line${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let browser: Browser;
  let server: TestServer;
  const proxies: LossyProxy[] = [];
  const ceremonies: CircuitCeremony[] = [];
  let stop: () => void;
  beforeAll(async () => {
    built = await buildWorkPage();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await built.remove();
  });
  beforeEach(async () => {
    server = await startTestServer(
      { pages: built.folder, checkInTolerance: 2_000, contributionTime: 30 * MINUTE },
      undefined,
      { ownSchemes: true, time: Date.now() },
    );
    stop = liveClock(server);
  });
  afterEach(async () => {
    stop();
    for (const proxy of proxies.splice(0)) await proxy.close();
    for (const ceremony of ceremonies.splice(0)) await ceremony.close();
    await server.close();
  });

  /** Somebody with a line of their own. */
  async function somebody(slug: string) {
    const proxy = await lossyProxy(() => server.port, LINE);
    proxies.push(proxy);
    const { sessionId } = await restPerson(server);
    const context = await browser.newContext();
    await signInAs(context, proxy.url, sessionId);
    const work = await workPage(context, proxy.url, slug);
    await work.until('idle', undefined, 5 * MINUTE);
    return { work, context, proxy };
  }

  it(`in a queue ${TURNS} of ${TURNS} turns are kept`, async () => {
    const circuit = { curve: 'bn254', constraints: 300, publicWires: 2, unused: 1 } as const;
    for (let number = 1; number <= AT_ONCE; number++)
      ceremonies.push(await circuitCeremony(server, [circuit], { slug: `line-${number}` }));
    let kept = 0;
    let begun = 0;
    let outages = 0;
    const seconds: number[] = [];
    const line = async ({ slug }: CircuitCeremony) => {
      while (begun < TURNS) {
        begun++;
        const { work, context, proxy } = await somebody(slug);
        const start = Date.now();
        await work.ask({ ask: 'start', entropy: undefined, joining: { acceptTerms: 1 } });
        await work.until('working', undefined, 5 * MINUTE);
        // Three of them, from the first moment of the turn on.
        for (let outage = 0; outage < 3; outage++) {
          outages++;
          await proxy.outage(OUTAGE);
          await new Promise((resolve) => setTimeout(resolve, 1_000));
          if ((await work.state()).phase !== 'working') break;
        }
        const end = await work.until('done', undefined, 15 * MINUTE).catch(() => work.state());
        seconds.push((Date.now() - start) / 1000);
        if (end.phase === 'done' && end.receipts.length === 1) kept++;
        else console.log(JSON.stringify(end));
        console.log(`${kept} of ${seconds.length} kept, this one in ${seconds.at(-1)!.toFixed(0)} s`);
        await context.close();
      }
    };
    await Promise.all(ceremonies.map(line));
    const lost: unknown[] = [];
    for (const { id } of ceremonies) {
      const { items } = (await server.send(`/turns?ceremonyId=${id}&limit=100`)).json;
      for (const turn of items) if (turn.outcome !== 'accepted') lost.push(turn);
    }
    const longest = Math.max(...seconds).toFixed(0);
    console.log(
      `${kept} of ${TURNS} turns kept, ${outages} outages of 30 s in them, the longest took ${longest} s; turns that ended otherwise: ${lost.length}`,
    );
    expect([kept, lost]).toEqual([TURNS, []]);
  });

  it('in a lobby the account says which rule ended it', async () => {
    const holder = await newContributor(server);
    await holder.start();
    const { work, context, proxy } = await somebody(server.running.ceremony.slug);
    await work.ask({ ask: 'start', entropy: undefined, joining: { acceptTerms: 1 } });
    await work.until('waiting', undefined, MINUTE);
    for (let outage = 0; outage < 3; outage++) {
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      await proxy.outage(OUTAGE);
    }
    await new Promise((resolve) => setTimeout(resolve, MINUTE));
    const end = await work.state();
    if (end.phase === 'lost') {
      console.log(`the lobby of 2023: lost, by the rule ${end.rule}; ${JSON.stringify(end.notes)}`);
      expect(end.rule).toBe('check-in');
    } else {
      console.log(`the lobby of 2023: the place was kept; ${JSON.stringify(end)}`);
      expect(end.phase).toBe('waiting');
    }
    await context.close();
  });
});
