import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ethereumCallback, requestLinks } from '../support/sign-in.ts';
import { newWallet } from '../support/wallet.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { looks } from './support/looks.ts';
import { type PageWallet, pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';

describe.skipIf(!CHROMIUM)(`Sign-In with Ethereum on the page of the server${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages({ signInsPerMinute: 100_000, ceremonyTitle: 'A small ceremony' });
  });
  afterAll(() => pages.close());

  const at = async (wallet?: PageWallet) => {
    const visitor = await pages.visit(wallet ? { wallet } : {});
    await visitor.page.goto((await requestLinks(pages.server)).eth_auth_url);
    return visitor;
  };

  it('offers the wallets that there are, with their pictures, and says what they refuse', async () => {
    const wallet = pageWallet('Testy');
    const { page, complaints, close } = await at(wallet);
    const button = page.getByRole('button', { name: 'Sign in with Testy' });
    await button.waitFor();
    const widthOf = (img: HTMLImageElement) => img.naturalWidth;
    await expect.poll(() => button.locator('img').evaluate(widthOf)).toBeGreaterThan(0);
    await looks(page, 'server-eth');
    wallet.mood = 'refuses';
    await button.click();
    await page.getByText('You said no in the wallet.').waitFor();
    await expectAccessible(page);
    wallet.mood = 'no-account';
    await button.press('Enter');
    await page.getByText('The wallet shows this page no account.').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('says where to go on when there is none, and takes a signature of anywhere by keyboard alone', async () => {
    const { page, complaints, close } = await at();
    await page.getByText('No wallet was found in this browser.').waitFor();
    const elsewhere = newWallet();
    await page.getByLabel('Your address').focus();
    await page.keyboard.type(elsewhere.address);
    await page.keyboard.press('Enter');
    const message = await page.getByLabel(/^Text/).inputValue();
    await looks(page, 'server-eth-text');
    await page.getByLabel('Signature').focus();
    await page.keyboard.insertText(elsewhere.sign(message));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/auth\/callback\/eth\?/);
    expect(JSON.parse(await page.locator('body').innerText())).toMatchObject({
      id_token: { provider: 'Ethereum' },
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('asks which account, where a wallet shows several, and takes an old wallet as well', async () => {
    const [first, second] = [newWallet(), newWallet()];
    const { page, close } = await pages.visit();
    await page.exposeFunction('signHere', (hex: string) =>
      second.sign(Buffer.from(hex.slice(2), 'hex').toString()),
    );
    await page.addInitScript(
      (accounts) => {
        const sign = (globalThis as unknown as { signHere(hex: string): Promise<string> }).signHere;
        Object.assign(globalThis, {
          ethereum: {
            request: async ({ method, params }: { method: string; params: string[] }) =>
              method === 'personal_sign' ? sign(params[0]!) : accounts,
          },
        });
      },
      [first.address, second.address],
    );
    await page.goto((await requestLinks(pages.server)).eth_auth_url);
    await page.getByRole('button', { name: 'Sign in with the wallet in this browser' }).click();
    await page.getByText('Which account?').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first.address);
    await page.getByRole('button', { name: second.address }).click();
    await page.waitForURL(/\/auth\/callback\/eth\?/);
    await close();
  });

  it('sends whoever is inside a chat to a browser, without any script', async () => {
    const context = await pages.browser.newContext({
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Instagram 300.0',
      javaScriptEnabled: false,
    });
    const { page, close } = await pages.visit({ context });
    for (const path of ['/auth/eth', '/app/join']) {
      await page.goto(pages.server.url + path);
      await page.getByText('You are inside Instagram').waitFor();
    }
    await close();
    await context.close();
  });

  it('asks before a session goes to a site that nobody registered', async () => {
    const { page, complaints, close } = await pages.visit();
    const link = (await requestLinks(pages.server, 'https://elsewhere.example/back')).eth_auth_url;
    await page.goto(await ethereumCallback(pages.server, link, newWallet()));
    await page.getByRole('heading', { name: 'Go on to elsewhere.example?' }).waitFor();
    await looks(page, 'server-consent');
    expect(complaints).toEqual([]);
    await close();
  });
});
