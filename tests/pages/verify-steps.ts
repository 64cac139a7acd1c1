/** What people do on the pages that verify, and what they read there. */
import type { Locator, Page } from 'playwright-core';

export type Grade = 'receipt' | 'included' | 'chain' | 'genesis';

/** A check among those of the page, or of a part of it. */
export const card = (page: Page | Locator, grade: Grade): Locator => page.locator(`[data-grade=${grade}]`);

/** Starts a check and waits for its end. Answers what failed, as check and sentence; or why it could not be finished. */
export async function run(page: Page | Locator, grade: Grade, patience = 120_000): Promise<string[]> {
  const own = card(page, grade);
  // In every language.
  await own.locator('button').first().click();
  await own
    .and(own.page().locator('[data-phase=done], [data-phase=broken]'))
    .waitFor({ state: 'attached', timeout: patience });
  if ((await own.getAttribute('data-phase')) === 'broken')
    return [`broken: ${await own.getByRole('alert').innerText()}`];
  const failed = await own.locator('[data-outcome=failed]').all();
  return Promise.all(
    failed.map(async (row) => `${await row.getAttribute('data-check')}: ${await row.innerText()}`),
  );
}

/** Outcomes of a check that has ended, by check and circuit. */
export async function outcomes(page: Page | Locator, grade: Grade): Promise<Record<string, string>> {
  const rows = await card(page, grade).locator('[data-outcome]').all();
  const found: Record<string, string> = {};
  for (const row of rows)
    found[(await row.locator('code').first().textContent())!] = (await row.getAttribute('data-outcome'))!;
  return found;
}

/** Gives files to the page, as by the button. */
export async function give(page: Page, ...files: [name: string, text: string | Buffer][]): Promise<void> {
  await page.setInputFiles(
    'input[data-given=files]',
    files.map(([name, text]) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(text as string),
    })),
  );
}
