import { createCeremony } from '@brebaje/server/store/ceremonies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeManifest } from '../support/groth16-stage.ts';
import { type QueueStage, queueStage, verdicts } from '../support/queue-stage.ts';
import { contribute } from '../support/test-scheme.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';

/** A letter with a hundred marks on it. */
const MARKS = `Z${'\u0310'.repeat(100)}`;
const HOSTILE = '<img src=x onerror="document.title=1"> ‮evil‬ {count} <b>x</b>';

describe.skipIf(!CHROMIUM)(`home${withoutChromium}`, () => {
  let pages: OpenPages;
  let stage: QueueStage;
  beforeAll(async () => {
    pages = await openPages();
    stage = await queueStage(pages.server, { slug: 'live' });
    await writeManifest(pages.server, stage.ceremonyId);
  });
  afterAll(() => pages.close());

  /** Ceremonies that nobody is in. */
  async function add(titles: readonly string[], status: 'SCHEDULED' | 'FINALIZED' | 'CANCELED') {
    const { ctx } = pages.server.running.application;
    const { projectId } = pages.server.running.ceremony;
    await ctx.store.transaction(async (trx) => {
      for (const [index, title] of titles.entries())
        await createCeremony(trx, {
          projectId,
          slug: `${status.toLowerCase()}-${index}`,
          title,
          scheme: 'KZG',
          status,
          manifest: status === 'SCHEDULED' ? null : JSON.stringify({ openedAt: pages.server.now() }),
          manifestHash: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
          policy: (await trx.selectFrom('ceremony').select('policy').executeTakeFirstOrThrow()).policy,
          qualification: JSON.stringify({ mode: 'open', ethereum: null, github: null }),
          test: 0,
          receiptAddress: '0x0000000000000000000000000000000000000001',
          createdAt: pages.server.now(),
          ...(status === 'SCHEDULED' ? { opensAt: pages.server.now() + 86_400_000 } : {}),
        } as never);
    });
  }

  it('tells whoever has just set up a server what to do', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await page.route('**/ceremonies?*', (route) => route.fulfill({ json: { items: [], total: 0 } }));
    await go('/');
    await page.getByRole('heading', { name: 'There is no ceremony here yet.' }).waitFor();
    const create = page.getByRole('link', { name: 'Create a ceremony' });
    expect(await create.getAttribute('href')).toMatch(/\/app\/coordinate\/new$/);
    await expectAccessible(page);
    await shots(page, 'home-empty');
    expect(complaints).toEqual([]);
    await close();
  });

  it('counts on while somebody looks, without a reload', async () => {
    const { page, go, complaints, close } = await pages.visit();
    const ada = await stage.person({ publicName: 'Ada' });
    await go('/');
    const card = page.getByRole('article').filter({ hasText: 'live' });
    await card.getByText('0 contributions').waitFor();
    await ada.start();
    pages.server.step(2_000);
    await card.getByText('Ada is contributing').waitFor();
    await ada.upload(contribute(await ada.base(), 'Ada'));
    await verdicts(pages.server);
    // Snapshots are made once a second of the server's time, which stands still.
    pages.server.step(2_000);
    await card.getByText('1 contribution', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows hostile titles as they are typed, finds, and leads on by keyboard', async () => {
    await add(
      [HOSTILE, MARKS, 'Semaphore', 'MACI', 'A title that goes on and on '.repeat(4).slice(0, 118)],
      'SCHEDULED',
    );
    await add(['Summoning', 'Rehearsal'], 'FINALIZED');
    await add(['Dropped'], 'CANCELED');
    const { page, go, complaints, close } = await pages.visit();
    await go('/');
    await page.getByRole('link', { name: HOSTILE }).waitFor();
    expect(await page.locator('article img').count()).toBe(0);
    expect(await page.title()).toBe('Ceremonies · Brebaje');
    await expectAccessible(page);
    await shots(page, 'home-many');
    await page.getByLabel('Search').fill('maci');
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    await page.getByLabel('State').selectOption('finished');
    await page.getByText('No ceremony fits.').waitFor();
    await page.getByLabel('Search').fill('');
    await expect.poll(() => page.getByRole('article').count()).toBe(3);
    await page.getByRole('link', { name: 'Summoning' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Summoning' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('reckons by the server’s clock, however wrong that of the browser is', async () => {
    const { page, go, complaints, close } = await pages.visit();
    const server = Date.now() + 86_400_000;
    const { json } = await pages.server.send('/ceremonies?sort=-id&limit=100');
    const coming = {
      ...json.items[0],
      status: 'SCHEDULED',
      title: 'Soon',
      opensAt: Math.floor(server / 1_000) + 2 * 3_600 + 60,
    };
    await page.route('**/ceremonies?*', (route) =>
      route.fulfill({
        headers: { date: new Date(server).toUTCString() },
        json: { items: [coming], total: 1 },
      }),
    );
    await page.clock.setFixedTime(server + 5 * 3_600_000);
    await go('/');
    await page.getByText('Opens in 2 hours').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['en-XA', 'ar-XB'] as const)('fits a phone in %s', async (locale) => {
    const { page, go, complaints, close } = await pages.visit({ width: 360, locale });
    await go('/');
    await page.getByRole('article').first().waitFor();
    await expectNoSideways(page);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('stays readable when the server is gone, and says so', async () => {
    const { page, go, context, close } = await pages.visit();
    await go('/');
    await page.getByRole('article').first().waitFor();
    await context.setOffline(true);
    await page.getByText('The server cannot be reached').waitFor();
    expect(await page.getByRole('article').count()).toBeGreaterThan(2);
    await close();
  });
});
