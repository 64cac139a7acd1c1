/** A server with the built pages, and browsers to look at them as strangers do. */
import { fileURLToPath } from 'node:url';
import type { Config } from '@brebaje/server/config/options';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startTestServer, type TestOptions, type TestServer } from '../../support/server.ts';
import { launchChromium } from './chromium.ts';
import { injectWallet, type PageWallet } from './page-wallet.ts';

/** Where the built pages are; whoever changes them may name a build of their own. */
export const BUILT =
  process.env.BREBAJE_TEST_PAGES ?? fileURLToPath(new URL('../../../apps/web/dist', import.meta.url));

/** Milliseconds until what should be there counts as missing: beside much else pages are drawn late, and compute late. */
const PATIENCE = 120_000;

export interface Visit {
  dark?: boolean;
  /** CSS pixels; a phone has 390. */
  width?: number;
  /** `en-XA` and `ar-XB` are the pseudo-locales. */
  locale?: 'en-XA' | 'ar-XB';
  wallet?: PageWallet;
  reducedMotion?: boolean;
  /** Of one person; a person without one is new. */
  context?: BrowserContext;
}

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** What must not happen: errors in the console, refusals of the policy, requests to other origins. */
  complaints: string[];
  /** Opens a page of the server, `/c/x` for instance. */
  go(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenPages {
  server: TestServer;
  browser: Browser;
  visit(visit?: Visit): Promise<Visitor>;
  close(): Promise<void>;
}

export async function openPages(
  changes: Partial<Config> = {},
  options: TestOptions = {},
): Promise<OpenPages> {
  const server = await startTestServer({ pages: BUILT, ...changes }, undefined, options);
  const browser = await launchChromium();
  return {
    server,
    browser,
    visit: (visit = {}) => visitor(browser, server.url, visit),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Somebody at `origin` with a fresh browser, or one more tab of theirs. */
export async function visitor(browser: Browser, origin: string, visit: Visit): Promise<Visitor> {
  const { dark = false, width = 1280, locale, wallet, reducedMotion = true } = visit;
  const context =
    visit.context ??
    (await browser.newContext({
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
      viewport: { width, height: width < 600 ? 844 : 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Paris',
    }));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${error}`));
  page.on('console', (message) => {
    // A refusal that the page shows in words is one here, too.
    const refused = /Failed to load resource: the server responded with a status of 4\d\d/;
    if (message.type() === 'error' && !refused.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== new URL(origin).origin)
      complaints.push(`a request leaves: ${request.url()}`);
  });
  if (wallet) await injectWallet(page, wallet);
  return {
    page,
    context,
    complaints,
    async go(path) {
      const url = new URL(origin + path);
      if (locale) url.searchParams.set('locale', locale);
      await page.goto(url.href);
    },
    close: () => (visit.context ? page.close() : context.close()),
  };
}
