/** A wallet with several accounts: who signs is seen and chosen before anything is signed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newWallet } from '../support/wallet.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading } from './support/contribute-steps.ts';
import { pageWallet, switchAccount } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`signing in by a wallet with several accounts${withoutChromium}`, () => {
  let pages: OpenPages;
  let path: string;
  beforeAll(async () => {
    pages = await openPages({ signInsPerMinute: 1_000 }, { time: Date.now() });
    path = `/c/${pages.server.running.ceremony.slug}/contribute`;
  });
  afterAll(() => pages?.close());
  const lower = ({ address }: { address: string }) => address.toLowerCase();

  it('is by the one that the person chooses', async () => {
    const [second, third] = [newWallet(), newWallet()];
    const wallet = { ...pageWallet(), others: [second, third] };
    const { page, go, complaints, close } = await pages.visit({ wallet });
    await go(path);
    await click(page, 'Sign in with Testy');
    const choice = page.getByRole('group', { name: 'Which account?' });
    await choice.waitFor();
    expect(await choice.locator('code').allInnerTexts()).toEqual([wallet, second, third].map(lower));
    // Nobody signs before that, and whoever goes by keyboard is there.
    expect(wallet.asked).toEqual([]);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe(lower(wallet));
    await expectAccessible(page);
    await shots(page, 'sign-in-accounts');
    await click(page, lower(third));
    await heading(page, 'Take your place').waitFor();
    expect(wallet.asked).toEqual([lower(third)]);
    expect(await page.locator('main').textContent()).toContain(`eth|${lower(third)}`);
    expect(complaints).toEqual([]);
    await close();
  });

  it('begins anew when another one is chosen in the wallet meanwhile', async () => {
    const first = newWallet();
    const second = newWallet();
    const open = Promise.withResolvers<void>();
    const wallet = { ...pageWallet(), ...first, signing: open.promise };
    const { page, go, complaints, close } = await pages.visit({ wallet });
    await go(path);
    await click(page, 'Sign in with Testy');
    // Who will sign is on the page while the wallet asks.
    await page.getByText('You sign in as').waitFor();
    await page.getByText(lower(first)).waitFor();
    await expectAccessible(page);
    await switchAccount(page, wallet, second);
    await page.getByText('Another account was chosen in Testy').waitFor();
    await expectAccessible(page);
    // What was asked before is signed after all: it counts for nothing.
    open.resolve();
    await page.getByRole('button', { name: lower(second) }).waitFor();
    expect(await (await page.request.get(`${pages.server.url}/auth/session`)).json()).toEqual({});
    await click(page, lower(second));
    await heading(page, 'Take your place').waitFor();
    expect(wallet.asked).toEqual([lower(first), lower(second)]);
    expect(await page.locator('main').textContent()).toContain(`eth|${lower(second)}`);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says where to change accounts in a wallet that cannot be asked', async () => {
    const wallet = { ...pageWallet(), others: [newWallet()] };
    const { page, go, close } = await pages.visit({ wallet });
    await go(path);
    await click(page, 'Sign in with Testy');
    await click(page, 'Another account');
    await page.getByText('This wallet changes accounts only in its own window').waitFor();
    await expectAccessible(page);
    await close();
  });
});
