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
const AT_ONCE = 5;
const OUTAGE = 30_000;
const LINE = { rate: 125_000, loss: 0.03 };
const MINUTE = 60_000;

describe.skipIf(!CHROMIUM)(`browsers on a bad line${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let browser: Browser;
  let server: TestServer;
  let proxy: LossyProxy;
  let ceremony: CircuitCeremony | undefined;
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
    proxy = await lossyProxy(() => server.port, LINE);
  });
  afterEach(async () => {
    stop();
    await proxy.close();
    await ceremony?.close();
    ceremony = undefined;
    await server.close();
  });

  async function somebody(slug: string) {
    const { sessionId } = await restPerson(server);
    const context = await browser.newContext();
    await signInAs(context, proxy.url, sessionId);
    // The page itself comes over a good line: this is about what happens afterwards.
    const work = await workPage(context, proxy.url, slug);
    await work.until('idle', undefined, 5 * MINUTE);
    return { work, context };
  }

  it(`in a queue ${TURNS} of ${TURNS} turns are kept`, async () => {
    // 4,000 points, 260 kB: seconds of the line each way, in every turn.
    const circuit = { curve: 'bn254', constraints: 1_000, publicWires: 2, unused: 1 } as const;
    ceremony = await circuitCeremony(server, [circuit]);
    const { slug } = ceremony;
    let outages = 0;
    let over = false;
    const cutting = (async () => {
      while (!over) {
        await new Promise((resolve) => setTimeout(resolve, 20_000));
        if (over) return;
        outages++;
        await proxy.outage(OUTAGE);
      }
    })();
    let kept = 0;
    let begun = 0;
    const ends: string[] = [];
    const line = async () => {
      while (begun < TURNS) {
        begun++;
        const { work, context } = await somebody(slug);
        await work.ask({ ask: 'start', entropy: undefined, joining: { acceptTerms: 1 } });
        const end = await work.until('done', undefined, 25 * MINUTE).catch(() => work.state());
        ends.push(end.phase);
        if (end.phase === 'done' && end.receipts.length === 1) kept++;
        else console.log(JSON.stringify(end));
        await context.close();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, line));
    over = true;
    await cutting;
    const lost = (await server.send(`/turns?ceremonyId=${ceremony.id}&limit=100`)).json.items.filter(
      ({ outcome }: { outcome?: string }) => outcome !== undefined && outcome !== 'accepted',
    );
    console.log(
      `${kept} of ${TURNS} turns kept, ${outages} outages of 30 s; turns that ended otherwise: ${lost.length}`,
    );
    expect([kept, lost]).toEqual([TURNS, []]);
  });

  it('in a lobby the account says which rule ended it', async () => {
    const holder = await newContributor(server);
    await holder.start();
    const { work, context } = await somebody(server.running.ceremony.slug);
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
