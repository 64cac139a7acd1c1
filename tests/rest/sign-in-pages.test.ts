import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, launchChromium, withoutChromium } from '../pages/support/chromium.ts';
import { newBrowser } from '../support/browser.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { throughEthPage } from '../support/sign-in.ts';
import { newWallet } from '../support/wallet.ts';

/** SCREENSHOTS=<folder> keeps what the pages look like, light and dark, on a desk and on a phone. */
const FOLDER = process.env.SCREENSHOTS;

describe.skipIf(!CHROMIUM)(`our own pages in a browser${withoutChromium}`, () => {
  let server: TestServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let operator: RestPerson;
  let faults: string[];

  beforeAll(async () => {
    server = await startTestServer({ signInsPerMinute: 100_000, ceremonyTitle: 'A small ceremony' });
    browser = await launchChromium();
    operator = await restPerson(server, { role: 'operator' });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) faults.push(message.text());
    });
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await context.close();
  });

  /** What the page looks like in every form that people meet. */
  async function picture(name: string): Promise<void> {
    if (!FOLDER) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const [size, width] of [
        ['desk', 1100],
        ['phone', 360],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}-${size}.png`), fullPage: true });
      }
    }
  }

  const invite = async (body: object): Promise<string> =>
    (await operator.post(`/ceremonies/${server.running.ceremony.id}/invitations`, body)).json.link;

  it('an invitation is opened, read, accepted by a click, and kept from scripts', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(`${request.url()} ${request.headers().referer ?? ''}`));
    const link = await invite({ name: 'Alice <b>' });
    const token = new URL(link).hash.slice(1);
    await page.goto(link);
    await page
      .getByRole('heading', { name: 'Alice <b>, you are invited to take part in A small ceremony' })
      .waitFor();
    await picture('join');
    expect((await stranger(server).post('/auth/invitation/look', { token })).json.state).toBe('OPEN');
    // Nothing happens without agreeing to the terms.
    await page.getByRole('button', { name: 'Join' }).click();
    expect((await stranger(server).post('/auth/invitation/look', { token })).json.state).toBe('OPEN');
    await page.getByLabel('Public name').fill('Alice');
    await page.getByLabel('I have read this').check();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('You are in.').waitFor();
    await page.getByText(`brebaje contribute '${link}'`).last().waitFor();
    await picture('joined');
    expect(page.url()).toBe(`${server.url}/app/join`);
    expect(requests.some((line) => line.includes(token))).toBe(false);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.getByRole('link', { name: 'Your account here' }).click();
    await page.getByText('an invitation', { exact: true }).waitFor();
    await picture('account');
    const { json } = await operator.get(`/participants?ceremonyId=${server.running.ceremony.id}`);
    expect(json.items).toMatchObject([{ publicName: 'Alice' }]);
  });

  it('a link that was used says how to go on, and a code from the first device does', async () => {
    const link = await invite({});
    const { session_id, user } = (
      await stranger(server).post('/auth/invitation', { token: new URL(link).hash.slice(1) })
    ).json;
    await page.goto(link);
    await page.getByText('This link was used.').waitFor();
    await picture('used');
    const headers = { authorization: `Bearer ${session_id}` };
    const { code } = (await server.send('/auth/move', { method: 'POST', headers })).json;
    await page.getByLabel('Code').fill('BCDF');
    await page.getByRole('button', { name: 'Go on here' }).click();
    await page.locator('.problem').waitFor();
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Go on here' }).click();
    await page.getByText('You are signed in in this browser.').waitFor();
    const me = await page.evaluate(async () => (await fetch('/auth/me')).json());
    expect(me.user.id).toBe(user.id);
    expect(await page.evaluate(async () => (await fetch('/auth/move', { method: 'POST' })).status)).toBe(200);
  });

  it('somebody who is signed in chooses whose the invitation is', async () => {
    await page.goto(await invite({ name: 'Bob' }));
    await page.getByLabel('I have read this').check();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('You are in.').waitFor();
    const first = await page.evaluate(async () => (await fetch('/auth/me')).json());
    await page.goto('about:blank');
    await page.goto(await invite({ name: 'Carol' }));
    await page.getByRole('button', { name: /Accept as/ }).waitFor();
    await picture('whose');
    await page.getByLabel('I have read this').check();
    await page.getByRole('button', { name: /Accept as/ }).click();
    await page.getByText('You have an invitation to this ceremony already.').waitFor();
    await page.getByRole('button', { name: 'I am somebody else' }).click();
    await page.getByText('You are in.').waitFor();
    const second = await page.evaluate(async () => (await fetch('/auth/me')).json());
    expect(second.user.id).not.toBe(first.user.id);
  });

  it('a terminal is approved by a click', async () => {
    const asked = (await stranger(server).post('/auth/device', { client: 'command on alice-laptop' })).json;
    await page.goto(asked.verification_uri_complete);
    await page.getByRole('heading', { name: 'Sign in first' }).waitFor();
    await picture('device-sign-in');
    const signed = newBrowser(server.url);
    await throughEthPage(signed, newWallet(), '/app/device');
    const [[name = '', value = ''] = []] = [...signed.cookies];
    await context.addCookies([{ name, value, url: server.url, httpOnly: true, sameSite: 'Strict' }]);
    // A link of another site: the browser holds the cookie back, and the page finds it all the same.
    await page.setContent(`<a href="${asked.verification_uri_complete}">There</a>`);
    await page.getByText('There').click();
    await page.getByText(asked.user_code, { exact: true }).waitFor();
    await picture('device');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved.').waitFor();
    await picture('device-approved');
    server.step(5_000);
    const given = await stranger(server).post('/auth/device/token', { device_code: asked.device_code });
    expect(given.status).toBe(200);
    await page.getByRole('link', { name: 'your account page' }).click();
    await page.getByText('command on alice-laptop').waitFor();
    await page.getByRole('button', { name: 'Go on with another device' }).click();
    await page.locator('.code').waitFor();
    await picture('move');
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByText('command on alice-laptop').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor();
  });

  it('need no sideways scrolling on a phone', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    for (const address of [
      await invite({ name: 'A'.repeat(100) }),
      `${server.url}/app/device`,
      `${server.url}/app/account`,
    ]) {
      await page.goto(address);
      await page.waitForLoadState('networkidle');
      const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(inner).toBeLessThanOrEqual(outer!);
    }
  });
});
