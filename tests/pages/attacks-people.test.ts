/** People who share a browser, and a session that is somebody else's from one request to the next. */
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHROMIUM, launchChromium, QUIET, withoutChromium } from './support/chromium.ts';
import { openPages, visitor } from './support/pages.ts';
import { buildWorkPage, opened, signInAs, workPage } from './support/work-pages.ts';

const ENTROPY = { ask: 'start', entropy: new Uint8Array([1, 2, 3]), joining: { acceptTerms: 1 } } as const;

describe.skipIf(!CHROMIUM)(`two people at one browser${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    built = await buildWorkPage();
    server = await startTestServer({ pages: built.folder, checkInTolerance: 32_000 });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await built?.remove();
  });

  it('each have their own turn, however the session came to be another’s', async () => {
    const { slug, id } = server.running.ceremony;
    const holder = await newContributor(server);
    await holder.start();
    const context = await browser.newContext();
    const ann = await restPerson(server);
    const ben = await restPerson(server);
    await signInAs(context, server.url, ann.sessionId);
    const work = await workPage(context, server.url, slug);
    await work.until('idle');
    await work.ask(ENTROPY);
    await work.until('waiting', 'lobby');

    // On a page of the server's own, which tells no tab of it.
    await signInAs(context, server.url, ben.sessionId);
    await holder.abort();
    const { code } = await work.until('failed');
    expect(code).toBe('SESSION_UNKNOWN');
    const eligibility = await ben.get(`/ceremonies/${id}/eligibility`);
    expect(eligibility.json.enrolled).toBeUndefined();
    // Reading who is here, the page finds nothing of Ann's for Ben.
    await work.page.reload();
    await (await opened(work.page, slug)).until('idle');

    await signInAs(context, server.url, ann.sessionId);
    await work.page.reload();
    const back = await opened(work.page, slug);
    await back.until('resumable');
    await back.ask({ ask: 'resume', entropy: undefined });
    const { receipts } = await back.until('done');
    expect(receipts).toHaveLength(1);
    await context.close();
  });

  it('find nothing of the first one behind the button back', async () => {
    const pages = await openPages();
    // Tests have no such memory by default.
    const keeping = await chromium.launch({
      executablePath: CHROMIUM!,
      args: QUIET,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    const { page, context, go } = await visitor(keeping, pages.server.url, {});
    const operator = await restPerson(pages.server, { role: 'operator' });
    await signInAs(context, pages.server.url, operator.sessionId);
    await go('/c/kzg/coordinate/people');
    await page.getByRole('link', { name: 'Health' }).waitFor();
    await page.evaluate(() => Object.assign(globalThis, { kept: true }));
    await page.goto(`${pages.server.url}/app/account`);
    await page
      .getByRole('button', { name: /sign out/i })
      .first()
      .click();
    await page
      .getByRole('link', { name: /sign in/i })
      .first()
      .waitFor();
    await page.evaluate(() => history.go(-2));
    await page
      .getByText('Sign in with', { exact: false })
      .or(page.getByText('No wallet was found'))
      .first()
      .waitFor();
    expect(await page.evaluate(() => 'kept' in globalThis)).toBe(true);
    expect(await page.getByRole('link', { name: 'Health' }).count()).toBe(0);
    await keeping.close();
    await pages.close();
  });
});
