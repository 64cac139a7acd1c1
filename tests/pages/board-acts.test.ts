/** What coordinators do from the board: each act, two of them at once, and by keyboard alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { type BoardStage, boardStage, rowOf } from './support/board-stage.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { shots } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`acts of coordinators${withoutChromium}`, () => {
  let pages: BoardStage;
  beforeAll(async () => {
    pages = await boardStage();
  });
  afterAll(() => pages.close());

  it('gives more time, and tells the second of two coordinators that the first was faster', async () => {
    const [one, two] = [await pages.coordinator(), await pages.coordinator()];
    for (const { page } of [one, two]) {
      await page.getByRole('button', { name: 'Act on circuit-1' }).click();
      await page.getByRole('button', { name: 'Give more time' }).click();
      await page.getByLabel('Why?').fill('a slow connection');
    }
    await shots(one.page, 'board-extend');
    await expectAccessible(one.page);
    await one.page.getByRole('button', { name: 'Give 30 minutes more' }).click();
    await one.page.getByText('Ada Lovelace has more time.').waitFor();
    await two.page.getByText('This has changed while you decided').waitFor();
    expect(await two.page.getByRole('button', { name: 'Give 30 minutes more' }).isDisabled()).toBe(true);
    await expectAccessible(two.page);
    const seen = (await pages.stage.coordinator.get(`/participants/${pages.people[0]!.id}`)).json;
    expect(seen.timeout.duration).toBe(600 + 1_800);
    expect([...one.complaints, ...two.complaints]).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });

  it('shows the second what the server refused him while his page was blind', async () => {
    const { page, complaints, close } = await pages.coordinator();
    await page.getByRole('button', { name: 'Act on circuit-1' }).click();
    await page.getByRole('button', { name: 'Give more time' }).click();
    await page.getByLabel('Why?').fill('a slow connection');
    // No question of the page's own gets through until it has sent its order.
    await page.route(/\/participants\/\d+$/, (route) => route.abort());
    const more = { seconds: 60, reason: 'somebody else' };
    await pages.stage.coordinator.post(`/participants/${pages.people[0]!.id}/extend`, more);
    const answered = page.waitForResponse((response) => response.url().endsWith('/extend'));
    await page.getByRole('button', { name: 'Give 30 minutes more' }).click();
    expect((await answered).status()).toBe(412);
    await page.unrouteAll();
    await page.getByText('This has changed while you decided').waitFor();
    await page.getByRole('button', { name: 'Decide on this instead' }).click();
    await page.getByRole('button', { name: 'Give more time' }).waitFor();
    expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
    await close();
  });

  it('ends a turn by keyboard alone, and lets the person return', async () => {
    const { page, complaints, close } = await pages.coordinator();
    await rowOf(page, 'circuit-1').getByText('Ada Lovelace').waitFor();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        if (name.test(await focused())) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`the keyboard does not come to ${name}`);
    };
    await tabTo(/^Act on circuit-1/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(/^End the turn/);
    await shots(page, 'board-acts');
    await page.keyboard.press('Enter');
    await page.getByLabel('Why?').waitFor();
    for (let presses = 0; presses < 20; presses++) {
      if (await page.getByLabel('Why?').evaluate((field) => field === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('has not answered for an hour');
    await tabTo(/^End the turn$/);
    await page.keyboard.press('Enter');
    await page.getByText('The turn of Ada Lovelace has ended.').waitFor();
    await expect.poll(focused).toMatch(/^Act on circuit-1/);
    // The turn is offered to whoever is next, whatever they are called.
    await rowOf(page, 'circuit-1').getByText('Asked whether they are ready').waitFor();
    expect((await pages.people[0]!.row()).status).toBe('EXHUMED');
    await page.getByRole('button', { name: 'Let Ada Lovelace return' }).click();
    await page.getByLabel('Why?').fill('her train had no network');
    await page.getByRole('dialog').getByRole('button', { name: 'Let them return' }).click();
    await page.getByText('Ada Lovelace may return.').waitFor();
    expect((await pages.people[0]!.row()).status).toBe('WAITING');
    expect(complaints).toEqual([]);
    await close();
  });

  it('halts a circuit and lets it go on, before the eyes of the other coordinator', async () => {
    const [one, two] = [await pages.coordinator(), await pages.coordinator()];
    await one.page.getByRole('button', { name: 'Act on circuit-2' }).click();
    await one.page.getByRole('button', { name: 'Halt this circuit' }).click();
    await one.page.getByRole('button', { name: 'Halt the circuit' }).click();
    // Without a reason nothing is sent.
    expect((await pages.stage.heads())[1]!.haltedAt).toBeNull();
    await one.page.getByLabel('Why?').fill('the wrong r1cs');
    await one.page.getByRole('button', { name: 'Halt the circuit' }).click();
    await rowOf(two.page, 'circuit-2').getByText('the wrong r1cs').waitFor();
    await two.page.getByText('Circuit circuit-2 takes nobody').waitFor();
    await two.page.getByRole('link', { name: 'Alerts' }).last().click();
    await two.page.getByRole('heading', { name: 'What needs you' }).waitFor();
    await expectAccessible(two.page);
    await shots(two.page, 'board-alerts');
    await two.page.getByRole('button', { name: 'Let this circuit go on' }).click();
    await two.page.getByLabel('Why?').fill('it was the right one');
    await two.page.getByRole('button', { name: 'Let it go on' }).click();
    await two.page.getByText('Nothing needs you.').first().waitFor();
    expect((await pages.stage.heads())[1]!.haltedAt).toBeNull();
    expect([...one.complaints, ...two.complaints]).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });
});
