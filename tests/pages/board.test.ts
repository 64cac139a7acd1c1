/** The board of those who coordinate: live, two of them at once, and everything it does by mouse or keyboard. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeManifest } from '../support/groth16-stage.ts';
import { type QueuePerson, type QueueStage, queueStage } from '../support/queue-stage.ts';
import { restPerson } from '../support/rest-person.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { visitAs } from './support/signed-in.ts';

/** What somebody might call themselves to break a page. */
const HOSTILE = '<img src=x onerror=alert(1)>\u{202E}"';

describe.skipIf(!CHROMIUM)(`the board of coordinators${withoutChromium}`, () => {
  let pages: OpenPages;
  let stage: QueueStage;
  let people: QueuePerson[];
  beforeAll(async () => {
    pages = await openPages();
    stage = await queueStage(pages.server, { slug: 'board', circuits: 3 });
    await writeManifest(pages.server, stage.ceremonyId);
    people = [
      await stage.person({ publicName: 'Ada Lovelace' }),
      await stage.person({ publicName: HOSTILE }),
      await stage.person({ publicName: 'Lin' }),
      await stage.person({ publicName: 'Grace' }),
      await stage.person(),
    ];
    await people[0]!.start();
  });
  afterAll(() => pages.close());

  const row = (page: Page, circuit: string) => page.getByRole('listitem').filter({ hasText: circuit });

  it('shows whose turn it is, how far, and who comes next', async () => {
    const { page, go, complaints, close } = await visitAs(pages, stage.coordinator);
    await go('/c/board/coordinate');
    page.setDefaultTimeout(5_000);
    const first = row(page, 'circuit-1');
    await first.getByText('Ada Lovelace').waitFor();
    await first.getByText('Downloading').waitFor();
    await first.getByText(HOSTILE).waitFor();
    await expectAccessible(page);
    await shots(page, 'board');
    expect(complaints).toEqual([]);
    await close();
  });

  it('has room for 27 circuits', async () => {
    const many = await queueStage(pages.server, { slug: 'many', circuits: 27 });
    await writeManifest(pages.server, many.ceremonyId);
    const names = ['Ada Lovelace', 'Grace Hopper', 'مريم ميرزاخاني', 'Wang Zhenyi', HOSTILE, 'x'.repeat(60)];
    const now = pages.server.now();
    const first: QueuePerson[] = [];
    for (const [index, circuitId] of many.circuits.entries())
      for (let place = 0; place <= index % 4; place++) {
        const publicName = `${names[(index + place) % names.length]} ${index}`.slice(0, 64);
        const away = index % 9 === 8 ? null : now + (place < 2 ? 3_600_000 : -1);
        const values = { circuitId, circuitsDone: index, queuedAt: now + place, presentUntil: away };
        const person = await many.person({ publicName, status: 'WAITING', waits: false, ...values });
        if (place === 0) first.push(person);
      }
    await pages.server.tick();
    for (const [index, person] of first.entries()) {
      if (index % 9 === 8 || index % 5 === 4) continue;
      await person.start();
      if (index % 2 === 0)
        await person.patch(`/participants/${person.id}`, {
          contributionStep: 'COMPUTING',
          contributionProgress: (index * 37) % 100,
        });
    }
    await many.coordinator.post(`/circuits/${many.circuits[6]}/halt`, {
      reason: 'The wrong r1cs was registered',
    });
    await pages.server.pass(320_000);
    const { page, go, complaints, close } = await visitAs(pages, many.coordinator);
    page.setDefaultTimeout(5_000);
    await go('/c/many/coordinate');
    await row(page, 'circuit-27').waitFor();
    await page.getByText('Live').waitFor();
    await shots(page, 'board-many');
    expect(complaints).toEqual([]);
    await close();
  });
});
