/** What confuses whoever sets up a ceremony for the first time: boxes, sentences and lists that say what is so. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, join } from './support/contribute-steps.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { signedIn } from './support/signed-in.ts';

const MARKED = 'It is marked as a test: nobody relies on its result.';

describe.skipIf(!CHROMIUM)(`the first ceremony of a newcomer${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    // As a server without a public address does by itself.
    pages = await openPages({ ceremonyTest: true }, { time: Date.now() });
  });
  afterAll(() => pages.close());

  it('shows that it is a test where the server makes nothing else, until somebody says otherwise', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    await go('/app/coordinate/new');
    const test = page.getByLabel('This is a test');
    await page.getByText(MARKED).waitFor();
    await expect.poll(() => test.isChecked()).toBe(true);
    // It stays while nothing can be looked at.
    await page.getByText('How it ends', { exact: true }).click();
    const least = page.getByLabel('Least contributions');
    await least.fill('many');
    await page.getByText('Some fields need a look before it can be created.').first().waitFor();
    expect(await test.isChecked()).toBe(true);
    await least.fill('');
    await test.uncheck();
    await page.getByText(MARKED).waitFor({ state: 'detached' });
    expect(await test.isChecked()).toBe(false);
    await page.getByLabel('Title').fill('For real');
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByText('What to do next').waitFor();
    expect((await pages.server.send('/ceremonies/by-slug/for-real')).json.test).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  it('tells what cannot be read beside the input that it was typed into, and nothing of before', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    await go('/app/coordinate/new');
    await page.getByText('1 thing keeps it from opening').waitFor();
    for (const part of ['Accounts and phases', 'Turns and absences'])
      await page.getByText(part, { exact: true }).click();
    const wrong = (input: Locator) => input.getAttribute('aria-invalid');
    const [sent, block] = [page.getByLabel('Transactions'), page.getByLabel('by block')];
    await block.fill('21000000');
    await sent.fill('four');
    await expect.poll(() => wrong(sent)).toBe('true');
    expect(await wrong(block)).toBe(null);
    // What was found before may be right by now.
    await page.getByText('1 thing keeps it from opening').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByLabel('Title').fill('Unread');
    await page.getByRole('button', { name: 'Create it' }).click();
    await expect.poll(() => sent.evaluate((input) => input === document.activeElement)).toBe(true);
    await sent.fill('4');
    await expect.poll(() => wrong(sent)).toBe(null);

    await page.getByLabel('Limit of a turn').selectOption('DYNAMIC');
    const percent = page.getByLabel('Percent on top of what nearly everybody needed');
    // It has no usual value, and shows none.
    expect(await percent.getAttribute('placeholder')).toBe(null);
    await page.getByText('50 suits most.').waitFor();
    await percent.fill('half');
    await expect.poll(() => wrong(percent)).toBe('true');
    expect(await wrong(page.getByLabel('Limit of a turn'))).toBe(null);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('finds the ceremony that the server began with, as its operator', async () => {
    const { slug } = pages.server.running.ceremony;
    const { page, go, complaints, close } = await signedIn(pages, { role: 'operator' }, { width: 390 });
    await go('/app/coordinate');
    await page.getByRole('heading', { name: 'Other projects of this server' }).waitFor();
    const board = page.locator(`main a[href="/c/${slug}/coordinate"]`);
    await board.waitFor();
    await expectAccessible(page);
    await expectNoSideways(page);
    await board.click();
    await page.getByRole('heading', { name: /^Board: / }).waitFor();
    expect(complaints).toEqual([]);
    await close();

    const other = await signedIn(pages, { role: 'coordinator' });
    await other.go('/app/coordinate');
    await other.page.getByText('You have no project yet.').waitFor();
    expect(await other.page.getByText('Other projects of this server').count()).toBe(0);
    await other.close();
  });

  it('speaks of an old link only where there is one', async () => {
    const { page, go, person, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const projectId = (await person.post('/projects', { slug: 'links', name: 'Links' })).json.id;
    await person.post('/ceremonies', { projectId, slug: 'links', title: 'Links', scheme: 'KZG' });
    await go('/c/links/coordinate/setup/invitations');
    await page.getByLabel('List').fill('Ben, ben@example.org');
    await page.getByRole('button', { name: 'Put them on the roster' }).click();
    await page.getByRole('button', { name: 'Make a link for Ben' }).click();
    const dialog = page.getByRole('dialog', { name: 'A link for Ben?' });
    await dialog.getByText('It signs Ben in by itself, once, and is shown once.').waitFor();
    expect(await dialog.getByText('The old link').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await page.getByText(/\/app\/join#/).waitFor();
    await page.getByRole('button', { name: 'New link for Ben' }).click();
    await page.getByRole('dialog').getByText('The old link is worth nothing from then on.').waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says to its people in a sentence that a turn has no limit', async () => {
    const person = await signedIn(pages, { role: 'coordinator' });
    const { post, patch } = person.person;
    const projectId = (await post('/projects', { slug: 'endless', name: 'Endless' })).json.id;
    const draft = {
      ...{ projectId, slug: 'endless', title: 'Endless', scheme: 'KZG', sizes: [{ g1: 16, g2: 3 }] },
      ...{ about: { support: 'help@example.org' }, eligibility: { who: 'OPEN', accounts: 'ANY' } },
      policy: { timeout: { type: 'NONE' } },
    };
    const { id } = (await post('/ceremonies', draft)).json;
    const open = await patch(`/ceremonies/${id}`, { status: 'OPENED' });
    expect(open.status, open.text).toBe(200);
    await person.close();
    const { page, go, close } = await pages.visit({ wallet: pageWallet() });
    page.setDefaultTimeout(20_000);
    await go('/c/endless/contribute');
    await click(page, 'Sign in with Testy');
    await join(page);
    await heading(page, 'Before you begin').waitFor();
    expect(await page.locator('main').innerText()).toMatch(/No limit\s+to how long a turn may take/);
    await close();
  });
});
