import { testPng } from '@brebaje/server/branding/test-pictures';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restPerson } from '../support/rest-person.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shot } from './support/shot.ts';

const PLUM = 'rgb(122, 31, 92)';
const PINK = 'rgb(242, 154, 208)';
const OURS = 'rgb(11, 110, 79)';

/** The colour that links are written in. */
const accent = (page: Page) =>
  page.evaluate(() => {
    const link = document.createElement('a');
    link.href = '#';
    document.body.append(link);
    const { color } = getComputedStyle(link);
    link.remove();
    return color;
  });

describe.skipIf(!CHROMIUM)(`the looks of a project${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
    const { server } = pages;
    const operator = await restPerson(server, { role: 'operator' });
    const { projectId } = (await operator.get(`/ceremonies/${server.running.ceremony.id}`)).json;
    await operator.patch(`/projects/${projectId}`, {
      name: 'Fair Elections',
      homepage: 'https://fair.example/about',
      accentLight: '#7a1f5c',
      accentDark: '#f29ad0',
    });
    await server.send(`/projects/${projectId}/logo`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${operator.sessionId}` },
      body: testPng(120, 60),
    });
  });
  afterAll(() => pages.close());

  it('are worn on every page of its ceremony, and on no other', async () => {
    const { page, go, complaints, close } = await pages.visit({ width: 360 });
    await go('/c/kzg');
    await page.getByText('Fair Elections').waitFor();
    await expect.poll(() => accent(page)).toBe(PLUM);
    const logo = page.locator('img[src*="/app/logo/"]');
    await expect
      .poll(() => logo.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]))
      .toEqual([120, 60]);
    const homepage = page.getByRole('link', { name: 'Go to fair.example' });
    expect(await homepage.getAttribute('href')).toBe('https://fair.example/about');
    expect(await homepage.getAttribute('rel')).toContain('nofollow');
    await expectAccessible(page);
    await expectNoSideways(page);
    await page.getByRole('link', { name: 'Ceremonies' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Ceremonies' }).waitFor();
    await expect.poll(() => accent(page)).toBe(OURS);
    await go('/c/kzg/verify');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => accent(page)).toBe(PLUM);
    expect(complaints).toEqual([]);
    await close();
  });

  it('and the frame and the badge that other sites show are offered for copying', async () => {
    const { page, go, context, complaints, close } = await pages.visit({ width: 360 });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await go('/c/kzg');
    await page.getByText('Show this ceremony elsewhere').press('Enter');
    const badge = page.getByRole('img', { name: /^Badge: / });
    await badge.scrollIntoViewIfNeeded();
    await expect.poll(() => badge.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
    await page.getByRole('button', { name: 'Copy for a page' }).press('Enter');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain(`<iframe src="${pages.server.url}/c/kzg/embed"`);
    await expectAccessible(page);
    await expectNoSideways(page);
    await shot(page, 'brand-share');
    expect(complaints).toEqual([]);
    await close();
  });

  it('are there before anything is asked of the server, in dark as well', async () => {
    const { page, go, close } = await pages.visit({ dark: true });
    await page.route(/\/(ceremonies|projects)\//, () => {});
    await go('/c/kzg');
    await page.getByRole('link', { name: 'Ceremonies' }).first().waitFor();
    await expect.poll(() => accent(page)).toBe(PINK);
    await close();
  });
});
