import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../http/listen.ts';
import { type Face, startFace, wallet } from '../http/test-face.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

/** A wallet as pages see one (EIP-6963); `signHere` is exposed by the test. */
const announced = (address: string): string => `
  const provider = {
    request: async ({ method, params }) => (method === 'eth_requestAccounts' ? ['${address}'] : signHere(params[0])),
  };
  addEventListener('eip6963:requestProvider', () =>
    dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info: { name: 'Testy' }, provider } })),
  );`;

describe.skipIf(CHROMIUM === undefined)('the pages in a browser (skipped where there is no chromium)', () => {
  let face: Face;
  let server: Listening;
  let browser: Browser;
  const program = createServer((request, response) => response.end(request.url));
  let back: string;

  beforeAll(async () => {
    face = await startFace();
    server = await listen(face.app, ['127.0.0.1'], 0);
    await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
    back = `http://127.0.0.1:${(program.address() as AddressInfo).port}/back`;
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    program.closeAllConnections();
    program.close();
    await server.close(0);
    await face.close();
  });

  const base = (): string => `http://127.0.0.1:${server.port}`;
  const link = async (): Promise<string> => {
    const answer = await fetch(`${base()}/auth/request_link?redirect_to=${encodeURIComponent(back)}`);
    return ((await answer.json()) as { eth_auth_url: string }).eth_auth_url;
  };

  it('a wallet signs in and its program gets the session, under the page’s own policy', async () => {
    const signer = wallet();
    const page = await browser.newPage();
    await page.exposeFunction('signHere', (hex: string) =>
      signer.sign(Buffer.from(hex.slice(2), 'hex').toString()),
    );
    await page.addInitScript(announced(signer.address.toLowerCase()));
    await page.goto(await link());
    await page.getByRole('button', { name: 'Sign in with Testy' }).click();
    await page.waitForURL(/back\?session_id=/);
    expect(new URL(page.url()).searchParams.get('nickname')).toBe(signer.address.toLowerCase());
    await page.close();
  });

  it('without scripts, a pasted signature does the same', async () => {
    const signer = wallet();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(await link());
    await page.getByLabel('Your address').fill(signer.address);
    await page.getByRole('button', { name: 'Get the text to sign' }).click();
    const message = await page.getByLabel(/^Text/).inputValue();
    await page.getByLabel('Signature').fill(signer.sign(message));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/back\?session_id=/);
    await context.close();
  });

  it('the status page fits a phone and has no complaint', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (line) => complaints.push(line.text()));
    // This face has no REST interface behind it.
    await page.route('**/auth/session', (route) => route.fulfill({ json: {} }));
    await page.goto(`${base()}/`);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
