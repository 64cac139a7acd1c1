/** What somebody is told whose place or turn was lost, and what is left then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restPerson } from '../support/rest-person.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, join, picture } from './support/contribute-steps.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';

describe.skipIf(!CHROMIUM)(`a place in a lobby${withoutChromium}`, () => {
  let pages: OpenPages;
  let path: string;
  beforeAll(async () => {
    pages = await openPages({ ceremonyTitle: 'Powers for everybody' }, { time: Date.now() });
    path = `/c/${pages.server.running.ceremony.slug}/contribute`;
  });
  afterAll(() => pages?.close());

  it('is shown with its odds, and lost with an account when nobody checks in', async () => {
    const { server } = pages;
    const holder = await restPerson(server);
    expect((await holder.post('/lobby/try_contribute')).status).toBe(200);
    const { page, context, go, close } = await pages.visit({ wallet: pageWallet(), width: 960 });
    await go(path);
    await click(page, 'Sign in with Testy');
    await join(page);
    await click(page, 'Enter the lobby');
    await heading(page, 'Waiting for your turn').waitFor();
    await page.getByText('Connected').waitFor();
    await page.getByText('the server holds the line').waitFor();
    // It holds a check-in for so long, and says then by when it wants to hear the next one.
    await server.pass(26_000);
    await page.getByText(/You lose your place in \d+ seconds if no check-in arrives\./).waitFor();
    await page.getByText('You are the only one waiting').waitFor();
    await page.getByLabel('With a sound').check();
    await expectAccessible(page);
    await picture(page, 'contribute-lobby');

    // Nobody leaves by one click what cannot be had again.
    await click(page, 'Leave the lobby');
    await page.getByRole('dialog').getByText('cannot come back to this ceremony').waitFor();
    await expectAccessible(page);
    await click(page, 'Stay');

    await context.setOffline(true);
    await page.getByText('No network').waitFor();
    await server.pass(120_000);
    await context.setOffline(false);
    // Whoever reloads goes on at once, and hears it at once.
    await page.reload();
    await heading(page, 'Your turn or your place was lost').waitFor();
    await expect.poll(() => page.title()).toContain('Something needs you');
    await page.getByText('No check-in arrived in time').waitFor();
    await page.getByText('No further turn in this ceremony').waitFor();
    await expectAccessible(page);
    await picture(page, 'contribute-lost');

    // The server remembers it, too.
    await click(page, 'Where do I stand now?');
    await page.reload();
    await heading(page, 'Your turn or your place was lost').waitFor();
    await page.getByText('No check-in arrived in time').waitFor();
    const operator = await restPerson(server, { role: 'operator' });
    const { json } = await operator.get(`/ceremonies/${server.running.ceremony.id}/participants`);
    const lost = json.items.find(({ publicName }: { publicName: string }) => publicName === 'Ada');
    const readmitted = await operator.post(`/participants/${lost.id}/readmit`, {
      reason: 'a storm',
    });
    expect(readmitted.status).toBe(200);
    await page.reload();
    await heading(page, 'Before you begin').waitFor();
    await close();
  });
});
