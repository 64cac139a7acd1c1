/** The browser that the pages are looked at with. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

/** Behind the name of a suite that is skipped. */
export const withoutChromium = CHROMIUM ? '' : ' (skipped: no Chromium on this machine)';

/** Nothing of its own goes into the network. */
export const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(...more: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: [...QUIET, ...more] });
}
