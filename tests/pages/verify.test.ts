/** The four checks of a finished ceremony of circuits, in Chromium; and what they say of a server that lies. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAttestation } from '@brebaje/client/groth16/attestation-block';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { guidePicture, shots } from './support/shot.ts';
import { card, give, outcomes, run } from './verify-steps.ts';

let pages: OpenPages;
let ceremony: CircuitCeremony;
let receipt: { receipt: string; signature: string };
const small = { curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 } as const;

describe.skipIf(!CHROMIUM)(`verifying circuits${withoutChromium}`, () => {
  beforeAll(async () => {
    pages = await openPages({}, { ownSchemes: true, time: REAL_TIME });
    ceremony = await circuitCeremony(pages.server, [small]);
    const [first] = await ceremony.contribute('Ann');
    receipt = first!.receipt;
    await ceremony.contribute('Bob');
    await ceremony.end(() => REAL_ROUND);
  });
  afterAll(async () => {
    await ceremony?.close();
    await pages?.close();
  });

  it('says everything that the command says, and keeps it', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/circuits/verify');
    await page.getByRole('heading', { name: 'Is the record whole?' }).waitFor();
    await expectAccessible(page);
    await shots(page, 'verify');
    await give(page, ['receipt.json', JSON.stringify(receipt)]);
    await page.getByText('Receipt of number 1 to circuit-1').waitFor();
    const [attested] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save its attestation' }).click(),
    ]);
    const { manifest } = JSON.parse(receipt.receipt);
    expect(readAttestation(readFileSync(await attested.path(), 'utf8'))).toMatchObject({
      ceremony: manifest,
      number: 1,
    });
    expect(await run(page, 'receipt')).toEqual([]);
    expect(await outcomes(page, 'receipt')).toEqual({
      log: 'passed',
      manifest: 'passed',
      'contributions circuit-1': 'passed',
      'receipts circuit-1': 'passed',
      receipt: 'passed',
      included: 'passed',
    });
    const verdict = page.locator('[data-verdict]');
    expect(await verdict.getAttribute('data-verdict')).toBe('record');
    expect(await verdict.innerText()).toContain('Yours is in the record. Whether it is in the result');
    expect(await page.locator('[data-looked=included]').getAttribute('data-outcome')).toBe('not');
    expect(await run(page, 'included')).toEqual([]);
    expect(await outcomes(page, 'included')).toMatchObject({ 'records circuit-1': 'passed' });
    expect(await run(page, 'chain')).toEqual([]);
    expect(await outcomes(page, 'chain')).toMatchObject({
      beacon: 'passed',
      'chain circuit-1': 'passed',
      'states circuit-1': 'skipped',
    });
    expect(await verdict.getAttribute('data-verdict')).toBe('sound');
    expect(await run(page, 'genesis')).toEqual([]);
    expect(await outcomes(page, 'genesis')).toMatchObject({
      'circuit circuit-1': 'passed',
      'exports circuit-1': 'passed',
    });
    expect(await verdict.innerText()).toContain('Valid: from circuits and phase 1 to the result.');
    expect(await verdict.innerText()).toContain('Yours is in it.');
    await expectAccessible(page);
    await shots(page, 'verified');
    await card(page, 'receipt').evaluate((element) => element.scrollIntoView({ block: 'start' }));
    await guidePicture(page, 'verify-done');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the report' }).click(),
    ]);
    expect(JSON.parse(readFileSync(await saved.path(), 'utf8'))).toMatchObject({
      type: 'brebaje/verification/v1',
      ceremony: 'circuits',
      grade: 'valid',
      included: true,
      finalized: true,
      grades: [
        { grade: 'receipt', outcome: 'passed' },
        { grade: 'included', outcome: 'passed' },
        { grade: 'chain', outcome: 'passed' },
        { grade: 'genesis', outcome: 'passed' },
      ],
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('goes by keyboard alone, in any language and direction, on a phone', async () => {
    const { page, go, complaints, close } = await pages.visit({ width: 360, locale: 'ar-XB' });
    await go('/c/circuits/verify');
    const start = card(page, 'receipt').locator('button').first();
    await start.waitFor();
    await expectNoSideways(page);
    for (let tabs = 0; tabs < 60; tabs++) {
      await page.keyboard.press('Tab');
      if (await start.evaluate((element) => element === document.activeElement)) break;
    }
    await page.keyboard.press('Enter');
    await page.locator('[data-grade=receipt][data-phase=done]').waitFor();
    expect(await card(page, 'receipt').locator('[data-outcome=failed]').count()).toBe(0);
    // Where it was pressed, the focus is still.
    expect(await card(page, 'receipt').locator('button:focus').count()).toBe(1);
    await expectNoSideways(page);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('finds a contribution by its name', async () => {
    const { page, go, close } = await pages.visit();
    await go('/c/circuits/verify');
    await page.getByText('Find a contribution').click();
    await page.getByLabel('Public name, contribution hash or identity').fill('Bob');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByText('Receipt of number 2 to circuit-1').waitFor();
    expect(await run(page, 'included')).toEqual([]);
    expect(await outcomes(page, 'included')).toMatchObject({ receipt: 'passed', included: 'passed' });
    await close();
  });

  describe('by a server that lies', () => {
    /** The page, which is answered something else under some addresses. */
    async function lied(path: RegExp, change: (body: Buffer) => string | Buffer): Promise<Page> {
      const { page, go } = await pages.visit();
      await page.route(path, async (route) => {
        const answer = await route.fetch();
        const { 'content-length': _, 'content-encoding': __, ...headers } = answer.headers();
        await route.fulfill({ status: answer.status(), headers, body: change(await answer.body()) });
      });
      await go('/c/circuits/verify');
      return page;
    }
    const text = (change: (text: string) => string) => (body: Buffer) => change(body.toString('utf8'));

    it('finds a receipt that was changed, and one of another ceremony', async () => {
      const { page, go } = await pages.visit();
      await go('/c/circuits/verify');
      const forged = { ...receipt, receipt: receipt.receipt.replace('"position":1', '"position":2') };
      await give(page, ['receipt.json', JSON.stringify(forged)]);
      await page.getByRole('button', { name: 'Save its attestation' }).click();
      await page.getByText('the receipt is not valid: it is not signed by').waitFor();
      const [wrong, ...more] = await run(page, 'receipt');
      expect(wrong).toMatch(/^receipt:.*it is not signed by 0x.*unchanged/s);
      expect(more).toEqual([]);
      expect(await page.locator('[data-verdict]').innerText()).toContain('Yours was not found in it.');
      await page.context().close();
    });

    it('finds a log that was rewritten', async () => {
      const page = await lied(
        /\/ceremonies\/\d+\/events/,
        text((body) => body.replace('contribution.accepted', 'contribution.refused')),
      );
      const wrong = await run(page, 'receipt');
      expect(wrong[0]).toMatch(/^log:.*event \d+ is listed as something else.*Do not rely/s);
      expect(await page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('invalid');
      await shots(page, 'verify-failed');
      await expectAccessible(page);
      await page.context().close();
    });

    it('finds a contribution that is kept back', async () => {
      const page = await lied(
        /\/circuits\/\d+\/transcripts/,
        text((body) => {
          const list = JSON.parse(body);
          return JSON.stringify({ ...list, items: list.items.slice(0, 1) });
        }),
      );
      await give(page, ['receipt.json', JSON.stringify(receipt)]);
      const wrong = await run(page, 'included');
      expect(wrong.join()).toContain('contribution 2 is missing');
      await page.context().close();
    });

    it('finds other bytes than were named', async () => {
      const flip = (body: Buffer) => {
        const changed = Buffer.from(body);
        changed[changed.length - 40]! ^= 1;
        return changed;
      };
      const page = await lied(/\/files\/.*(final\.slim\.zkey|\.r1cs)$/, flip);
      expect(await run(page, 'chain')).toEqual([
        expect.stringMatching(/^broken: .*circuit-1_final\.slim\.zkey is not what its hash says/s),
      ]);
      expect((await run(page, 'genesis'))[0]).toContain('is not what its hash says');
      await page.context().close();
    });
  });

  it('can be stopped, and goes on with what is there', async () => {
    const { page, go, complaints, close } = await pages.visit();
    let held: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      void page.route(/final\.slim\.zkey$/, async (route) => {
        resolve();
        await new Promise<void>((go) => {
          held = go;
        });
        await route.continue().catch(() => {});
      });
    });
    await go('/c/circuits/verify');
    const chain = card(page, 'chain');
    await chain.getByRole('button', { name: 'Start this check' }).click();
    await asked;
    await chain.getByRole('button', { name: 'Stop' }).click();
    await chain.getByText('Stopped.').waitFor();
    await page.unroute(/final\.slim\.zkey$/);
    held?.();
    expect(await run(page, 'chain')).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('takes a receipt that is dropped', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/c/circuits/verify');
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'receipt.json'));
      return transfer;
    }, JSON.stringify(receipt));
    const zone = page.getByText('Drop your receipt here');
    await zone.dispatchEvent('dragover', { dataTransfer: dropped });
    await zone.dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('Receipt of number 1 to circuit-1').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Is the record whole?' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('takes a phase 1 that somebody has, when the server has none', async () => {
    const { page, go } = await pages.visit();
    await page.route(/\.ptau$/, (route) => route.fulfill({ status: 404, json: { code: 'NOT_FOUND' } }));
    await go('/c/circuits/verify');
    expect(await run(page, 'genesis')).toEqual([]);
    expect(await outcomes(page, 'genesis')).toMatchObject({ 'circuit circuit-1': 'skipped' });
    await give(page, ['powers.ptau', readFileSync(join(ceremony.folder, 'powers.ptau'))]);
    await page.getByText('Used in the fourth check: powers.ptau').first().waitFor();
    expect(await run(page, 'genesis')).toEqual([]);
    expect(await outcomes(page, 'genesis')).toMatchObject({ 'circuit circuit-1': 'passed' });
    await page.context().close();
  });
});
