/** The board of a ceremony with a lobby: one circuit, people without an order, a missed check-in and an amnesty. */
import { expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { signedIn } from './support/signed-in.ts';

it.skipIf(!CHROMIUM)(`shows a lobby, and lets back whom it has barred${withoutChromium}`, async () => {
  const pages = await openPages();
  const { server } = pages;
  const [first, ...others] = [
    await newContributor(server),
    await newContributor(server),
    await newContributor(server),
  ];
  await first!.start();
  for (const person of others) await person.poll();
  server.step(1_100);
  const { slug } = (await server.send('/ceremonies/1')).json;
  const { page, go, complaints, close } = await signedIn(pages, { role: 'operator' });
  await go(`/c/${slug}/coordinate`);
  await page.getByText('2 in the lobby: a free slot goes to the next check-in').waitFor();
  await page.getByText('contributor-1').waitFor();
  await page.getByText('Live').waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  await shots(page, 'board-lobby');

  // Nobody checks in any more: the two who wait are barred by the rules, and one of them let back by hand.
  await server.pass(120_000);
  await page.getByText('The lobby is empty').waitFor();
  await page.getByRole('link', { name: 'People' }).first().click();
  await page.getByRole('button', { name: /^Lost a turn/ }).click();
  await page.getByText('did not check in in time').first().waitFor();
  await shots(page, 'board-lobby-lost');
  await page.getByRole('button', { name: 'contributor-2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Let them return' }).click();
  await page.getByLabel('Why?').fill('the train was in a tunnel');
  await page.getByRole('dialog').last().getByRole('button', { name: 'Let them return' }).click();
  await page.getByText('contributor-2 may return.').waitFor();
  server.step(60_000);
  expect((await others[0]!.poll()).status).toBe(200);
  expect(complaints).toEqual([]);
  await close();
  await pages.close();
});
