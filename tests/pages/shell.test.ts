import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { signedIn } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`what stands around every page${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  it('leads home from an address that is none', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/none/at/all');
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'list of ceremonies' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ceremonies' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('says who is signed in wherever one looks, and asks strangers nothing that is refused', async () => {
    const stranger = await pages.visit();
    const refused: string[] = [];
    stranger.page.on('response', (answer) => {
      if ([401, 403].includes(answer.status())) refused.push(answer.url());
    });
    await stranger.go('/c/kzg');
    await stranger.page.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
    expect(refused).toEqual([]);
    await stranger.close();

    const { page, go, person, complaints, close } = await signedIn(pages);
    await person.patch(`/users/${person.userId}`, { publicName: 'Ada Lovelace' });
    for (const path of ['/', '/c/kzg', '/c/kzg/record', '/verify']) {
      await go(path);
      const account = page.getByRole('banner').getByRole('link', { name: 'Ada Lovelace' });
      await account.waitFor();
      expect(await account.getAttribute('href')).toBe(`${pages.server.url}/app/account`);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('lets the keyboard go straight to the content', async () => {
    const { page, go, close } = await pages.visit();
    await go('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content');
    await close();
  });

  it('keeps the colours that somebody chose', async () => {
    const { page, go, context, close } = await pages.visit();
    await go('/');
    await page.getByLabel('Colours').selectOption('dark');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.reload();
    await page.getByLabel('Colours').waitFor();
    expect(await ground()).toBe(dark);
    await page.getByLabel('Colours').selectOption('light');
    expect(await ground()).not.toBe(dark);
    expect(await context.cookies()).toEqual([]);
    await close();
  });

  it.each(['en-XA', 'ar-XB'] as const)('fits a phone in %s', async (locale) => {
    const { page, go, complaints, close } = await pages.visit({ width: 360, locale });
    await go('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(locale === 'ar-XB' ? 'rtl' : 'ltr');
    await expectNoSideways(page);
    expect(complaints).toEqual([]);
    await close();
  });
});
