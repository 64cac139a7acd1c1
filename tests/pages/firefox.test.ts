/** Contributions in Firefox, from the worker's point of view. */
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { cookieName } from '@brebaje/server/auth/cookie';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony } from '../support/circuit-ceremony.ts';
import { type GatedProxy, gatedProxy } from '../support/gated-proxy.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { FIREFOX, FIREFOX_START, launchFirefox, withoutFirefox } from './support/firefox.ts';
import { liveClock } from './support/live-clock.ts';
import { buildWorkPage, opened } from './support/work-pages.ts';

const START = { ask: 'start', entropy: undefined, joining: { acceptTerms: 1 } } as const;

describe.skipIf(!FIREFOX)(`Firefox${withoutFirefox}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let server: TestServer;
  let ceremony: CircuitCeremony;
  let proxy: GatedProxy;
  let browser: Browser;
  let stop: () => void;
  beforeAll(async () => {
    built = await buildWorkPage();
    server = await startTestServer({ pages: built.folder, checkInTolerance: 32_000 }, undefined, {
      ownSchemes: true,
      time: Date.now(),
    });
    ceremony = await circuitCeremony(server, [smallCircuit('bn254')]);
    stop = liveClock(server);
    proxy = await gatedProxy(() => server.port);
    browser = await launchFirefox();
  }, 2 * FIREFOX_START);
  afterAll(async () => {
    stop?.();
    await browser?.close();
    await proxy?.close();
    await ceremony?.close();
    await server?.close();
    await built?.remove();
  });

  it.each([
    ['a KZG ceremony', () => server.running.ceremony.slug],
    ['circuits', () => ceremony.slug],
  ])('contributes to %s, also after a reload in the middle', async (_, slug) => {
    const { sessionId } = await restPerson(server);
    const { hostname } = new URL(proxy.url);
    await browser.setCookie({ name: cookieName(proxy.url), value: sessionId, domain: hostname });
    const page = await browser.newPage();
    await page.goto(`${proxy.url}/`, { timeout: FIREFOX_START });
    let work = await opened(page, slug());
    await work.until('idle');
    // It would be over before anybody looks.
    const out = proxy.holdRequest(/POST .*\/contribute$|PUT /);
    await work.ask(START);
    await out;
    await work.until('working');
    await page.reload({ timeout: FIREFOX_START });
    work = await opened(page, slug());
    const { receipts } = await work.until('done');
    expect(receipts).toHaveLength(1);
    await page.close();
  });
});
