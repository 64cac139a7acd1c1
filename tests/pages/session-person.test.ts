/** One browser, several people: what was the one's is neither shown nor sent under the other's name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restPerson } from '../support/rest-person.ts';
import { newWallet } from '../support/wallet.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, join } from './support/contribute-steps.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { visitAs } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`another person in the same browser${withoutChromium}`, () => {
  let pages: OpenPages;
  let path: string;
  beforeAll(async () => {
    // A check-in counts right after another one, though the server's clock stands.
    const changes = { signInsPerMinute: 1_000, checkInTolerance: 32_000 };
    pages = await openPages(changes, { time: Date.now() });
    path = `/c/${pages.server.running.ceremony.slug}/contribute`;
  });
  afterAll(() => pages?.close());

  it('finds nothing of what the first one typed, added or got', async () => {
    const wallet = pageWallet();
    const { page, go, complaints, close } = await pages.visit({ wallet });
    await go(path);
    await click(page, 'Sign in with Testy');
    await join(page, 'Ada');
    await page.getByText('Add something of your own').click();
    await page.getByLabel('Type anything').pressSequentially('mine');
    await page.getByText(/Added: .*4 keys/).waitFor();
    await click(page, 'Sign out');
    await heading(page, 'Who are you?').waitFor();
    Object.assign(wallet, newWallet());
    await click(page, 'Sign in with Testy');
    await heading(page, 'Take your place').waitFor();
    expect(await page.getByLabel('Public name').inputValue()).toBe('');
    expect(await page.getByLabel(/I have read this/).isChecked()).toBe(false);
    await join(page, 'Bob');
    expect(await page.locator('main').innerText()).not.toMatch(/Ada|Added:/);
    await click(page, 'Enter the lobby');
    await heading(page, 'You are part of it').waitFor();

    // Bob's receipt is Bob's.
    const carol = await restPerson(pages.server);
    const there = await visitAs(pages, carol, { context: page.context() });
    await there.go('/app/coordinate');
    await heading(page, 'Take your place').waitFor();
    expect(await page.getByRole('button', { name: 'Save the receipt' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it('ends what goes on for the first one, who goes on with it when they are back', async () => {
    const { server } = pages;
    const holder = await restPerson(server);
    expect((await holder.post('/lobby/try_contribute')).status).toBe(200);
    const ada = await restPerson(server);
    const bob = await restPerson(server);
    const { page, context, go, complaints, close } = await visitAs(pages, ada);
    await go(path);
    await join(page, 'Ada the second');
    // The page says that it waits while it still loads what a turn computes with.
    const entered = context.waitForEvent('request', (request) => request.url().endsWith('/try_contribute'));
    await click(page, 'Enter the lobby');
    await heading(page, 'Waiting for your turn').waitFor();
    await entered;
    const asked: string[] = [];
    // By a link, at GitHub, or on a page of the server: the first tab is not asked.
    const there = await visitAs(pages, bob, { context });
    context.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await there.go('/app/coordinate');
    await heading(page, 'Take your place').waitFor();
    expect(await page.locator('main').innerText()).not.toContain('Ada');
    expect(asked.filter((one) => one.includes('try_contribute'))).toEqual([]);
    const ceremony = server.running.ceremony.id;
    expect((await bob.get(`/ceremonies/${ceremony}/eligibility`)).json.enrolled).toBeUndefined();

    await (await visitAs(pages, ada, { context })).go('/app/coordinate');
    await heading(page, 'Waiting for your turn').waitFor();
    expect((await holder.post('/contribute/abort')).status).toBe(200);
    await heading(page, 'You are part of it').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
