import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';

const PREFIX = '/below/a/path';

describe.skipIf(!CHROMIUM)(`a ceremony to its end${withoutChromium}`, () => {
  let pages: OpenPages;
  let operator: RestPerson;
  beforeAll(async () => {
    pages = await openPages();
    operator = await restPerson(pages.server, { role: 'operator' });
    for (let person = 0; person < 2; person++) await (await newContributor(pages.server)).takeTurn();
  });
  afterAll(() => pages.close());

  it('becomes a result before the eyes of whoever watches, with files that can be had', async () => {
    const { server } = pages;
    const { id, slug } = server.running.ceremony;
    const { page, go, complaints, close } = await pages.visit();
    await go(`/c/${slug}`);
    await page.getByRole('heading', { name: 'Three ways to take part' }).waitFor();
    // What nobody has scrolled to is not asked for.
    await page.getByRole('heading', { name: 'Pace' }).scrollIntoViewIfNeeded();
    await page.getByText('A typical one of the latest 2 contributions').waitFor();
    await shots(page, 'ceremony-kzg');
    await expectAccessible(page);
    const closed = await operator.patch(`/ceremonies/${id}`, { status: 'CLOSED', reason: 'enough' });
    expect(closed.status, closed.text).toBe(200);
    await server.pass(4_000);
    await page.getByText('Complete: it takes no more contributions').waitFor();
    await page.getByRole('heading', { name: 'Three ways to take part' }).waitFor({ state: 'detached' });
    expect((await operator.post(`/ceremonies/${id}/finalize`, {})).status).toBe(202);
    await server.tick();
    const { ctx } = server.running.application;
    await Promise.all([...ctx.finalizations.values()].map(({ done }) => done));
    server.step(2_000);
    await page.getByText('Made from 2 contributions.').waitFor();
    await page.getByRole('link', { name: /All files/ }).click();
    const file = page.getByRole('link', { name: 'TEST-manifest.json' });
    const href = await file.getAttribute('href');
    const { json } = await server.send(`/ceremonies/${id}/artifacts`);
    const { sha256, url } = json.items.find(({ name }: { name: string }) => name === 'TEST-manifest.json');
    await page.getByText(sha256, { exact: true }).waitFor();
    expect(href).toBe(server.url + url);
    expect((await server.send(url)).status).toBe(200);
    await expectAccessible(page);
    await shots(page, 'ceremony-result-files');
    expect(complaints).toEqual([]);
    await close();
  });

  it('has files where the server lies below a path, too', async () => {
    const { server } = pages;
    await server.restart({ publicUrl: `${server.url}${PREFIX}` });
    const { page, complaints, go, close } = await pages.visit();
    await go(`${PREFIX}/c/${server.running.ceremony.slug}/files`);
    const href = await page.getByRole('link', { name: 'TEST-manifest.json' }).getAttribute('href');
    expect(new URL(href!).pathname).toMatch(/^\/below\/a\/path\/files\/[0-9a-f]{64}\//);
    expect(complaints).toEqual([]);
    await close();
  });
});
