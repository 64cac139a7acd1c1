/** Coordinators who decide by what they see, while somebody else changes it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restPerson } from '../support/rest-person.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { signedIn } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`what a coordinator decides${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  it('is refused where it is not what they have seen', async () => {
    const { page, go, person, close } = await signedIn(pages, { role: 'coordinator' });
    const colleague = await restPerson(pages.server, { role: 'operator' });
    const project = await person.post('/projects', { slug: 'acts', name: 'Acts' });
    const made = await person.post('/ceremonies', {
      projectId: project.json.id,
      slug: 'acts',
      title: 'Acts',
      scheme: 'KZG',
      sizes: [{ g1: 4, g2: 3 }],
      test: true,
      about: { support: 'help@example.org', purpose: 'To be looked at.' },
    });
    expect(made.status, made.text).toBe(201);
    const path = `/ceremonies/${made.json.id}`;
    const read = async () => (await person.get(path)).json;
    const dialog = page.getByRole('dialog');

    await go('/c/acts/coordinate/setup');
    await page.getByRole('button', { name: 'Open it' }).click();
    await dialog.waitFor();
    expect((await colleague.patch(path, { about: { terms: 'Your first-born is ours.' } })).status).toBe(200);
    await comesBack(page, '/ceremonies/by-slug/acts');
    await dialog.getByRole('button', { name: 'Open it' }).click();
    await dialog.getByRole('alert').getByText('Somebody else was faster').waitFor();
    expect((await read()).status).toBe('SCHEDULED');

    await go('/c/acts/coordinate/setup/rules');
    await page.getByLabel('Purpose').fill('Mine');
    expect((await colleague.patch(path, { about: { purpose: 'Theirs' } })).status).toBe(200);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Somebody else was faster').waitFor();
    expect((await read()).about.purpose).toBe('Theirs');
    // What was typed is there, beside what it would replace now.
    await page.getByRole('cell', { name: 'Theirs' }).waitFor();
    expect(await page.getByLabel('Purpose').inputValue()).toBe('Mine');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await read()).about.purpose).toBe('Mine');

    await go('/c/acts/coordinate/setup');
    await page.getByRole('button', { name: 'Open it' }).click();
    await dialog.getByRole('button', { name: 'Open it' }).click();
    await expect.poll(async () => (await read()).status).toBe('OPENED');
    await close();
  });

  it('takes nothing back that a colleague has changed elsewhere in the form', async () => {
    const { page, go, person, close } = await signedIn(pages, { role: 'coordinator' });
    const colleague = await restPerson(pages.server, { role: 'operator' });
    const project = await person.post('/projects', { slug: 'look', name: 'Before' });
    const path = `/projects/${project.json.id}`;
    const made = await person.post('/ceremonies', {
      projectId: project.json.id,
      slug: 'look',
      title: 'Look',
      scheme: 'KZG',
      sizes: [{ g1: 4, g2: 3 }],
      test: true,
    });
    expect(made.status, made.text).toBe(201);
    await go('/c/look/coordinate/setup/look');
    await page.getByLabel('Its page').fill('https://look.example/');
    expect((await colleague.patch(path, { name: 'After' })).status).toBe(200);
    await comesBack(page, path);
    await page.getByRole('button', { name: 'Save' }).first().click();
    await expect.poll(async () => (await person.get(path)).json.homepage).toBe('https://look.example/');
    expect((await person.get(path)).json.name).toBe('After');
    await close();
  });
});

/** As when somebody comes back to the tab after a while: it reads this path again. */
async function comesBack(page: Page, path: string): Promise<void> {
  const read = page.waitForResponse((answer) => new URL(answer.url()).pathname === path);
  await page.evaluate(() => {
    const { now } = Date;
    Date.now = () => now() + 600_000;
    dispatchEvent(new Event('visibilitychange'));
  });
  await read;
}
