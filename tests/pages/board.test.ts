/** The board of those who coordinate: who may see it, what it shows, and that it moves by itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restPerson } from '../support/rest-person.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { type BoardStage, boardStage, HOSTILE, rowOf } from './support/board-stage.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { shots } from './support/shot.ts';
import { visitAs } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`the board of coordinators${withoutChromium}`, () => {
  let pages: BoardStage;
  beforeAll(async () => {
    pages = await boardStage();
  });
  afterAll(() => pages.close());

  it('asks who it is, and says whose it is not', async () => {
    const stranger = await pages.visit();
    await stranger.go('/c/board/coordinate');
    await stranger.page.getByText('These pages are for the coordinators').waitFor();
    await expectAccessible(stranger.page);
    await stranger.close();
    const other = await visitAs(pages, await restPerson(pages.server));
    await other.go('/c/board/coordinate');
    await other.page.getByText('You do not coordinate this ceremony').waitFor();
    expect(await other.page.getByText('Ada').count()).toBe(0);
    await expectAccessible(other.page);
    expect([...stranger.complaints, ...other.complaints]).toEqual([]);
    await other.close();
  });

  it('shows whose turn it is, how far, and who comes next, and moves with them', async () => {
    const { page, complaints, close } = await pages.coordinator();
    const first = rowOf(page, 'circuit-1');
    await first.getByText('Ada Lovelace').waitFor();
    await first.getByText('Downloading').waitFor();
    await first.getByText(HOSTILE).waitFor();
    await page.getByText('Live').waitFor();
    await expectAccessible(page);
    await shots(page, 'board');
    const before = await first.boundingBox();
    await pages.people[0]!.patch(`/participants/${pages.people[0]!.id}`, {
      contributionStep: 'COMPUTING',
      contributionProgress: 40,
    });
    await first.getByText('Computing').waitFor();
    // Progress is told at most once a second.
    pages.server.step(1_100);
    await pages.people[0]!.patch(`/participants/${pages.people[0]!.id}`, { contributionProgress: 63 });
    await pages.server.tick();
    await first.getByText('63%').waitFor();
    expect(await first.boundingBox()).toEqual(before);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['en-XA', 'ar-XB'] as const)('fits a phone in %s', async (locale) => {
    const { page, complaints, close } = await pages.coordinator('', { width: 360, locale });
    await rowOf(page, 'circuit-1').waitFor();
    await expectNoSideways(page);
    await rowOf(page, 'circuit-1').getByRole('button').click();
    await page.getByRole('dialog').getByRole('button').first().waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });
});
