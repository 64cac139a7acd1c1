/** Pages that are open while their server gets newer ones: what they ask for is not there any more. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { signedIn } from './support/signed-in.ts';

const RELOAD = { name: 'Reload' };

describe.skipIf(!CHROMIUM)(`pages that are older than their server${withoutChromium}`, () => {
  let pages: OpenPages;
  let home: string;
  beforeAll(async () => {
    pages = await openPages();
    home = `/c/${pages.server.running.ceremony.slug}`;
  });
  afterAll(() => pages.close());

  /** The server does not have these scripts; answers what has it have them again. */
  async function renew(page: Page, scripts: RegExp): Promise<() => Promise<void>> {
    await page.route(scripts, (route) => route.fulfill({ status: 404, body: '' }));
    return () => page.unroute(scripts);
  }

  const mark = (page: Page) => page.evaluate(() => Object.assign(globalThis, { marked: true }));
  const isMarked = (page: Page) => page.evaluate(() => 'marked' in globalThis);

  it('say so when somebody goes on, reload when told to and not by themselves', async () => {
    const { page, go, close } = await pages.visit();
    await go('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const back = await renew(page, /\/assets\/any-page-.*\.js$/);
    await mark(page);
    const link = page.getByRole('link', { name: 'Verify', exact: true }).first();
    await link.hover();
    await link.click();
    await page.getByRole('button', RELOAD).waitFor();
    expect(await isMarked(page)).toBe(true);
    // Elsewhere they go on as they are.
    await page.getByRole('link', { name: 'Ceremonies', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Ceremonies' }).waitFor();
    await link.click();
    await page.getByRole('button', RELOAD).waitFor();
    await back();
    await page.getByRole('button', RELOAD).click();
    await page.getByRole('heading', { level: 1, name: /verify/i }).waitFor();
    await close();
  });

  it('keep what does not need the missing part', async () => {
    const { page, go, close } = await signedIn(pages);
    await renew(page, /\/assets\/(plot|check-log|contributor-worker|verifier-worker)-.*\.js$/);
    await go(`${home}/record`);
    await page.getByRole('button', { name: /check/i }).first().click();
    await page.getByRole('button', RELOAD).waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
    // Work in this browser has a script of its own.
    await go(`${home}/contribute`);
    await page.getByRole('button', RELOAD).waitFor();
    await go('/verify');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByRole('button', RELOAD).waitFor();
    await close();
  });
});
