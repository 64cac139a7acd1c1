/** Turns that coordinators keep for somebody, from the live board: kept, moved, given up, each with its way back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { type BoardStage, boardStage } from './support/board-stage.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { hold } from './support/hold.ts';
import { shots } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`turns that are reserved${withoutChromium}`, () => {
  let pages: BoardStage;
  beforeAll(async () => {
    pages = await boardStage();
  });
  afterAll(() => pages.close());

  const listed = async () =>
    (await pages.server.send(`/ceremonies/${pages.stage.ceremonyId}/reservations`)).json.items;

  it('are kept, moved and given up, and each of that is taken back', async () => {
    const { page, complaints, close } = await pages.coordinator();
    const dialog = page.getByRole('dialog');
    await page.getByText('No turn is reserved.').waitFor();
    await page.getByRole('button', { name: 'Reserve a turn' }).click();
    const make = dialog.getByRole('button', { name: 'Reserve a turn' });
    expect(await make.isDisabled()).toBe(true);
    await dialog.getByLabel('Who').selectOption('Lin');
    await dialog.getByLabel('Circuit').selectOption('circuit-2');
    await dialog.getByLabel('From').fill('2026-01-02T12:00');
    await dialog.getByLabel('Until').fill('2026-01-02T11:00');
    await dialog.getByText('It has to end after it begins.').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Until').fill('2026-01-02T14:00');
    await dialog.getByLabel('What everybody should know of it').fill('an air-gapped machine');
    await shots(page, 'board-reserve');
    const asked = await hold(page, /\/reservations$/);
    await make.dblclick();
    asked.release();
    await page.getByText('A turn is reserved for Lin.').waitFor();
    const turns = page.getByRole('list', { name: 'Reserved turns' });
    await turns.getByText('an air-gapped machine').waitFor();
    expect(await listed()).toMatchObject([{ name: 'Lin', state: 'PLANNED', from: 1_767_351_600 }]);

    // Two coordinators move it at once.
    const other = await pages.coordinator();
    await other.page.getByRole('button', { name: 'Move the turn of Lin' }).click();
    const theirs = other.page.getByRole('dialog');
    await theirs.getByLabel('Until').fill('2026-01-02T18:00');
    await theirs.getByLabel('Reason').fill('it takes longer');
    await page.getByRole('button', { name: 'Move the turn of Lin' }).click();
    await dialog.getByLabel('From').fill('2026-01-02T13:00');
    await dialog.getByLabel('Reason').fill('the train is late');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await page.getByText('The turn of Lin was moved.').waitFor();
    await theirs.getByText('This has changed while you decided').waitFor();
    expect(await theirs.getByRole('button', { name: 'Move' }).isDisabled()).toBe(true);
    await expectAccessible(other.page);
    await theirs.getByRole('button', { name: 'Decide on this instead' }).click();
    await expect.poll(() => theirs.getByLabel('From').inputValue()).toBe('2026-01-02T13:00');
    await theirs.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Move it back' }).click();
    await expect.poll(() => dialog.getByLabel('From').inputValue()).toBe('2026-01-02T12:00');
    await dialog.getByLabel('Reason').fill('it was on time');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await expect.poll(async () => (await listed())[0].from).toBe(1_767_351_600);

    // The other one is about to move what is given up.
    await other.page.getByRole('button', { name: 'Move the turn of Lin' }).click();
    await page.getByRole('button', { name: 'Give up the turn of Lin' }).click();
    await dialog.getByLabel('Reason').fill('the machine is broken');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Give it up' }).click();
    await page.getByText('The turn of Lin was given up.').waitFor();
    await theirs.getByText('Nothing is left to do: this turn is given up.').waitFor();
    await page.getByText('1 that is over').click();
    await page.getByText('given up', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Reserve it again' }).click();
    await expect.poll(() => dialog.getByLabel('Who').inputValue()).toBe(`${pages.people[2]!.id}`);
    await dialog.getByRole('button', { name: 'Reserve a turn' }).click();
    await page.getByText('A turn is reserved for Lin.').waitFor();
    await shots(page, 'board-reserved');
    await expectNoSideways(page);

    // What overlaps is refused in words.
    await page.getByRole('button', { name: 'Act on circuit-1' }).click();
    await dialog.getByRole('button', { name: 'Reserve a turn' }).click();
    await expect.poll(() => dialog.getByLabel('Who').inputValue()).toBe(`${pages.people[0]!.id}`);
    await dialog.getByLabel('Circuit').selectOption('circuit-2');
    await dialog.getByLabel('From').fill('2026-01-02T12:30');
    await dialog.getByLabel('Until').fill('2026-01-02T13:00');
    await dialog.getByLabel('What everybody should know of it').fill('for the press');
    await dialog.getByRole('button', { name: 'Reserve a turn' }).click();
    await dialog.getByText(/overlap no other of the circuit/).waitFor();
    expect([...complaints, ...other.complaints]).toEqual([]);
    await other.close();
    await close();
  });
});
