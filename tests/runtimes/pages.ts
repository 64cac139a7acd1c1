/** Browsers of this machine, which open the probe as a page that a bundler made of the installation. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { CHROMIUM, servePage } from '../../packages/curves/src/test-page.ts';
import { PAGE } from './installed.ts';
import type { Findings } from './probe.ts';
import type { Probe } from './programs.ts';

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);

/** For a start, and for all that is computed on a page, where much else goes on. */
const TIMEOUT = 300_000;

/** Builds and serves the page while `open` looks at it. */
async function onPage(
  installed: string,
  open: (url: string) => Promise<Findings | string>,
): Promise<Findings> {
  const served = await servePage(pathToFileURL(join(installed, PAGE)));
  try {
    const findings = await open(served.url);
    if (typeof findings === 'string') throw new Error(findings);
    return findings;
  } finally {
    await served.close();
  }
}

/** Throws where the machine has no Chromium. */
export function chromiumPage(...options: string[]): Probe {
  const path = CHROMIUM;
  if (!path) throw new Error('this machine has none');
  return (installed) =>
    onPage(installed, async (url) => {
      const browser = await chromium.launch({
        executablePath: path,
        args: ['--no-sandbox', ...options],
        timeout: TIMEOUT,
      });
      try {
        const page = await browser.newPage();
        await page.goto(url, { timeout: TIMEOUT });
        const findings = await page.waitForFunction('globalThis.findings', undefined, { timeout: TIMEOUT });
        return (await findings.jsonValue()) as Findings | string;
      } finally {
        await browser.close();
      }
    });
}

/** Throws where the machine has no Firefox. */
export function firefoxPage(preferences: Record<string, boolean> = {}): Probe {
  const path = FIREFOX;
  if (!path) throw new Error('this machine has none');
  return (installed) =>
    onPage(installed, async (url) => {
      const browser = await puppeteer.launch({
        browser: 'firefox',
        executablePath: path,
        extraPrefsFirefox: preferences,
        timeout: TIMEOUT,
        protocolTimeout: TIMEOUT,
      });
      try {
        const page = await browser.newPage();
        await page.goto(url, { timeout: TIMEOUT });
        const findings = await page.waitForFunction('globalThis.findings', { timeout: TIMEOUT });
        return (await findings.jsonValue()) as Findings | string;
      } finally {
        await browser.close();
      }
    });
}
