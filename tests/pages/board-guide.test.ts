/** What the coordinator's guide says of the pages, in its order; its pictures are made here. */
import { expect, it } from 'vitest';
import { writeManifest } from '../support/groth16-stage.ts';
import { type QueuePerson, queueStage } from '../support/queue-stage.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { openPages } from './support/pages.ts';
import { guidePicture, shots } from './support/shot.ts';
import { visitAs } from './support/signed-in.ts';

const CIRCUITS = ['deposit', 'withdraw', 'transfer', 'vote'];
const PEOPLE = [
  ['Ada Lovelace', 'Grace Hopper', 'Katherine Johnson', 'Hedy Lamarr'],
  ['Emmy Noether', 'Sophie Germain', 'Wang Zhenyi'],
  ['Maryam Mirzakhani', 'Radia Perlman'],
  ['Barbara Liskov'],
];

it.skipIf(!CHROMIUM)(`the guide’s way through the board${withoutChromium}`, async () => {
  const pages = await openPages();
  const { server } = pages;
  const stage = await queueStage(server, { slug: 'autumn', circuits: CIRCUITS.length });
  const { db } = server.running.application.ctx.store;
  await db
    .updateTable('ceremony')
    .set({ title: 'Autumn ceremony', test: 0 })
    .where('slug', '=', 'autumn')
    .execute();
  for (const [index, slug] of CIRCUITS.entries())
    await db.updateTable('circuit').set({ slug }).where('id', '=', stage.circuits[index]!).execute();
  await writeManifest(server, stage.ceremonyId);
  const first: QueuePerson[] = [];
  for (const [index, names] of PEOPLE.entries())
    for (const [place, publicName] of names.entries()) {
      const presentUntil = place === 2 ? null : server.now() + 3_600_000;
      const waits = { status: 'WAITING', waits: false, queuedAt: server.now() + place } as const;
      const at = { circuitId: stage.circuits[index]!, circuitsDone: index };
      const nameKey = publicName.toLowerCase();
      const person = await stage.person({ publicName, nameKey, presentUntil, ...at, ...waits });
      if (place === 0) first.push(person);
    }
  await server.tick();
  for (const [index, person] of first.slice(0, 3).entries()) {
    await person.start();
    const computing = { contributionStep: 'COMPUTING', contributionProgress: [72, 35, 8][index] };
    await person.patch(`/participants/${person.id}`, computing);
  }
  await server.pass(160_000);

  const { page, go, complaints, close } = await visitAs(pages, stage.coordinator, { width: 1100 });
  await page.setViewportSize({ width: 1100, height: 640 });
  await go('/c/autumn/coordinate');
  await page.getByText('Ada Lovelace').waitFor();
  await page.getByText('Live').waitFor();
  await page.getByText('72%').waitFor();
  await shots(page, 'guide-board');
  await guidePicture(page, 'coordinate-board');

  await page.getByRole('button', { name: 'Act on deposit' }).click();
  await page.getByRole('button', { name: 'Give more time' }).waitFor();
  await page.getByRole('button', { name: 'Give the turn to the next for good' }).waitFor();
  await guidePicture(page, 'coordinate-acts');
  await page.getByRole('button', { name: 'End the turn' }).click();
  await page.getByLabel('Why?').fill('has not answered for an hour');
  await page.getByRole('button', { name: 'End the turn' }).click();
  await page.getByText('The turn of Ada Lovelace has ended.').waitFor();
  await page.getByRole('button', { name: 'Let Ada Lovelace return' }).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await stage.coordinator.post(`/circuits/${stage.circuits[3]}/halt`, {
    reason: 'the wrong r1cs was registered',
  });
  await page.getByText('Circuit vote takes nobody').waitFor();
  await page.getByRole('link', { name: 'Alerts' }).first().click();
  await page.getByRole('button', { name: 'Let this circuit go on' }).waitFor();
  await guidePicture(page, 'coordinate-alerts');

  await page.getByRole('link', { name: 'People' }).first().click();
  await page.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.getByRole('dialog').getByText('has not answered for an hour').waitFor();
  await guidePicture(page, 'coordinate-person');
  expect(complaints).toEqual([]);
  await close();
  await pages.close();
});
