/** Coordinators as they are: two clicks for one, a step back, two tabs, and a session that ends while they write. */
import { cookieName } from '@brebaje/server/auth/cookie';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCeremony } from '../support/circuit-drafts.ts';
import { restPerson } from '../support/rest-person.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { signedIn, visitAs } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`mistakes of coordinators${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  const named = async (slug: string) => (await pages.server.send(`/ceremonies/by-slug/${slug}`)).json;

  it('lose nothing by a step back, and make nothing twice', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    await go('/app/coordinate');
    await page.getByRole('link', { name: 'New ceremony' }).click();
    await page.getByLabel('Title').fill('A long winter');
    await page.getByLabel('Purpose').fill('Three paragraphs that nobody wants to write again.');
    await page.getByLabel('Where help is').fill('help@example.org');
    await page.getByLabel('Opens by itself').fill('2026-02-01T12:00');
    await page.getByLabel('Sizes').selectOption('small');
    await page.goBack();
    await page.getByRole('link', { name: 'New ceremony' }).waitFor();
    await page.goForward();
    await page.getByText('What you wrote before is here again.').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('A long winter');
    expect(await page.getByLabel('Opens by itself').inputValue()).toBe('2026-02-01T12:00');
    await page.reload();
    await page.getByText('What you wrote before is here again.').waitFor();
    expect(await page.getByLabel('Purpose').inputValue()).toContain('Three paragraphs');
    await expectAccessible(page);
    await page.getByText('a-long-winter is free.').waitFor();
    const made: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && /\/ceremonies$/.test(request.url())) made.push(request.url());
    });
    // The page ticks it by itself, once the server has said what is usual there.
    await expect.poll(() => page.getByLabel('This is a test').isChecked()).toBe(true);
    await page.getByLabel('This is a test').check();
    await page.getByRole('button', { name: 'Create it' }).dblclick();
    await page.getByText('What to do next').waitFor();
    expect(made).toHaveLength(1);
    // Back is where the form was called from, not the form.
    await page.goBack();
    await page.getByRole('link', { name: 'A long winter' }).waitFor();
    await page.getByRole('link', { name: 'New ceremony' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('');
    expect(await page.getByText('What you wrote before is here again.').count()).toBe(0);

    await page.getByLabel('Title').fill('Another');
    await page.reload();
    await page.getByRole('button', { name: 'Begin anew' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('');
    expect(complaints).toEqual([]);
    await close();
  });

  it('are told when their session has ended, and go on where they were', async () => {
    await newCeremony(pages.server, 'ended');
    const visitor = await signedIn(pages, { role: 'operator' });
    const { page, go, context, person } = visitor;
    await go('/c/ended/coordinate/setup/rules');
    await page.getByLabel('Purpose').fill('What the session did not outlive.');
    expect((await person.post('/auth/sign-out')).status).toBe(204);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('You are no longer signed in.').waitFor();
    expect(await page.getByLabel('Purpose').inputValue()).toBe('What the session did not outlive.');
    await expectAccessible(page);
    // Another tab tells that nobody is signed in: the page asks who it is, and loses nothing.
    await page.reload();
    await page.getByText('These pages are for the coordinators of this ceremony.').waitFor();
    const { sessionId } = await again(person.userId);
    const cookie = { name: cookieName(pages.server.url), value: sessionId, url: pages.server.url };
    await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
    await page.reload();
    await expect
      .poll(() => page.getByLabel('Purpose').inputValue())
      .toBe('What the session did not outlive.');
    await page.getByText('1 change').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect((await named('ended')).about.purpose).toBe('What the session did not outlive.');
    await visitor.close();
  });

  /** A new session of somebody who was here before. */
  async function again(userId: number): Promise<{ sessionId: string }> {
    const { db } = pages.server.running.application.ctx.store;
    const { subject } = await db
      .selectFrom('identity')
      .select('subject')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    return restPerson(pages.server, { address: subject });
  }

  it('see in the head of the page what they have just done, though what is live lags behind', async () => {
    await newCeremony(pages.server, 'lagging');
    const { page, go, complaints, close } = await signedIn(pages, { role: 'operator' });
    let first: Promise<string> | undefined;
    await page.route(/\/live$/, async (route) => {
      first ??= route.fetch().then((answer) => answer.text());
      await route.fulfill({ contentType: 'application/json', body: await first });
    });
    await go('/c/lagging/coordinate/setup');
    const head = page.getByRole('region', { name: 'lagging' });
    await head.getByText('Not open yet').waitFor();
    await page.getByRole('button', { name: 'Cancel it' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('nobody came');
    await dialog.getByLabel('Type lagging to confirm').fill('lagging');
    await dialog.getByRole('button', { name: 'Cancel it' }).click();
    await head.getByText('Canceled').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('are told in the second of two tabs what the first has done', async () => {
    const { slug } = pages.server.running.ceremony;
    const one = await signedIn(pages, { role: 'operator' });
    const two = await visitAs(pages, one.person);
    for (const { page, go } of [one, two]) {
      await go(`/c/${slug}/coordinate/setup`);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByLabel('Reason').fill('moving the machine');
    }
    const press = (tab: typeof two, name: string) =>
      tab.page.getByRole('dialog').getByRole('button', { name, exact: true });
    await press(two, 'Back').click();
    await two.page.getByRole('button', { name: 'Close', exact: true }).click();
    await two.page.getByLabel('Reason').fill('enough people');
    await press(two, 'Close').dblclick();
    await two.page.getByText('Closed since').waitFor();
    await press(one, 'Pause').click();
    await one.page.getByRole('dialog').getByText('does not become PAUSED').waitFor();
    await one.page.getByText('Close this, and see what is possible as it is now.').waitFor();
    await press(one, 'Back').click();
    await one.page.getByText('Closed since').waitFor();
    expect(await one.page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    expect([...one.complaints, ...two.complaints]).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });
});
