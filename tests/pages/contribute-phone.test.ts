/** The screens before the waiting on a phone: what leads on is in reach, and waits for no measurement. */
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, join } from './support/contribute-steps.ts';
import { hold } from './support/hold.ts';
import { openPages } from './support/pages.ts';
import { signedIn } from './support/signed-in.ts';

const HEIGHT = 844;

async function expectInReach(button: Locator): Promise<void> {
  const { y, height } = (await button.boundingBox())!;
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y + height).toBeLessThanOrEqual(HEIGHT);
}

it.skipIf(!CHROMIUM)(`leads on within a phone’s reach${withoutChromium}`, async () => {
  const pages = await openPages({}, { time: Date.now() });
  try {
    const { page, go, complaints } = await signedIn(pages, {}, { width: 390 });
    await go(`/c/${pages.server.running.ceremony.slug}/contribute`);
    await heading(page, 'Take your place').waitFor();
    await expectInReach(page.getByRole('button', { name: 'Join' }));
    const terms = page.getByRole('region', { name: 'What you agree to' });
    expect((await terms.boundingBox())!.height).toBeLessThan(HEIGHT / 2);
    await terms.focus();
    await page.keyboard.press('End');
    await expect.poll(() => terms.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(100);
    // An account is told in words; what machines write stands behind them.
    expect(await page.locator('main').innerText()).toMatch(/the Ethereum account 0x\w{4}…\w{4}/);
    expect(await page.locator('main').innerText()).not.toContain('eth|');
    await expectAccessible(page);
    await expectNoSideways(page);
    const measuring = await hold(page, /\/assets\/contributor-worker-.*\.js$/);
    await join(page, '');
    await measuring.reached;
    await page.getByRole('progressbar').waitFor();
    const onward = page.getByRole('button', { name: 'Enter the lobby' });
    await expectInReach(onward);
    const said = await page.locator('main').innerText();
    expect(said).toContain('You need not wait for it');
    expect(said).toMatch(/You contribute without a name, as number \d+/);
    expect(said).not.toContain('contributor-');
    measuring.release();
    await click(page, 'Enter the lobby');
    await heading(page, 'You are part of it').waitFor();
    expect(complaints).toEqual([]);
  } finally {
    await pages.close();
  }
});
