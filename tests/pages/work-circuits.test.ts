/** Contributions to circuits in a browser, from its worker's point of view. */
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony } from '../support/circuit-ceremony.ts';
import { type GatedProxy, gatedProxy } from '../support/gated-proxy.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHROMIUM, launchChromium, withoutChromium } from './support/chromium.ts';
import { liveClock } from './support/live-clock.ts';
import { buildWorkPage, opened, signInAs, type WorkPage, workPage } from './support/work-pages.ts';

const START = { ask: 'start', entropy: new Uint8Array([7]), joining: { acceptTerms: 1 } } as const;

describe.skipIf(!CHROMIUM)(`a contribution to circuits in a page${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let server: TestServer;
  let ceremony: CircuitCeremony;
  let proxy: GatedProxy;
  let browser: Browser;
  let stop: () => void;
  beforeAll(async () => {
    built = await buildWorkPage();
    server = await startTestServer({ pages: built.folder }, undefined, {
      ownSchemes: true,
      time: Date.now(),
    });
    ceremony = await circuitCeremony(server, [smallCircuit('bn254'), smallCircuit('bn254')]);
    stop = liveClock(server);
    proxy = await gatedProxy(() => server.port);
    browser = await launchChromium();
  });
  afterAll(async () => {
    stop?.();
    await browser?.close();
    await proxy?.close();
    await ceremony?.close();
    await server?.close();
    await built?.remove();
  });

  async function somebody(): Promise<{ context: BrowserContext; work: WorkPage }> {
    const { sessionId } = await restPerson(server);
    const context = await browser.newContext();
    await signInAs(context, proxy.url, sessionId);
    const work = await workPage(context, proxy.url, ceremony.slug);
    await work.until('idle');
    return { context, work };
  }

  it('goes through all of them, and keeps a receipt of each', async () => {
    const { work, context } = await somebody();
    const before = proxy.requests.length;
    await work.ask(START);
    const { receipts } = await work.until('done');
    // As in a lobby: what a turn takes is here before it.
    const asked = proxy.requests.slice(before);
    const begun = asked.findIndex((line) => line.includes('/files/'));
    expect(asked.slice(begun).filter((line) => line.includes('/assets/'))).toEqual([]);
    expect(receipts.map(({ circuit }) => circuit)).toEqual(['circuit-1', 'circuit-2']);
    expect(receipts[0]!.position).toBe(receipts[1]!.position);
    for (const { attestation, file } of receipts) {
      expect(attestation).toContain('brebaje');
      expect(JSON.parse(file.text)).toMatchObject({ evidence: { seed: expect.any(String) } });
    }
    const seen = await work.seen();
    for (const step of ['COMPUTING', 'UPLOADING', 'VERIFYING', 'done']) expect(seen).toContain(step);
    // What is over leaves its receipts, and nothing else.
    const left = await work.page.evaluate(async () => {
      const names: string[] = [];
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('brebaje-work');
      for await (const folder of root.values())
        for await (const name of (folder as FileSystemDirectoryHandle).keys()) names.push(name);
      return names;
    });
    expect(left).toEqual(['receipts.json']);
    await context.close();
  });

  it('goes on after reloads and a cut line, and computes once what was finished', async () => {
    const { work, context } = await somebody();
    const reload = async () => {
      await work.page.reload();
      return opened(work.page, ceremony.slug);
    };
    // The genesis is on its way.
    const genesis = proxy.holdAnswer(/GET \/files\/.*_genesis/);
    await work.ask(START);
    await genesis;
    // The state is on its way: the turn has begun.
    const base = proxy.holdAnswer(/GET \/files\/.*-0\d+$/);
    let page = await reload();
    await base;
    await page.until('working');
    // The upload has begun.
    const part = proxy.holdRequest(/PUT /);
    page = await reload();
    await part;
    await page.until('working', 'UPLOADING');
    // All of it has been sent; the line is cut when it is told.
    const complete = proxy.holdAnswer(/POST \/uploads\/\d+\/complete/);
    page = await reload();
    await complete;
    expect(await page.seen()).not.toContain('COMPUTING');
    proxy.cut();
    await page.page.waitForFunction(
      () => globalThis.work.state.phase === 'working' && globalThis.work.state.trouble !== undefined,
    );
    proxy.mend();
    const { receipts } = await page.until('done');
    expect(receipts.map(({ circuit }) => circuit)).toEqual(['circuit-1', 'circuit-2']);
    await context.close();
  });

  it('measures what the browser is worth', async () => {
    const { work, context } = await somebody();
    const measured = await work.page.evaluate((name) => globalThis.work.measure(name), ceremony.slug);
    expect(measured.pointsPerSecond).toBeGreaterThan(10);
    expect(measured.roomNeeded).toBeLessThan(measured.room ?? 0);
    await context.close();
  });

  it('tells a full disk, loses nothing, and goes on when there is room', async () => {
    const { work, context } = await somebody();
    const session = await context.newCDPSession(work.page);
    const { origin } = new URL(proxy.url);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 10_000 });
    await work.ask(START);
    const failed = await work.until('failed');
    expect(failed).toMatchObject({ code: 'STORAGE_FULL', again: true });
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await work.ask({ ask: 'resume', entropy: undefined });
    await work.until('done');
    await context.close();
  });
});
