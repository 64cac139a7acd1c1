/** A server that dies in the middle of somebody's way, after it has done what it was asked and before it has said so. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type GatedProxy, gatedProxy } from '../support/gated-proxy.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading } from './support/contribute-steps.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages, visitor } from './support/pages.ts';

describe.skipIf(!CHROMIUM)(`the way to a contribution over a line that breaks${withoutChromium}`, () => {
  let pages: OpenPages;
  let proxy: GatedProxy;
  beforeAll(async () => {
    pages = await openPages({ signInsPerMinute: 1_000 }, { time: Date.now() });
    proxy = await gatedProxy(() => pages.server.port);
  });
  afterAll(async () => {
    await proxy?.close();
    await pages?.close();
  });

  it('goes on from every step', async () => {
    const { page, go, close } = await visitor(pages.browser, proxy.url, { wallet: pageWallet() });
    const alert = page.getByRole('alert').first();
    await go('/c/kzg/contribute');
    await heading(page, 'Who are you?').waitFor();

    // A script that could not be loaded is never loaded again by this page.
    proxy.cut();
    await click(page, /Testy/);
    await alert.waitFor();
    proxy.mend();
    const reloaded = page.waitForEvent('load');
    await alert.getByRole('button', { name: 'Reload' }).click();
    await reloaded;

    // What the server has done, and could not say.
    const signed = proxy.holdAnswer(/verify-signature/);
    await click(page, /Testy/);
    (await signed).drop();
    // Or again by the browser itself: then the nonce was used.
    await alert.waitFor();
    await click(page, /Testy/);
    await heading(page, 'Take your place').waitFor();
    await page.getByLabel('Public name').fill('Ada');
    await page.getByLabel(/I have read this/).check();
    const joined = proxy.holdAnswer(/^POST .*\/participants$/);
    await click(page, 'Join');
    (await joined).drop();
    // Browsers may send a request again by themselves, and hear that it was done.
    const next = heading(page, 'Before you begin');
    await next.or(alert).first().waitFor();
    if (!(await next.isVisible())) await click(page, 'Join');
    await next.waitFor();
    await close();
  });

  it('shows what it knew, and goes on when the server is back', async () => {
    const { page, go, close } = await visitor(pages.browser, proxy.url, {});
    await go('/c/kzg');
    await page.getByRole('heading', { level: 1 }).waitFor();
    proxy.cut();
    for (const tab of ['Record', 'Files', 'Contributors', 'Overview']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    await page.getByRole('link', { name: 'Ceremonies', exact: true }).first().click();
    // The list is asked for again by itself, too: with a server the button may be gone.
    await page
      .getByRole('button', { name: /again|reload/i })
      .first()
      .click();
    proxy.mend();
    await page.getByText('TEST ceremony').first().waitFor();
    await close();
  });
});
