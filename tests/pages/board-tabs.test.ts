/** The other tabs of coordinators: people, messages, the record, health, and where one is told of things. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { type BoardStage, boardStage, HOSTILE } from './support/board-stage.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { shots } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`the tabs of coordinators${withoutChromium}`, () => {
  let pages: BoardStage;
  beforeAll(async () => {
    pages = await boardStage();
  });
  afterAll(() => pages.close());

  it('finds people, shows one at length, and saves all of them', async () => {
    const { page, complaints, close } = await pages.coordinator('/people');
    const table = page.getByRole('table');
    await table.getByText('Ada Lovelace').waitFor();
    await table.getByText(HOSTILE).waitFor();
    await expectAccessible(page);
    await shots(page, 'board-people');
    await page.getByLabel('Name or number').fill('LOVE');
    await page.getByText('1 person', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('name')).toBe('LOVE');
    await page.getByLabel('Name or number').fill('nobody at all');
    await page.getByText('Nobody fits.').waitFor();
    await page.getByLabel('Name or number').fill('');
    await page.getByRole('button', { name: /^Waiting/ }).click();
    await page.getByText('4 people', { exact: true }).waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const csv = readFileSync(await (await saved).path(), 'utf8');
    expect(csv.split('\r\n')).toHaveLength(6);
    expect(csv).toContain(HOSTILE.replaceAll('"', '""'));
    await page.getByRole('button', { name: 'Lin', exact: true }).click();
    const person = page.getByRole('dialog');
    await person.getByText('What happened').waitFor();
    await person.getByText('Only coordinators see this.').waitFor();
    await expectAccessible(page);
    await shots(page, 'board-person');
    await person.getByLabel('Write to them').fill('Your upload stopped at half. Can we help?');
    await person.getByRole('button', { name: 'Send' }).click();
    await person.getByText('The server has no way to them').waitFor();
    await person.getByRole('button', { name: 'Move in the queue' }).click();
    await page.getByLabel('Priority').fill('7');
    await page.getByLabel('Why?').fill('has to leave at noon');
    await page.getByRole('button', { name: 'Set the priority' }).click();
    await page.getByText('Lin has another priority.').waitFor();
    expect((await pages.people[2]!.row()).priority).toBe(7);
    await person.getByText('has to leave at noon').waitFor();
    await person.getByRole('button', { name: 'Remove from the ceremony' }).click();
    await page.getByLabel('Why?').fill('asked to be taken out');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Lin was removed.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('3 people', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('tells everybody something, as text whatever stands in it', async () => {
    const { page, complaints, close } = await pages.coordinator('/messages');
    await page.getByText('Nothing yet.').waitFor();
    await page.getByLabel('Incident').check();
    await page.getByLabel('Text').fill(`The connection was down from 09:10. ${HOSTILE}`);
    await page.getByRole('button', { name: 'Tell everybody' }).click();
    await page.getByRole('listitem').getByText(HOSTILE).waitFor();
    await page.getByText('Told.', { exact: true }).waitFor();
    await expectAccessible(page);
    await shots(page, 'board-messages');
    const { items } = (
      await pages.stage.coordinator.get(`/ceremonies/${pages.stage.ceremonyId}/announcements`)
    ).json;
    expect(items).toMatchObject([{ kind: 'INCIDENT' }]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows the record by kind and by person, and saves it', async () => {
    const { page, complaints, close } = await pages.coordinator('/record');
    await page.getByRole('button', { name: 'Ada Lovelace' }).first().waitFor();
    await expectAccessible(page);
    await shots(page, 'board-record');
    const all = await page
      .getByRole('status')
      .getByText(/events$/)
      .innerText();
    await page.getByLabel('What happened').selectOption('turns');
    await expect.poll(() => page.getByText(/^\d+ events?$/).innerText()).not.toBe(all);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as JSON lines' }).click();
    const lines = readFileSync(await (await saved).path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines.every((line) => /^[0-9a-f]{64}$/.test(JSON.parse(line).hash))).toBe(true);
    await page.goto(`${pages.server.url}/c/board/coordinate/record?person=${pages.people[0]!.id}`);
    await page.getByText('Only about').waitFor();
    await page.getByText('Only about').getByText('Ada Lovelace').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('says how the server is', async () => {
    const { page, complaints, close } = await pages.coordinator('/health');
    await page.getByText('The server answers and has room.').waitFor();
    await page.getByText('SQLite, on this machine').waitFor();
    await expectAccessible(page);
    await shots(page, 'board-health');
    pages.server.freeDisk = 1;
    await pages.server.pass(12_000);
    await page.getByRole('main').getByText('short of disk space').waitFor();
    pages.server.freeDisk = null;
    await pages.server.pass(12_000);
    expect(complaints).toEqual([]);
    await close();
  });

  it('tells a webhook, tries it out, and forgets it', async () => {
    const { page, complaints, close } = await pages.coordinator('/alerts');
    await page.getByRole('button', { name: 'Add a channel' }).click();
    await page.getByLabel('How', { exact: true }).selectOption('SLACK');
    await page.getByLabel('Address of the webhook').fill('https://hooks.example.org/services/T0');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByText('The secret of this webhook', { exact: true }).waitFor();
    await page.getByText('https://hooks.example.org/services/T0').waitFor();
    await shots(page, 'board-subscriptions');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/^The latest message|^The test is on its way/).waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => page.getByText('https://hooks.example.org/services/T0').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['people', 'messages', 'record', 'health', 'alerts'])(
    '%s fits a phone from right to left',
    async (tab) => {
      const { page, complaints, close } = await pages.coordinator(`/${tab}`, { width: 360, locale: 'ar-XB' });
      await page.getByRole('main').waitFor();
      await page.getByText('Lîvé').first().waitFor();
      await expectNoSideways(page);
      await expectAccessible(page);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});
