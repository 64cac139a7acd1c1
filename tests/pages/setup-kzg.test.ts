/** A KZG ceremony from nothing to open, by its pages alone. */
import { readFileSync } from 'node:fs';
import { readCeremonyFile } from '@brebaje/client/coordinate/ceremony-file';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCeremony } from '../support/circuit-drafts.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { signedIn } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`a KZG ceremony by its pages${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  it('tells a stranger how to become a coordinator', async () => {
    const stranger = await pages.visit();
    await stranger.go('/app/coordinate');
    await stranger.page.getByText('Sign in to coordinate').waitFor();
    await expectAccessible(stranger.page);
    await stranger.close();
    const visitor = await signedIn(pages);
    await visitor.go('/app/coordinate');
    await visitor.page.getByText('You are no coordinator here yet').waitFor();
    await expectAccessible(visitor.page);
    expect(visitor.complaints).toEqual([]);
    await visitor.close();
  });

  it('is written, looked at, created, opened, paused and resumed', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const missing: string[] = [];
    const refused: string[] = [];
    page.on('response', (answer) => {
      if (answer.status() === 404) missing.push(answer.url());
      if (answer.status() === 400) refused.push(answer.url());
    });
    await go('/app/coordinate');
    await page.getByText('You have no project yet').waitFor();
    await page.getByRole('link', { name: 'New ceremony' }).click();
    await page.getByRole('heading', { name: 'What this means' }).waitFor();
    // What is missing is said before it is created.
    await page.getByText('1 thing keeps it from opening').waitFor();
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByText('This cannot be left empty.').first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
    await expectAccessible(page);

    await page.getByLabel('Title').fill('Hiver é tests');
    expect(await page.getByLabel('Name in addresses').inputValue()).toBe('hiver-e-tests');
    await page.getByText('hiver-e-tests is free.').waitFor();
    await page.getByLabel('This is a test').check();
    await page.getByLabel('Sizes').selectOption('small');
    // What is half typed is told without asking the server, which would refuse it.
    await page.getByLabel('Name in addresses').fill('Hiver é');
    const named = page.getByLabel('Name in addresses');
    await expect.poll(() => named.getAttribute('aria-invalid')).toBe('true');
    await named.fill('hiver-e-tests');
    await expect.poll(() => named.getAttribute('aria-invalid')).not.toBe('true');
    expect(refused).toEqual([]);
    await page.getByLabel('Purpose').fill('To see the pages at work.');
    await page.getByLabel('Where help is').fill('help@example.org');
    await page.getByText('Nothing keeps it from opening.').waitFor();

    await page.getByText('Turns and absences').click();
    await page.getByLabel('Check in every', { exact: true }).fill('soon');
    await page.getByText('A whole number, please.').waitFor();
    await page.getByLabel('Check in every', { exact: true }).fill('10');
    await page.getByLabel('Check in every: Unit').selectOption('s');
    // The rules contradict each other, as the server has it.
    await page
      .getByText(/tolerance/i)
      .last()
      .waitFor();
    await page.getByLabel('Earlier or later by', { exact: true }).fill('5');
    await page.getByLabel('Earlier or later by: Unit').selectOption('s');
    await page.getByText('Nothing keeps it from opening.').waitFor();
    await shots(page, 'setup-new-kzg');
    await expectAccessible(page);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as a file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('hiver-e-tests.toml');
    const { draft } = readCeremonyFile(readFileSync(await download.path(), 'utf8'));
    expect(draft).toMatchObject({
      title: 'Hiver é tests',
      sizes: [{ g1: 16, g2: 3 }],
      policy: { checkIn: { interval: 10, tolerance: 5 } },
    });

    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByText('What to do next').waitFor();
    // A name that is free is no error.
    expect(missing).toEqual([]);
    await shots(page, 'setup-state-scheduled');
    await expectAccessible(page);
    await page.getByText(/1 thing keeps it from opening|Nothing keeps/).waitFor();
    await go('/c/hiver-e-tests/coordinate/setup');

    const ceremony = async () => (await pages.server.send('/ceremonies/by-slug/hiver-e-tests')).json;
    await page.getByRole('link', { name: 'Texts and rules' }).first().click();
    await page.getByLabel('Who may join').selectOption('OPEN');
    await page.getByLabel('Title').fill('Winter');
    await page.getByText('2 changes').waitFor();
    await shots(page, 'setup-rules');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await ceremony()).toMatchObject({ title: 'Winter', eligibility: { who: 'OPEN' } });

    await page.getByRole('link', { name: 'State' }).click();
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Open it' }).click();
    await page.getByText('Open since').waitFor();
    await page.getByText('Manifest').first().waitFor();
    expect((await ceremony()).status).toBe('OPENED');

    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('moving the machine');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused since').waitFor();

    // An amendment is public, with its reason.
    await page.getByRole('link', { name: 'Texts and rules' }).first().click();
    await page.getByLabel('Least contributions').fill('2');
    await page.getByText('1 change').waitFor();
    await page.getByLabel('Reason').fill('one is too few');
    await shots(page, 'setup-amend');
    await page.getByRole('button', { name: 'Publish the change' }).click();
    await page.getByText('Saved.').waitFor();
    expect((await ceremony()).policy.minimumContributions).toBe(2);

    await page.getByRole('link', { name: 'State' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByLabel('Reason').fill('moved');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Open since').waitFor();

    await page.getByRole('button', { name: 'Cancel it' }).click();
    await dialog.getByLabel('Reason').fill('only a rehearsal');
    expect(await dialog.getByRole('button', { name: 'Cancel it' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type hiver-e-tests to confirm').fill('hiver-e-tests');
    await shots(page, 'setup-cancel-dialog');
    await dialog.getByRole('button', { name: 'Cancel it' }).click();
    await page.getByText('Canceled on').waitFor();
    expect((await ceremony()).status).toBe('CANCELED');
    await page.getByRole('button', { name: 'Hide from lists' }).click();
    await dialog.getByRole('button', { name: 'Hide from lists' }).click();
    await page.getByRole('button', { name: 'Show in lists again' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('is written by keyboard alone', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    await go('/app/coordinate/new');
    await page.getByRole('heading', { name: 'What this means' }).waitFor();
    /** Goes on with the tab key to what has this name. */
    const to = async (name: RegExp) => {
      for (let steps = 0; steps < 60; steps++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const at = document.activeElement as HTMLInputElement | null;
          return at?.labels?.[0]?.textContent ?? at?.textContent ?? '';
        });
        if (name.test(focused)) return;
      }
      throw new Error(`nothing that can be focused is called ${name}`);
    };
    await to(/^Title/);
    await page.keyboard.type('By keys');
    await to(/^This is a test/);
    // On this server it is one unless somebody says otherwise.
    await expect.poll(() => page.getByLabel('This is a test').isChecked()).toBe(true);
    await page.keyboard.press('Space');
    expect(await page.getByLabel('This is a test').isChecked()).toBe(false);
    await to(/^Purpose/);
    await page.keyboard.type('Hands on the keyboard.');
    await to(/^Where help is/);
    await page.keyboard.type('help@example.org');
    await to(/^Turns and absences/);
    await page.keyboard.press('Enter');
    await to(/^A missed check-in costs/);
    await page.keyboard.type('Nothing');
    await to(/^Create it/);
    await page.keyboard.press('Enter');
    await page.getByText('What to do next').waitFor();
    const { json } = await pages.server.send('/ceremonies/by-slug/by-keys');
    expect(json).toMatchObject({ test: false, policy: { costs: { missedCheckIn: 'NOTHING' } } });
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['en-XA', 'ar-XB'] as const)('fits a phone in %s', async (locale) => {
    await newCeremony(pages.server, `small-${locale.toLowerCase()}`);
    const visitor = await signedIn(pages, { role: 'operator' }, { width: 360, locale });
    const { page, go } = visitor;
    const setup = `/c/small-${locale.toLowerCase()}/coordinate/setup`;
    const parts = ['', '/rules', '/circuits', '/invitations', '/look'].map((part) => setup + part);
    for (const path of ['/app/coordinate/new', ...parts]) {
      await go(path);
      await page.locator('main section').nth(1).waitFor();
      await page.evaluate(() => {
        for (const part of document.querySelectorAll('details')) part.open = true;
      });
      await expectNoSideways(page);
      if (path.endsWith('/invitations')) await shots(page, `setup-invitations-${locale}`);
    }
    expect(visitor.complaints).toEqual([]);
    await visitor.close();
  });
});
