import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QueueStage, verdicts } from '../support/queue-stage.ts';
import { contribute } from '../support/test-scheme.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { HOSTILE, liveCeremony } from './support/live-ceremony.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { visitAs } from './support/signed-in.ts';

/** A busy machine draws late. */
const PATIENT = { timeout: 20_000 };

describe.skipIf(!CHROMIUM)(`the pages of a ceremony${withoutChromium}`, () => {
  let pages: OpenPages;
  let stage: QueueStage;
  beforeAll(async () => {
    pages = await openPages();
    stage = await liveCeremony(pages.server);
  });
  afterAll(() => pages.close());

  it('shows who contributes, how far, and the bead that comes of it, without a reload', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/live');
    await page.getByText('Live', { exact: true }).waitFor();
    const chain = page.getByRole('slider');
    await expect.poll(() => chain.getAttribute('aria-valuetext'), PATIENT).toContain('Contribution 2');
    const grace = await stage.person({ publicName: 'Grace' });
    await grace.start();
    // Snapshots are made once a second of the server's time, which stands still.
    pages.server.step(2_000);
    const now = page.getByRole('region', { name: 'Now' });
    await now.getByText('Grace').waitFor();
    await now.getByText('is downloading, 0%').waitFor();
    const told = await grace.patch(`/participants/${grace.id}`, {
      contributionStep: 'COMPUTING',
      contributionProgress: 40,
    });
    expect(told.status).toBe(200);
    pages.server.step(2_000);
    await now.getByText('is computing, 40%').waitFor();
    await grace.upload(contribute(await grace.base(), 'Grace'));
    await verdicts(pages.server);
    pages.server.step(2_000);
    await expect.poll(() => chain.getAttribute('aria-label'), PATIENT).toContain('3 contributions');
    await expect
      .poll(() => chain.getAttribute('aria-valuetext'), PATIENT)
      .toContain('Contribution 3 by Grace');
    await expect.poll(() => page.locator('[data-live]').first().innerText(), PATIENT).toBe('4');
    expect(complaints).toEqual([]);
    await close();
  });

  it('goes along the chain and opens a contribution by keyboard', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/live');
    const chain = page.getByRole('slider');
    await expect.poll(() => chain.getAttribute('aria-valuetext'), PATIENT).toContain('Contribution');
    await chain.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => chain.getAttribute('aria-valuetext')).toBe('The genesis');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => chain.getAttribute('aria-valuetext'), PATIENT).toContain('Contribution 1 by Ada');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Contribution 1' }).waitFor();
    expect(page.url()).toMatch(/\/c\/live\/people\?contribution=\d+$/);
    await page.reload();
    const details = page.getByRole('region', { name: 'Contribution 1' });
    await details.getByText('Mathematics').waitFor();
    expect(await details.getByText('passed').count()).toBe(3);
    expect(complaints).toEqual([]);
    await close();
  });

  it('explains its words to whoever asks, by keyboard', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/live');
    const word = page.getByRole('button', { name: 'queue' });
    await word.focus();
    await page.keyboard.press('Enter');
    await page.getByText('A line: first come, first served.').first().waitFor();
    await page.getByText('A first-come-first-served order per circuit.').first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByText('A line: first come, first served.').first().waitFor({ state: 'hidden' });
    await expect.poll(() => word.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  it('finds contributors by name, number and hash, and shows names as they are typed', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/live/people');
    await page.getByText(HOSTILE).first().waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    const found = page.getByRole('listitem').filter({ has: page.locator('summary') });
    await page.getByLabel('Search').fill('ada');
    await page.getByText('Looked through all').waitFor();
    expect(await found.count()).toBe(2);
    const { json } = await pages.server.send(`/contributions?circuitId=${stage.circuits[0]}&sort=-id`);
    const { contributionHash, publicName } = json.items.at(-1);
    await page.getByLabel('Search').fill(contributionHash.slice(0, 20));
    await expect.poll(() => found.count(), PATIENT).toBe(1);
    await found.locator('summary').click();
    await found.getByText(contributionHash).waitFor();
    expect(await found.innerText()).toContain(publicName);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('On the day').fill('2020-01-01');
    await page.getByText('0 found').waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('checks the record in the browser, and says when it was changed', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/live/record');
    await page.getByRole('button', { name: 'Check the record in this browser' }).click();
    await page.getByText(/^Whole: \d+ events/).waitFor();
    await page.route('**/ceremonies/*/events?limit*', async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.items[1].body = body.items[1].body.replace('"seq":2', '"seq":3');
      await route.fulfill({ response: answer, json: body });
    });
    await page.getByRole('button', { name: 'Check the record in this browser' }).click();
    await page.getByText('This record is not whole').waitFor();
    await page.getByText('does not have the hash that is given for it').waitFor();
    await expectAccessible(page);
    await shots(page, 'ceremony-record');
    expect(complaints).toEqual([]);
    await close();
  });

  it('tells the record by name and in sentences, with the machine’s words beside them', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/live/record');
    const row = page
      .getByRole('listitem')
      .filter({ hasText: 'The contribution was accepted at position 1.' });
    await row.filter({ hasText: 'Ada' }).first().getByText('contribution.accepted').waitFor();
    expect(await page.getByText(/^Participant \d/).count()).toBe(0);
    expect(await page.getByText(HOSTILE).count()).toBeGreaterThan(0);
    expect(await page.locator('main img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['en-XA', 'ar-XB'] as const)('has no sentence of the server left in %s', async (locale) => {
    const { page, go, complaints, close } = await pages.visit({ width: 360, locale });
    for (const path of ['/c/live', '/c/live/record']) {
      await go(path);
      await page
        .getByText(path === '/c/live' ? 'Öpéñ tö áñýbödý' : 'Thé türñ éñdéd.')
        .first()
        .waitFor();
      expect(await page.getByText(/The contribution was|Open to anybody|The turn/).count()).toBe(0);
      await expectNoSideways(page);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('puts first on a phone what goes on, and where somebody stands who takes part', async () => {
    const alan = await stage.person({ publicName: 'Alan' });
    const { page, go, complaints, close } = await visitAs(pages, alan, { width: 390 });
    await go('/c/live');
    await page.getByText('It is your turn.', { exact: true }).waitFor();
    const top = (name: string) =>
      page
        .getByRole('heading', { name, exact: true })
        .evaluate((element) => element.getBoundingClientRect().top);
    expect(await top('Now')).toBeLessThan(await top('The chain'));
    expect(await top('Now')).toBeLessThan(1_100);
    expect(await page.getByRole('region', { name: 'Commands to take part' }).isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(6_000);
    await alan.start();
    pages.server.step(2_000);
    await page.getByText('Your contribution is under way.').waitFor();
    await page.getByRole('link', { name: 'Go on with my contribution' }).waitFor();
    await expectAccessible(page);
    await shots(page, 'ceremony-mine');
    await alan.upload(contribute(await alan.base(), 'Alan'));
    await verdicts(pages.server);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says why it is paused as soon as it is, and what is the matter without a server', async () => {
    const { page, go, context, close } = await pages.visit();
    await go('/c/live');
    await page.getByText('Live', { exact: true }).waitFor();
    const path = `/ceremonies/${stage.ceremonyId}`;
    const paused = await stage.coordinator.patch(path, {
      status: 'PAUSED',
      reason: 'The disk is being changed',
    });
    expect(paused.status).toBe(200);
    pages.server.step(2_000);
    await page.getByText('Paused. Nobody loses').waitFor();
    await page.getByText('The disk is being changed').waitFor();
    expect(await page.getByRole('link', { name: 'Take part' }).first().isVisible()).toBe(true);
    await context.setOffline(true);
    await page.getByText('The server cannot be reached.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'live' }).waitFor();
    await context.setOffline(false);
    await stage.coordinator.patch(path, { status: 'OPENED' });
    pages.server.step(2_000);
    await page.getByText('Live', { exact: true }).waitFor();
    await close();
  });
});
