/** Somebody whose turn is worked on elsewhere: by a program of theirs, here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restPerson } from '../support/rest-person.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading } from './support/contribute-steps.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { visitAs } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`a turn that is worked on elsewhere${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    // A check-in counts right after another one, though the server's clock stands.
    pages = await openPages({ checkInTolerance: 32_000 }, { time: Date.now() });
  });
  afterAll(() => pages?.close());

  it('is told, and done here only when the person says so', async () => {
    const person = await restPerson(pages.server);
    expect((await person.post('/lobby/try_contribute')).status).toBe(200);
    const { page, go, complaints, close } = await visitAs(pages, person);
    await go(`/c/${pages.server.running.ceremony.slug}/contribute`);
    await heading(page, 'Before you begin').waitFor();
    await click(page, 'Enter the lobby');
    await heading(page, 'Your turn is being worked on elsewhere').waitFor();
    await page.getByText('It is at this step: Download').waitFor();
    await expectAccessible(page);
    await shots(page, 'contribute-away');
    await click(page, 'Do it here instead');
    await heading(page, 'You are part of it').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
