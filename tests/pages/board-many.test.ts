/** The board with as many circuits as ceremonies had. */
import { expect, it } from 'vitest';
import { writeManifest } from '../support/groth16-stage.ts';
import { type QueuePerson, queueStage } from '../support/queue-stage.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { visitAs } from './support/signed-in.ts';

const NAMES = [
  'Ada Lovelace',
  'Grace Hopper',
  'مريم ميرزاخاني',
  'Wang Zhenyi',
  '<b onclick=alert(1)>\u{202E}',
  'x'.repeat(60),
];

it.skipIf(!CHROMIUM)(`has room for 27 circuits${withoutChromium}`, async () => {
  const pages = await openPages();
  const { server } = pages;
  const stage = await queueStage(server, { slug: 'many', circuits: 27 });
  await writeManifest(server, stage.ceremonyId);
  const first: QueuePerson[] = [];
  for (const [index, circuitId] of stage.circuits.entries())
    for (let place = 0; place <= index % 4; place++) {
      const publicName = `${NAMES[(index + place) % NAMES.length]} ${index}`.slice(0, 64);
      const presentUntil = index % 9 === 8 ? null : server.now() + (place < 2 ? 3_600_000 : -1);
      const waits = { status: 'WAITING', waits: false, queuedAt: server.now() + place } as const;
      const person = await stage.person({
        publicName,
        circuitId,
        circuitsDone: index,
        presentUntil,
        ...waits,
      });
      if (place === 0) first.push(person);
    }
  await server.tick();
  for (const [index, person] of first.entries()) {
    if (index % 9 === 8 || index % 5 === 4) continue;
    await person.start();
    const computing = { contributionStep: 'COMPUTING', contributionProgress: (index * 37) % 100 };
    if (index % 2 === 0) await person.patch(`/participants/${person.id}`, computing);
  }
  await stage.coordinator.post(`/circuits/${stage.circuits[6]}/halt`, { reason: 'The wrong r1cs' });
  await server.pass(320_000);
  const { page, go, complaints, close } = await visitAs(pages, stage.coordinator);
  await go('/c/many/coordinate');
  await page.getByRole('listitem').filter({ hasText: 'circuit-27' }).waitFor();
  await page.getByText('Live').waitFor();
  await page.getByText('22 of 27').waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  // All of them within two screens of a laptop.
  const last = (await page.getByRole('listitem').filter({ hasText: 'circuit-27' }).boundingBox())!;
  expect(last.y + last.height).toBeLessThan(2 * 1_080);
  await shots(page, 'board-many');
  expect(complaints).toEqual([]);
  await close();
  await pages.close();
});
