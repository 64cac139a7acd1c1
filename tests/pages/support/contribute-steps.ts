/** What people click on their way to a contribution. */
import type { Page } from 'playwright-core';
import { guidePicture } from './shot.ts';

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 2, name });
export const click = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** From the terms to the screen before the waiting. */
export async function join(page: Page, publicName = 'Ada'): Promise<void> {
  await heading(page, 'Take your place').waitFor();
  await page.getByLabel('Public name').fill(publicName);
  await page.getByLabel(/I have read this/).check();
  await click(page, 'Join');
  await heading(page, 'Before you begin').waitFor();
}

/** A picture of the guide, from the top of the page. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await guidePicture(page, name);
}

/** Moves the focus forward until it is on a control with this name, as somebody without a mouse does. */
export async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    const on = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      // Before the first control and after the last one there is the page itself.
      if (!at || at === document.body) return '';
      const label = at.id ? document.querySelector(`label[for="${at.id}"]`) : at.closest('label');
      return `${at.getAttribute('aria-label') ?? ''} ${label?.textContent ?? ''} ${at.textContent ?? ''}`;
    });
    if (name.test(on)) return;
  }
  throw new Error(`no control ${name} is reached by the keyboard`);
}
