import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { liveCeremony } from './support/live-ceremony.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`how the pages of a ceremony look${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
    await liveCeremony(pages.server);
  });
  afterAll(() => pages.close());

  it.each(['', '/people', '/record', '/files'])('has no violations and looks well at %s', async (part) => {
    const { page, go, complaints, close } = await pages.visit();
    await go(`/c/live${part}`);
    await page.getByRole('region').first().waitFor();
    await page.getByText('Loading…').waitFor({ state: 'detached' });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await shots(page, `ceremony${part.replace('/', '-')}`);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['en-XA', 'ar-XB'] as const)('fits a phone in %s', async (locale) => {
    const { page, go, complaints, close } = await pages.visit({ width: 360, locale });
    for (const part of ['', '/people', '/record', '/files']) {
      await go(`/c/live${part}`);
      await page.getByRole('region').first().waitFor();
      await expectNoSideways(page);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
