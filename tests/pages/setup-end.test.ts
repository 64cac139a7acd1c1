/** The end of Groth16 ceremonies by their pages: the beacon asked for and handed in, and every way to be too early. */
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony } from '../support/circuit-ceremony.ts';
import { type FakeDrand, roundOf, startFakeDrand, TEST_DRAND } from '../support/fake-drand.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { signedIn, visitAs } from './support/signed-in.ts';

const DAY = 86_400_000;

describe.skipIf(!CHROMIUM)(`the end of a Groth16 ceremony by its pages${withoutChromium}`, () => {
  let pages: OpenPages;
  let drand: FakeDrand;
  let ceremonies: CircuitCeremony[];
  beforeAll(async () => {
    drand = await startFakeDrand();
    // Each is given up after ten seconds: who looks at a server that asks has several times that.
    const drandUrls = Array.from({ length: 12 }, () => drand.url);
    pages = await openPages({ drandUrls }, { ownSchemes: true, drand: TEST_DRAND });
    ceremonies = [];
    for (const slug of ['asked', 'given'])
      ceremonies.push(await circuitCeremony(pages.server, [smallCircuit('bn254')], { slug }));
    for (const ceremony of ceremonies) await ceremony.contribute('Ada');
  });
  afterAll(async () => {
    for (const ceremony of ceremonies) await ceremony.close();
    await pages.close();
    await drand.close();
    await endSnarkjs();
  });

  const ctx = () => pages.server.running.application.ctx;
  const read = async ({ id }: CircuitCeremony) => (await pages.server.send(`/ceremonies/${id}`)).json;
  const finalized = () => Promise.all([...ctx().finalizations.values()].map(({ done }) => done));

  async function close(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^Closing names the value that ends every chain/).waitFor();
    await dialog.getByLabel('Reason').fill('enough people');
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await pages.server.tick();
  }

  it('waits for its round, asks for it, and offers the files, the archive and the check', async () => {
    const [asked] = ceremonies;
    const visitor = await signedIn(pages, { role: 'operator' });
    const { page, go, complaints } = visitor;
    await go('/c/asked/coordinate/setup');
    await close(page);
    const { beacon } = await read(asked!);
    await page.getByText(`Round ${beacon.round} of drand’s quicknet`).waitFor();
    await page.getByText(/Nobody can make the result before that\. Come back then/).waitFor();
    const make = page.getByRole('button', { name: 'Make the result' });
    expect(await make.isDisabled()).toBe(true);
    await shots(page, 'setup-end-waits');
    await expectAccessible(page);

    // A page that thinks it is time is told by the server that it is not.
    const itself = new RegExp(`/ceremonies/${asked!.id}$`);
    await page.route(itself, async (route) => {
      const answer = await route.fetch();
      const publishedAt = Math.floor(pages.server.now() / 1000) - 60;
      const json = { ...(await answer.json()), drainedAt: 1, beacon: { ...beacon, publishedAt } };
      await route.fulfill({ json });
    });
    await page.reload();
    await expect.poll(() => make.isEnabled()).toBe(true);
    await make.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make the result' }).click();
    await dialog.getByText(`The round ${beacon.round} is published at`).waitFor();
    await dialog.getByText('Come back when it is').waitFor();
    expect(drand.asked).toEqual([]);
    await page.unrouteAll({ behavior: 'wait' });
    await dialog.getByRole('button', { name: 'Back' }).click();
    // The last answer under that route may have come after the refusal, and nothing asks again.
    await page.reload();

    // A later round may be named while nobody can know the one that is.
    await page.getByRole('button', { name: 'Name a later beacon' }).click();
    await dialog.getByLabel('Round of drand’s quicknet').fill(`${beacon.round - 1}`);
    await dialog.getByText(`This has to be a number greater than ${beacon.round}.`).waitFor();
    await dialog.getByLabel('Round of drand’s quicknet').fill(`${beacon.round + 20}`);
    await dialog.getByText('Published').waitFor();
    await dialog.getByLabel('Reason').fill('a minute more for the last mirrors');
    await shots(page, 'setup-end-later');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Name a later beacon' }).click();
    await page.getByText(`Round ${beacon.round + 20} of drand’s quicknet`).waitFor();

    // The button comes by itself when the time does: a page that hears of events looks at the clock every 20 seconds.
    pages.server.step(DAY + 120_000);
    await expect.poll(() => make.isEnabled(), { timeout: 120_000 }).toBe(true);
    // A second tab of somebody who is about to do the same.
    const other = await visitAs(pages, visitor.person);
    await other.go('/c/asked/coordinate/setup');
    await other.page.getByRole('button', { name: 'Make the result' }).click();
    await other.page.getByLabel('Reason').fill('the day has come');
    await other.page.route('**/events*', (route) => route.abort());

    await make.dblclick();
    await dialog.getByLabel('Reason').fill('the day has come');
    await dialog.getByRole('button', { name: 'Make the result' }).dblclick();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('The server begins soon').waitFor();
    // Where the page has heard of it by itself, there is nothing to click any more.
    const late = other.page.getByRole('dialog').getByRole('button', { name: 'Make the result' });
    late.click().catch(() => {});
    await other.page.getByText('It is being made already').waitFor();
    await other.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await pages.server.tick();
    await finalized();
    for (const one of [page, other.page]) await one.getByText('Files of the result').waitFor();
    expect(drand.asked).toEqual([`/${TEST_DRAND.hash}/public/${beacon.round + 20}`]);
    await page.getByRole('link', { name: 'circuit-1_verifier.sol' }).waitFor();
    for (const { name, url } of (await pages.server.send(`/ceremonies/${asked!.id}/artifacts`)).json.items) {
      const href = await page.getByRole('link', { name }).getAttribute('href');
      expect(href).toBe(pages.server.url + url);
      expect((await pages.server.send(url)).status).toBe(200);
    }
    await page.getByText(`node brebaje.mjs archive ${asked!.url} -o asked-archive`).waitFor();
    await page.getByRole('link', { name: 'Verify it in the browser' }).waitFor();
    await shots(page, 'setup-end-files');
    await expectAccessible(page);
    expect(await page.getByRole('button', { name: 'Make the result' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await other.close();
    await visitor.close();
  });

  it('says that nobody gave the round, and takes it by hand when it is the right one', async () => {
    const [, given] = ceremonies;
    const {
      page,
      go,
      complaints,
      close: leave,
    } = await signedIn(pages, { role: 'operator' }, { width: 390 });
    await go('/c/given/coordinate/setup');
    await close(page);
    pages.server.step(DAY + 60_000);
    const { beacon } = await read(given!);
    drand.fault = 'without end';
    await page.reload();
    const make = page.getByRole('button', { name: 'Make the result' });
    await expect.poll(() => make.isEnabled()).toBe(true);
    await make.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make the result' }).click();
    await page.getByText('The server begins soon').waitFor();
    await pages.server.tick();
    await page.getByText('Asking for the beacon').waitFor();
    await shots(page, 'setup-end-working');
    await drand.close();
    await finalized();
    await page.getByText('The result could not be made').waitFor();
    await page.getByText(/try again, or hand it in/).waitFor();
    await shots(page, 'setup-end-failed');
    await expectAccessible(page);
    await expectNoSideways(page);

    await page.getByRole('button', { name: 'Try again' }).click();
    const value = dialog.getByLabel(`Round ${beacon.round}`);
    await value.fill('what drand said');
    await dialog.getByText('This is neither a round of drand nor a mix of 32 bytes.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Make the result' }).isDisabled()).toBe(true);
    const answer = (round: number) => JSON.stringify(roundOf(round));
    await value.fill(answer(beacon.round + 1));
    await dialog.getByRole('button', { name: 'Make the result' }).click();
    await dialog
      .getByText(`That is round ${beacon.round + 1}, and the beacon is round ${beacon.round}.`)
      .waitFor();
    await dialog.getByText('Give the value of exactly that round or slot').waitFor();
    await value.fill(roundOf(beacon.round + 1).signature);
    await dialog.getByRole('button', { name: 'Make the result' }).click();
    await dialog.getByText(`That is not drand’s signature of round ${beacon.round}.`).waitFor();
    await shots(page, 'setup-end-wrong-beacon');
    await expectAccessible(page);
    await value.fill(answer(beacon.round));
    await dialog.getByRole('button', { name: 'Make the result' }).click();
    await dialog.waitFor({ state: 'detached' });
    await pages.server.tick();
    await finalized();
    await page.getByText('Files of the result').waitFor();
    await expectNoSideways(page);
    expect((await read(given!)).finalization.state).toBe('DONE');
    expect(complaints).toEqual([]);
    await leave();
  });
});
