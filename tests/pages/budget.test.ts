import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';

/** What somebody downloads before a page is there, packed as the browser asks for it over http: by gzip. */

const BUDGET = 250_000;
/** Each file is a request of its own, and packs worse than one that holds several. */
const FILES = 14;

interface Loaded {
  name: string;
  bytes: number;
  type: string;
}

describe.skipIf(!CHROMIUM)(`the first download${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  it.each(['/', '/c/kzg'])('of %s is under 250 kB', async (path) => {
    const { page, go, context, close } = await pages.visit();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const files = new Map<string, Loaded>();
    network.on('Network.responseReceived', ({ requestId, response }) => {
      const name = new URL(response.url).pathname;
      files.set(requestId, { name, type: response.mimeType, bytes: 0 });
    });
    // With headers; of the server's answers in JSON as well, to be seen and not counted.
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const file = files.get(requestId);
      if (file) file.bytes = encodedDataLength;
    });
    await go(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('TEST ceremony').first().waitFor();
    // The live feed stays open, so the network never is idle; what the page needs by itself comes at once.
    await page.waitForFunction(() => document.readyState === 'complete');
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })));

    const loaded = [...files.values()];
    const counted = loaded.filter(({ type }) => /html|javascript|css|svg|manifest|font|image/.test(type));
    const total = counted.reduce((sum, { bytes }) => sum + bytes, 0);
    const shown = counted
      .toSorted((a, b) => b.bytes - a.bytes)
      .map(({ name, bytes }) => `  ${String(bytes).padStart(7)}  ${name}`);
    console.log(`${path}: ${total} bytes in ${counted.length} files\n${shown.join('\n')}`);
    expect(counted.some(({ type }) => type.includes('css'))).toBe(true);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThan(BUDGET);
    expect(counted.length).toBeLessThanOrEqual(FILES);
    // The engine and the plots' kernels wait until somebody contributes or verifies.
    expect(loaded.filter(({ name }) => /\.wasm$|worker|noble|bls12|bn254/.test(name))).toEqual([]);
    await close();
  });

  it('is not loaded again by whoever comes back', async () => {
    const { page, go, context, close } = await pages.visit();
    await go('/');
    await page.getByText('TEST ceremony').first().waitFor();
    // What is still on its way there may come first to the other page.
    const before = await loaded(page);
    expect(before.length).toBeGreaterThan(1);
    const again = await context.newPage();
    await again.goto(pages.server.url);
    await again.getByText('TEST ceremony').first().waitFor();
    const known = new Set(before.map(({ name }) => name));
    const twice = (await loaded(again)).filter(({ name }) => known.has(name));
    expect(twice.length).toBeGreaterThan(1);
    expect(twice.filter(({ bytes }) => bytes > 0)).toEqual([]);
    await close();
  });
});

/** The scripts and styles that a page has got, and the bytes that came for each. */
function loaded(page: Page): Promise<{ name: string; bytes: number }[]> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.startsWith('/assets/'))
      .map((entry) => ({ name: entry.name, bytes: (entry as PerformanceResourceTiming).transferSize })),
  );
}
