/** The journey to a contribution as strangers make it: from the first click to a receipt, at small sizes. */
import { readReceipt } from '@brebaje/client/receipt-check';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, picture } from './support/contribute-steps.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';

describe.skipIf(!CHROMIUM)(`a contribution to powers of tau${withoutChromium}`, () => {
  let pages: OpenPages;
  let path: string;
  beforeAll(async () => {
    // The browser's clock is the real one, and messages that are signed carry it.
    pages = await openPages({ ceremonyTitle: 'Powers for everybody' }, { time: Date.now() });
    path = `/c/${pages.server.running.ceremony.slug}/contribute`;
  });
  afterAll(() => pages?.close());

  it('goes from the first click to a receipt with a wallet', async () => {
    const wallet = pageWallet();
    const { page, go, complaints, close } = await pages.visit({ wallet, width: 960 });
    // Who looks into the browser's console sees no red line, not even for what harms nobody.
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400)
        refused.push(`${response.request().method()} ${response.url()} ${response.status()}`);
    });
    await go(path);
    await heading(page, 'Who are you?').waitFor();
    await titled(page, /^Who are you\? · Contribute to /);
    await expectAccessible(page);
    await picture(page, 'contribute-sign-in');
    await click(page, 'Sign in with Testy');

    await heading(page, 'Take your place').waitFor();
    await titled(page, /^Take your place · Contribute to .+ · Brebaje$/);
    // The new screen is where somebody who hears it goes on.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
    const told = await page.locator('main').textContent();
    expect(told).toContain(`eth|${wallet.address.toLowerCase()}`);
    await page.getByLabel('Public name').fill('<b>Ada</b>');
    await page.getByLabel(/I have read this/).check();
    await click(page, 'Join');
    expect(await page.getByLabel('Public name').evaluate((input) => input.matches(':invalid'))).toBe(true);
    await page.getByLabel('Public name').fill('Ada');
    await expectAccessible(page);
    await picture(page, 'contribute-join');
    await click(page, 'Join');

    await heading(page, 'Before you begin').waitFor();
    await titled(page, /^Before you begin · Contribute to /);
    await page.getByText('for you, once it is your turn').waitFor();
    await page.getByText('Add something of your own').click();
    await page.getByLabel('Type anything').pressSequentially('anything');
    await click(page, '6');
    const canvas = page.getByRole('img', { name: /pointer/ });
    await canvas.hover({ position: { x: 20, y: 20 } });
    await canvas.hover({ position: { x: 200, y: 90 } });
    await page.getByText(/Added: \d+ movements?, 8 keys,? and 1 throw/).waitFor();
    await expectAccessible(page);
    await picture(page, 'contribute-prepare');
    await click(page, 'Enter the lobby');

    await heading(page, 'You are part of it').waitFor();
    await titled(page, /^✓ You are in · Contribute to /);
    await expectAccessible(page);
    await picture(page, 'contribute-done');
    const saving = page.waitForEvent('download');
    await click(page, 'Save the receipt');
    const { receipt } = JSON.parse(await textOf(await saving));
    expect(readReceipt(receipt).identity).toBe(`eth|${wallet.address.toLowerCase()}`);
    expect([...complaints, ...refused]).toEqual([]);
    // Elsewhere the tab is called as that page is.
    await page.getByRole('link', { name: 'To the ceremony' }).first().click();
    await titled(page, /^(?!.*(You are in|Contribute to)).+ · Brebaje$/);
    await close();
  });
});

/** What the tab is called, at latest when the page has settled. */
async function titled(page: Page, title: RegExp): Promise<void> {
  await expect.poll(() => page.title()).toMatch(title);
}

/** What was saved. */
async function textOf(download: Download): Promise<string> {
  let text = '';
  for await (const chunk of await download.createReadStream()) text += chunk;
  return text;
}
