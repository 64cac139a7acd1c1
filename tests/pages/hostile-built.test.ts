import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { restPerson } from '../support/rest-person.ts';
import { expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { expectHarmless } from './support/hostile-texts.ts';
import { type OpenPages, openPages } from './support/pages.ts';

/** Turned around, unbreakable, piled up, and markup: together in everything that anybody may write. */
const TEXT = `<img src=x onerror=globalThis.injected=1> \u202e\u2067gnp.exe Z${'\u0310\u0489'.repeat(20)} ${'W'.repeat(35)}`;

describe.skipIf(!CHROMIUM)(`texts of people with bad intentions on the built pages${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages({ signInsPerMinute: 100_000, ceremonyTitle: TEXT.slice(0, 120) });
    const { server } = pages;
    const operator = await restPerson(server, { role: 'operator' });
    const { id } = server.running.ceremony;
    const { projectId } = (await operator.get(`/ceremonies/${id}`)).json;
    const first = await newContributor(server);
    await first.takeTurn();
    await (await newContributor(server)).start();
    const about = { purpose: TEXT, instructions: TEXT, timeline: TEXT, capability: TEXT, support: TEXT };
    const changed = await operator.patch(`/ceremonies/${id}`, {
      about,
      reason: TEXT,
    });
    expect(changed.status, changed.text).toBe(200);
    await operator.patch(`/projects/${projectId}`, {
      name: TEXT.slice(0, 120),
      description: TEXT,
      support: TEXT,
    });
    await operator.post(`/ceremonies/${id}/announcements`, { text: TEXT });
    // No sign-in gives such a name; a database may hold it all the same.
    const { db } = server.running.application.ctx.store;
    await db
      .updateTable('participant')
      .set({ publicName: TEXT.slice(0, 64) })
      .execute();
    server.step(5_000);
  });
  afterAll(() => pages.close());

  it.each([
    '/',
    '/c/kzg',
    '/c/kzg/people',
    '/c/kzg/record',
    '/c/kzg/files',
    '/c/kzg/contribute',
    '/c/kzg/verify',
  ])('stay texts at %s, and keep to the width of a phone', async (path) => {
    const { page, go, complaints, close } = await pages.visit({ width: 360 });
    await go(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('gnp.exe').first().waitFor({ state: 'attached' });
    await expectHarmless(page, path);
    await expectNoSideways(page);
    expect(complaints).toEqual([]);
    await close();
  });
});
