/** What every page has to be, whoever looks at it. */
import type { Page } from 'playwright-core';
import { expectAccessible, expectNoSideways } from './accessible.ts';
import { shots } from './shot.ts';

/** Accessible in light and in dark, and no wider than a small phone; with pictures to look at. */
export async function looks(page: Page, name: string): Promise<void> {
  await shots(page, name);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  const { width, height } = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height });
  await expectNoSideways(page);
  await page.setViewportSize({ width, height });
}
