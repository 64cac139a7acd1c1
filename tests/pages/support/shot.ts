/** Pictures of pages: to be looked at, and for the guides. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const LOOKED_AT = fileURLToPath(new URL('../../../out/pictures/', import.meta.url));
const OF_GUIDES = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));

/** Nobody looks at pictures of a run of everything, which says so: there are hundreds. */
const LEFT_OUT = process.env.BREBAJE_PICTURES === '0';

/** A picture of the page as it is, under out/pictures, unless they are left out. */
export async function shot(page: Page, name: string): Promise<void> {
  if (LEFT_OUT) await settled(page);
  else await taken(page, `${LOOKED_AT}${name}.png`, true);
}

/** The same in light, in dark and as wide as a phone; the page is light and wide afterwards. */
export async function shots(page: Page, name: string): Promise<void> {
  const { width, height } = page.viewportSize()!;
  await shot(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, `${name}-dark`);
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, `${name}-phone-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await shot(page, `${name}-phone`);
  await page.setViewportSize({ width, height });
}

/**
 * A picture of a guide, written only with BREBAJE_WRITE_PICTURES=1: a picture is never twice the same byte for byte.
 * Light, and as wide as a page of text.
 */
export async function guidePicture(page: Page, name: string): Promise<void> {
  if (process.env.BREBAJE_WRITE_PICTURES === '1') await taken(page, `${OF_GUIDES}${name}.png`, false);
}

async function taken(page: Page, path: string, fullPage: boolean): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await settled(page);
  await page.screenshot({ path, fullPage, animations: 'disabled' });
}

/** Fonts and lazy parts are there, and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
}
