/** The journey to a contribution in the pseudo-locales: nothing is cut off, nothing forgotten. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';

describe.skipIf(!CHROMIUM)(`contributing in other languages${withoutChromium}`, () => {
  let pages: OpenPages;
  let path: string;
  beforeAll(async () => {
    pages = await openPages({}, { time: Date.now() });
    path = `/c/${pages.server.running.ceremony.slug}/contribute`;
  });
  afterAll(() => pages?.close());

  it.each([
    ['en-XA', 1280],
    ['ar-XB', 360],
  ] as const)('fit in %s at %d pixels, with every word from the catalogue', async (locale, width) => {
    const { page, go, complaints, close } = await pages.visit({ locale, width, wallet: pageWallet() });
    const fits = async () => {
      await expectNoSideways(page);
      await expectAccessible(page);
      expect(await untranslated(page)).toEqual([]);
    };
    await go(path);
    const next = page.locator('main section h2');
    await next.waitFor();
    await fits();
    await page.getByRole('button', { name: /Testy/ }).click();
    await page.getByRole('checkbox').check();
    await fits();
    await page.locator('main form button[type=submit]').click();
    await page.locator('canvas').waitFor({ state: 'attached' });
    for (const fold of await page.locator('main summary').all()) await fold.click();
    await fits();
    await page.locator('main section > div > div button').last().click();
    await page.locator('article').waitFor();
    for (const fold of await page.locator('main summary').all()) await fold.click();
    await fits();
    expect(complaints).toEqual([]);
    await close();
  });
});

/** Buttons and headings that are not in the pseudo-locale; names of wallets and ceremonies are people's own. */
function untranslated(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main h2, main h3, main button, main label, main summary, main dt')]
      .map((element) => element.textContent?.trim() ?? '')
      .filter((text) => /[a-z]{3}/.test(text) && !text.includes('[')),
  );
}
