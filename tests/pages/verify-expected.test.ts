/** Verification by whoever knows from elsewhere which ceremony they mean: by a link, a hash or the manifest. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { card, give, run } from './verify-steps.ts';

let pages: OpenPages;
let ceremony: CircuitCeremony;
/** The manifest as the server has it. */
let manifest: { hash: string; text: string };
const small = { curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 } as const;

describe.skipIf(!CHROMIUM)(`verifying what somebody expects${withoutChromium}`, () => {
  beforeAll(async () => {
    pages = await openPages({}, { ownSchemes: true, time: REAL_TIME });
    ceremony = await circuitCeremony(pages.server, [small]);
    await ceremony.contribute('Ann');
    await ceremony.end(() => REAL_ROUND);
    manifest = (await pages.server.send(`/ceremonies/${ceremony.id}/manifest`)).json;
  });
  afterAll(async () => {
    await ceremony?.close();
    await pages?.close();
  });

  const other = 'ab'.repeat(32);
  const verdictOf = (page: Page) => page.locator('[data-verdict]');

  it('takes it from the ceremony’s page, says that it was compared, and passes it on', async () => {
    const { page, context, go, complaints, close } = await pages.visit();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { hash, text } = manifest;
    await go('/c/circuits');
    await page.getByRole('link', { name: 'Verify in this browser' }).click();
    await page.waitForURL(`**/c/circuits/verify#expect=${hash}`);
    await page.locator(`[data-expected="${hash}"]`).waitFor();
    await page.getByText('from the link that you followed').waitFor();
    expect(await run(page, 'receipt')).toEqual([]);
    await card(page, 'receipt').getByText('What was looked at: ').click();
    await card(page, 'receipt').getByText(`${hash}, as expected`).waitFor();
    expect(await page.locator('[data-looked=expected]').getAttribute('data-outcome')).toBe('passed');
    expect(await page.locator('[data-looked=chain]').getAttribute('data-outcome')).toBe('not');
    expect(await page.locator('[data-next]').getAttribute('data-next')).toBe('included');
    await page.getByRole('button', { name: 'Copy a link that expects this ceremony' }).click();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toBe(`${pages.server.url}/c/circuits/verify#expect=${hash}`);
    // Whoever takes it away is asked to compare again.
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Nothing was verified yet.').waitFor();
    await give(page, ['manifest.json', JSON.stringify(JSON.parse(text), null, 2)]);
    await page.locator(`[data-expected="${hash}"]`).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('says loudly that it is another ceremony', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go(`/c/circuits/verify#expect=${other}`);
    const alert = page.getByRole('alert');
    await alert.getByText('This is not the ceremony that you expect').waitFor();
    expect(await alert.innerText()).toContain(other);
    expect(await alert.innerText()).toContain(manifest.hash);
    await expectAccessible(page);
    await shots(page, 'verify-unexpected');
    for (const grade of ['receipt', 'chain'] as const)
      expect((await run(page, grade))[0]).toMatch(new RegExp(`^manifest: .*and ${other} was expected`, 's'));
    expect(await verdictOf(page).getAttribute('data-verdict')).toBe('invalid');
    expect(await verdictOf(page).innerText()).toContain('This is not the ceremony that you expect.');
    expect(await page.locator('[data-next]').getAttribute('data-next')).toBe('unexpected');
    expect(await page.getByRole('button', { name: 'Copy a link that' }).count()).toBe(0);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the report' }).click(),
    ]);
    expect(JSON.parse(readFileSync(await saved.path(), 'utf8'))).toMatchObject({
      grade: 'invalid',
      expected: [other],
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('finds a log that was rewritten since somebody noted it, and a link that was cut off', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go(`/c/circuits/verify#expect=${other.slice(2)}`);
    await page.getByRole('alert').getByText('expects something that cannot be read').waitFor();
    const field = page.getByLabel('Hash of the manifest, or number:hash of an event');
    await field.fill(other.slice(1));
    await page.keyboard.press('Enter');
    await page.getByText('This is neither the SHA-256 of a manifest').waitFor();
    await field.fill(`2:${other}`);
    await page.keyboard.press('Enter');
    await page.getByText('Event 2 of the log with this hash').waitFor();
    expect((await run(page, 'receipt'))[0]).toMatch(/^log: .*event 2 is not the one whose hash was noted/s);
    expect(await page.locator('[data-next]').getAttribute('data-next')).toBe('unexpected');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is found by it among the ceremonies of this server', async () => {
    const { page, go, complaints, close } = await pages.visit();
    const { hash } = manifest;
    await go(`/verify#expect=${hash}`);
    await page.getByRole('heading', { name: 'Some circuits' }).waitFor();
    expect(await run(page, 'receipt')).toEqual([]);
    expect(await page.locator('[data-looked=expected]').getAttribute('data-outcome')).toBe('passed');
    await go(`/verify#expect=${other}`);
    await page.getByText('No ceremony of this server has the manifest that you expect.').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
