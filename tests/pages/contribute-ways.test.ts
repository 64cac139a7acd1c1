/** The ways into a contribution, and what is said to those who cannot go on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeGithub, startFakeGithub } from '../support/fake-github.ts';
import { restPerson } from '../support/rest-person.ts';
import { newWallet } from '../support/wallet.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, tabTo } from './support/contribute-steps.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages, type Visit } from './support/pages.ts';

const IN_CHAT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Instagram 340.0.0.22';

describe.skipIf(!CHROMIUM)(`ways into a contribution${withoutChromium}`, () => {
  let github: FakeGithub;
  let pages: OpenPages;
  let path: string;
  beforeAll(async () => {
    github = await startFakeGithub();
    pages = await openPages({ ...github.config, signInsPerMinute: 1_000 }, { time: Date.now() });
    path = `/c/${pages.server.running.ceremony.slug}/contribute`;
  });
  afterAll(async () => {
    await pages?.close();
    await github?.close();
  });
  const come = async (visit: Visit = {}) => {
    const visitor = await pages.visit(visit);
    return visitor;
  };

  it('are all there by keyboard alone, with a signature from elsewhere', async () => {
    const wallet = newWallet();
    const { page, go, complaints, close } = await come();
    const { keyboard } = page;
    await go(path);
    await heading(page, 'Who are you?').waitFor();
    await tabTo(page, /paste the signature/);
    await keyboard.press('Enter');
    await tabTo(page, /Your address/);
    await keyboard.type(wallet.address);
    await keyboard.press('Enter');
    const text = page.getByLabel(/Sign this text/);
    await text.waitFor();
    await expectAccessible(page);
    const signature = wallet.sign(await text.inputValue());
    await tabTo(page, /The signature/);
    await keyboard.insertText(signature);
    await tabTo(page, /^\s*Sign in$/);
    await keyboard.press('Enter');
    await heading(page, 'Take your place').waitFor();
    await tabTo(page, /I have read this/);
    await keyboard.press('Space');
    await tabTo(page, /^\s*Join$/);
    await keyboard.press('Enter');
    await heading(page, 'Before you begin').waitFor();
    await tabTo(page, /Enter the lobby/);
    await keyboard.press('Enter');
    await heading(page, 'You are part of it').waitFor();
    await tabTo(page, /Save the receipt/);
    expect(complaints).toEqual([]);

    // Another day, without what this browser kept.
    await page.evaluate(async () => {
      for await (const name of (await navigator.storage.getDirectory()).keys())
        await (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true });
    });
    await page.reload();
    await heading(page, 'You have contributed already').waitFor();
    await page.getByRole('button', { name: 'Save the receipt' }).waitFor();
    await expectAccessible(page);
    await close();
  });

  it('lead through GitHub and back to the same page', async () => {
    const { page, context, go, complaints, close } = await come();
    const user = { id: 583_231, login: 'octocat', created_at: '2011-01-25T18:44:36Z' };
    const { hostname } = new URL(pages.server.url);
    await context.addCookies([
      { name: 'user', value: encodeURIComponent(JSON.stringify(user)), domain: hostname, path: '/' },
    ]);
    await go(path);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await heading(page, 'Take your place').waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.locator('main').textContent()).toContain('git|583231|octocat');
    expect(complaints.filter((one) => !one.includes('request leaves'))).toEqual([]);
    await close();
  });

  it('begin with an invitation that somebody pastes', async () => {
    const operator = await restPerson(pages.server, { role: 'operator' });
    const ceremony = pages.server.running.ceremony.id;
    const { json } = await operator.post(`/ceremonies/${ceremony}/invitations`, { name: 'Alice' });
    const { page, go, close } = await come();
    await go(path);
    await page.getByText('I was sent an invitation').click();
    await page.getByLabel('The link of the invitation').fill('https://elsewhere.example/app/join#abc');
    await click(page, 'Look at the invitation');
    await page.getByText('This is no whole invitation').waitFor();
    await page.getByLabel('The link of the invitation').fill(json.link);
    await click(page, 'Look at the invitation');
    await page.waitForURL(/\/app\/join/);
    await page.getByLabel(/accept|agree/i).check();
    await click(page, /Join/);
    await page.getByText('You are in. ').waitFor();
    await go(path);
    await heading(page, 'Before you begin').waitFor();
    await close();
  });

  it('say what a wallet did not want, and what to do', async () => {
    const wallet = pageWallet();
    const { page, go, close } = await come({ wallet });
    await go(path);
    wallet.mood = 'refuses';
    await click(page, 'Sign in with Testy');
    await page.getByText('You said no in the wallet').waitFor();
    wallet.mood = 'no-account';
    await click(page, 'Sign in with Testy');
    await page.getByText('The wallet shows this page no account').waitFor();
    await expectAccessible(page);
    wallet.mood = 'willing';
    wallet.sign = () => `0x${'ab'.repeat(97)}`;
    await click(page, 'Sign in with Testy');
    await page.getByText('This account is a smart contract').waitFor();
    wallet.sign = () => `0x${'ab'.repeat(64)}1b`;
    await click(page, 'Sign in with Testy');
    await page
      .getByRole('alert')
      .getByText(/signature/i)
      .first()
      .waitFor();
    await close();
  });

  it('take a wallet that does not announce itself', async () => {
    const wallet = newWallet();
    const { page, go, complaints, close } = await come();
    await page.exposeFunction('askLone', ({ method, params = [] }: { method: string; params?: string[] }) =>
      method === 'personal_sign'
        ? wallet.sign(Buffer.from(params[0]!.slice(2), 'hex').toString())
        : [wallet.address.toLowerCase()],
    );
    await page.addInitScript(() => {
      const { askLone } = globalThis as unknown as { askLone: (asked: unknown) => Promise<unknown> };
      Object.assign(globalThis, { ethereum: { request: askLone } });
    });
    await go(path);
    await click(page, 'Sign in with the wallet in this browser');
    await heading(page, 'Take your place').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('lead out of the browsers of chat apps', async () => {
    const context = await pages.browser.newContext({
      userAgent: IN_CHAT,
      viewport: { width: 390, height: 844 },
    });
    const { page, go, complaints } = await come({ context });
    await go(path);
    await page.getByText('You are inside Instagram').waitFor();
    await page.getByText(pages.server.url + path).waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('are told apart by what a ceremony admits', async () => {
    const { page, go, close } = await come({ wallet: pageWallet() });
    const operator = await restPerson(pages.server, { role: 'operator' });
    const ceremony = pages.server.running.ceremony.id;
    await operator.patch(`/ceremonies/${ceremony}`, {
      eligibility: { who: 'INVITED', providers: ['Ethereum', 'Invitation'] },
      reason: 'only friends',
    });
    await go(path);
    await heading(page, 'Who are you?').waitFor();
    expect(await page.getByRole('link', { name: /GitHub/ }).count()).toBe(0);
    await click(page, 'Sign in with Testy');
    await heading(page, 'You cannot take part as you are signed in now').waitFor();
    await expectAccessible(page);
    await click(page, 'Sign in as somebody else');
    await heading(page, 'Who are you?').waitFor();
    await close();
  });
});
