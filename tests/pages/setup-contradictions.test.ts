/** Rules that contradict each other: told beside the fields that they are about, before anything is sent. */
import { createInProject } from '@brebaje/server/ceremonies/create';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { signedIn } from './support/signed-in.ts';

const DATES = 'The ceremony would close before it opens.';
const COUNT = 'Closing after 2 contributions never reaches the minimum.';
const CHECK_IN = 'The tolerance of check-ins is larger than their interval.';
const PENALTY = 'A lost turn costs a penalty, and the penalty has no length.';
const TESTS = 'Only in a test ceremony may one person contribute again and again.';
const SIZES = 'Sizes need at least 2 powers in G2, and no fewer in G1.';
const PHASE = 'The phase early ends before it begins.';
const EMPTY = 'This cannot be left empty.';

describe.skipIf(!CHROMIUM)(`rules that contradict each other${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  /** What an input is described by, where it says that it is wrong. */
  const told = (input: Locator) =>
    input.evaluate((at) =>
      at.getAttribute('aria-invalid') === 'true'
        ? (at.getAttribute('aria-describedby') ?? '')
            .split(' ')
            .map((id) => at.ownerDocument.getElementById(id)?.textContent ?? '')
        : [],
    );
  const tellsAll = async (inputs: readonly Locator[], sentence: string) => {
    for (const input of inputs) await expect.poll(() => told(input)).toContain(sentence);
  };
  const focused = (page: Page) =>
    page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent);

  /** Whatever is sent to be written, or is refused. */
  function watch(page: Page): string[] {
    const sent: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (request.method() === 'PATCH' || (request.method() === 'POST' && pathname === '/ceremonies'))
        sent.push(pathname);
    });
    page.on('response', (answer) => {
      if (answer.status() >= 400) sent.push(`${answer.status()} ${answer.url()}`);
    });
    return sent;
  }

  it('are told all at once, each beside its fields, until they are put right', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const sent = watch(page);
    const at = (label: string) => page.getByLabel(label, { exact: true });
    const create = page.getByRole('button', { name: 'Create it' });
    const test = page.getByLabel('This is a test');
    await go('/app/coordinate/new');
    await page.getByRole('heading', { name: 'What this means' }).waitFor();
    // The page ticks it by itself, once the server has said what is usual there.
    await expect.poll(() => test.isChecked()).toBe(true);
    for (const part of ['Accounts and phases', 'Turns and absences', 'How it ends'])
      await page.getByText(part, { exact: true }).click();

    await page.getByLabel('Title').fill('At odds');
    await page.getByLabel('Sizes').selectOption('own');
    await at('Powers in G1, part 2').fill('4');
    await at('Powers in G2, part 2').fill('8');
    await page.getByLabel('Opens by itself').fill('2030-02-01T12:00');
    await page.getByLabel('Closes by itself').fill('2030-01-01T12:00');
    await test.check();
    await page.getByLabel('One person again and again').selectOption('yes');
    await test.uncheck();
    await at('Check in every').fill('10');
    await page.getByLabel('Check in every: Unit').selectOption('s');
    await page.getByLabel('A lost turn costs').selectOption('PENALTY');
    await page.getByLabel('Closes after contributions').fill('2');
    await page.getByLabel('Least contributions').fill('3');
    await page.getByRole('button', { name: 'Add a phase' }).click();
    await page.getByLabel('Name of the phase').fill('early');
    await page.getByLabel('From', { exact: true }).fill('2030-01-01T12:00');
    await page.getByLabel('Until').fill('2030-01-01T11:00');
    // What belongs together and is half said comes first: without it nothing else can be looked at.
    await page.getByLabel('Transactions').fill('4');
    await page.getByText('How it ends', { exact: true }).click();
    await create.click();
    await tellsAll([page.getByLabel('by block')], EMPTY);
    await expect.poll(() => focused(page)).toMatch(/^by block/);
    await page.getByLabel('Transactions').fill('');

    // At once, before the page has looked at it by itself; and what is folded opens.
    await create.click();
    await tellsAll([test, page.getByLabel('One person again and again')], TESTS);
    await expect.poll(() => focused(page)).toMatch(/^This is a test/);
    await tellsAll([page.getByLabel('Opens by itself'), page.getByLabel('Closes by itself')], DATES);
    await tellsAll(
      [page.getByLabel('Closes after contributions'), page.getByLabel('Least contributions')],
      COUNT,
    );
    await tellsAll([at('Check in every'), at('Earlier or later by')], CHECK_IN);
    await tellsAll([page.getByLabel('A lost turn costs'), at('A penalty lasts')], PENALTY);
    await tellsAll([at('Powers in G1, part 2'), at('Powers in G2, part 2')], SIZES);
    await tellsAll([page.getByLabel('From', { exact: true }), page.getByLabel('Until')], PHASE);
    expect(await told(at('Powers in G1, part 1'))).toEqual([]);
    expect(sent).toEqual([]);
    await page.evaluate(() => {
      for (const part of document.querySelectorAll('details')) part.open = true;
    });
    await shots(page, 'setup-contradictions');
    await expectAccessible(page);
    await expectNoSideways(page);

    /** Puts something right, and waits for its sentence to be gone. */
    const right = async (sentence: string, put: () => Promise<unknown>) => {
      await put();
      await page.getByText(sentence).first().waitFor({ state: 'detached' });
    };
    await right(TESTS, () => test.check());
    await right(SIZES, () => at('Powers in G2, part 2').fill('3'));
    await right(DATES, () => page.getByLabel('Opens by itself').fill('2029-12-01T12:00'));
    await right(PHASE, () => page.getByLabel('Until').fill('2030-01-01T13:00'));
    await right(CHECK_IN, () => page.getByLabel('Check in every: Unit').selectOption('min'));
    await right(PENALTY, () => at('A penalty lasts').fill('5'));
    // The first that is wrong gets the focus, inside of what is folded.
    await page.getByText('How it ends', { exact: true }).click();
    await create.click();
    await expect.poll(() => focused(page)).toMatch(/^Least contributions/);
    await page.getByLabel('Least contributions').fill('2');
    // Right again a moment ago, and sent at once.
    await create.click();
    await page.getByText('What to do next').waitFor();
    expect(sent).toEqual(['/ceremonies']);
    expect(complaints).toEqual([]);
    await close();
  });

  it('are told of a beacon before the close', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const sent = watch(page);
    await go('/app/coordinate/new');
    await page.getByRole('heading', { name: 'What this means' }).waitFor();
    await page.getByLabel('Title').fill('Too early');
    await page.getByRole('radio', { name: 'Groth16' }).check();
    await page.getByLabel('Closes by itself').fill('2030-01-01T12:00');
    await page.getByText('How it ends', { exact: true }).click();
    await page.getByLabel('Random beacon at the end').selectOption('ethereum-slot');
    const slot = page.getByLabel('Slot', { exact: true });
    // A day before, and a day after.
    const at = (when: string) => `${Math.floor((Date.parse(when) / 1000 - 1_606_824_023) / 12)}`;
    await slot.fill(at('2029-12-31T12:00Z'));
    await page.getByRole('button', { name: 'Create it' }).click();
    const sentence = `The slot ${at('2029-12-31T12:00Z')} comes before the ceremony closes: name a later one.`;
    await tellsAll([slot, page.getByLabel('Closes by itself')], sentence);
    await expect.poll(() => focused(page)).toMatch(/^Closes by itself/);
    expect(sent).toEqual([]);
    await shots(page, 'setup-contradiction-beacon');
    await slot.fill(at('2030-01-02T12:00Z'));
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByRole('heading', { name: 'Circuits' }).first().waitFor();
    expect(sent).toEqual(['/ceremonies']);
    expect(complaints).toEqual([]);
    await close();
  });

  it('are told beside the fields that the server names, and by name where no input shows them', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const message = 'This server lets nobody in without a look at the account: accounts are CHECKED.';
    const errors = [{ path: 'OPEN_TO_ANYONE', message, fields: ['eligibility.accounts'] }];
    const problem = {
      type: 'about:blank',
      title: 'Unfit',
      status: 409,
      code: 'CEREMONY_UNFIT',
      next: '',
      errors,
    };
    await page.route(/\/ceremonies(\/check)?$/, (route) =>
      route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await go('/app/coordinate/new');
    await page.getByLabel('Title').fill('Looked at');
    const accounts = page.getByLabel('Accounts of others');
    await tellsAll([accounts], message);
    await page.getByRole('button', { name: 'Create it' }).click();
    // It was folded.
    await expect.poll(() => focused(page)).toMatch(/^Accounts of others/);
    await page.unroute(/\/ceremonies(\/check)?$/);

    // Typed for the other kind, whose rules are not shown any more.
    await page.getByRole('radio', { name: 'Groth16' }).check();
    await page.getByText('Turns and absences', { exact: true }).click();
    await page.getByLabel('An offered turn waits for', { exact: true }).fill('0');
    await page.getByRole('radio', { name: 'KZG' }).check();
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByText(/^An offered turn waits for: ./).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toMatch(/^An offered turn waits for/);
    // Beside the button, and where the meaning stood once that has been looked at.
    const needsLook = page.getByText('Some fields need a look before it can be created.');
    await expect.poll(() => needsLook.count()).toBe(2);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('are told where rules are changed, and hold up nothing that was so before', async () => {
    const { ctx } = pages.server.running.application;
    const { projectId } = pages.server.running.ceremony;
    const [opensAt, closesAt] = [Date.UTC(2030, 2) / 1000, Date.UTC(2030, 1) / 1000];
    const draft = { slug: 'crossed', title: 'At odds', scheme: 'GROTH16' as const, opensAt, closesAt };
    await createInProject(ctx, projectId, draft, { who: 'operator' });
    const ceremony = async () => (await pages.server.send('/ceremonies/by-slug/crossed')).json;

    const { page, go, complaints, close } = await signedIn(pages, { role: 'operator' });
    const sent = watch(page);
    await go('/c/crossed/coordinate/setup/rules');
    await page.getByLabel('Purpose').fill('Whatever the dates are.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(sent.splice(0)).toHaveLength(1);

    await page.getByText('How it ends', { exact: true }).click();
    await page.getByLabel('Closes after contributions').fill('2');
    await page.getByLabel('Least contributions').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    const both = [page.getByLabel('Closes after contributions'), page.getByLabel('Least contributions')];
    await tellsAll(both, COUNT);
    await expect.poll(() => focused(page)).toMatch(/^Least contributions/);
    // Nobody asked about the dates.
    expect(await page.getByText(DATES).count()).toBe(0);
    expect(sent).toEqual([]);
    await shots(page, 'setup-contradiction-rules');
    await expectAccessible(page);
    await page.getByLabel('Least contributions').fill('2');
    await page.getByLabel('Closes by itself').fill('2030-01-15T12:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await tellsAll([page.getByLabel('Closes by itself')], DATES);
    await page.getByLabel('Opens by itself').fill('2030-01-01T12:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(sent).toHaveLength(1);
    expect(await ceremony()).toMatchObject({ policy: { closing: { count: 2 }, minimumContributions: 2 } });
    expect(complaints).toEqual([]);
    await close();
  });

  it('are no longer rules about the opening of a ceremony that has opened', async () => {
    const { page, go, person, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const opensAt = Date.UTC(2030, 2) / 1000;
    const projectId = (await person.post('/projects', { slug: 'sooner', name: 'Sooner' })).json.id;
    const said = { opensAt, sizes: [{ g1: 4, g2: 3 }], about: { support: 'help@example.org' } };
    const draft = { projectId, slug: 'sooner', title: 'Sooner', ...said };
    const { id } = (await person.post('/ceremonies', draft)).json;
    const open = await person.patch(`/ceremonies/${id}`, { status: 'OPENED' });
    expect(open.status, open.text).toBe(200);
    await go('/c/sooner/coordinate/setup/rules');
    await page.getByLabel('Closes by itself').fill('2030-01-15T12:00');
    await page.getByLabel('Reason').fill('it goes faster than we thought');
    await page.getByRole('button', { name: 'Publish the change' }).click();
    await page.getByText('Saved.').waitFor();
    expect((await person.get(`/ceremonies/${id}`)).json.closesAt).toBeLessThan(opensAt);
    expect(complaints).toEqual([]);
    await close();
  });
});
