/** What somebody drops on the page that verifies anything, and the ceremonies that it finds. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { writeSums } from '@brebaje/client/archive/sums';
import { circuitAttestation } from '@brebaje/client/groth16/attestation';
import type { PinnedCeremony } from '@brebaje/client/groth16/manifest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer } from '../support/server.ts';
import { brebaje } from '../support/verify-command.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { card, give, outcomes, run } from './verify-steps.ts';

let pages: OpenPages;
let ceremony: CircuitCeremony;
let home: string;
let archive: string;
let contributed: Awaited<ReturnType<CircuitCeremony['contribute']>>[number];
const small = { curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 } as const;

describe.skipIf(!CHROMIUM)(`verifying anything${withoutChromium}`, () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'brebaje-pages-verify-'));
    pages = await openPages({}, { ownSchemes: true, time: REAL_TIME });
    ceremony = await circuitCeremony(pages.server, [small]);
    contributed = (await ceremony.contribute('Ann'))[0]!;
    await ceremony.end(() => REAL_ROUND);
    archive = join(home, 'archive');
    const made = await brebaje(home, 'archive', ceremony.url, '-o', archive, '--with-phase1');
    expect(made.out).toContain('is in');
  });
  afterAll(async () => {
    await ceremony?.close();
    await pages?.close();
    if (home) rmSync(home, { recursive: true });
  });

  /** The page with a folder dropped on it. */
  async function withArchive(folder: string) {
    const visitor = await pages.visit();
    await visitor.go('/verify');
    await visitor.page.setInputFiles('input[data-given=folder]', folder);
    await visitor.page.getByRole('heading', { name: 'The archive of Some circuits' }).waitFor();
    return visitor;
  }

  it('verifies an archive without its server', async () => {
    const { page, complaints, close } = await withArchive(archive);
    // What it computes with is here when it knows how long that takes.
    await card(page, 'chain').getByText('Nothing to download').waitFor();
    await page.context().setOffline(true);
    for (const grade of ['receipt', 'included', 'chain', 'genesis'] as const)
      expect(await run(page, grade)).toEqual([]);
    expect(await outcomes(page, 'genesis')).toMatchObject({ sums: 'passed', 'circuit circuit-1': 'passed' });
    expect(await page.locator('[data-verdict]').innerText()).toContain(
      'Valid: from circuits and phase 1 to the result.',
    );
    expect(complaints).toEqual([]);
    await close();
  });

  it('says what was changed in an archive', async () => {
    /** What fails at a grade in an archive whose one file is another, and whose list says so. */
    const changed = async (
      grade: 'chain' | 'genesis' | 'included',
      name: string,
      to: (bytes: Buffer) => void,
    ) => {
      const folder = join(home, 'changed');
      cpSync(archive, folder, { recursive: true });
      const bytes = readFileSync(join(folder, name));
      to(bytes);
      writeFileSync(join(folder, name), bytes);
      await writeSums(archiveFolder(folder));
      const { page, close } = await withArchive(folder);
      const failed = await run(page, grade);
      await close();
      rmSync(folder, { recursive: true });
      return failed.join('\n');
    };
    const flip = (bytes: Buffer) => {
      bytes[bytes.length - 40]! ^= 1;
    };
    expect(await changed('included', 'result/circuit-1_final.slim.zkey', flip)).toMatch(
      /^records: .*has another SHA-256.*Do not use this result/s,
    );
    expect(await changed('chain', 'result/circuit-1_final.slim.zkey', flip)).toMatch(
      /^result: .*has another SHA-256/s,
    );
    expect(await changed('genesis', 'circuits/circuit-1/circuit-1.r1cs', flip)).toMatch(
      /^genesis: .*circuit-1\.r1cs has another SHA-256/s,
    );
    expect(
      await changed('genesis', 'result/circuit-1_vkey.json', (bytes) => bytes.write('9', bytes.indexOf('1'))),
    ).toContain('circuit-1_vkey.json');
  });

  it('refuses more loose files than anybody has, and looks at those given instead', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/verify');
    const folder = join(home, 'many');
    mkdirSync(folder);
    for (let number = 0; number < 2_001; number++) writeFileSync(join(folder, `${number}.txt`), '');
    await page.setInputFiles('input[data-given=folder]', folder);
    await page.getByText('These are 2,001 loose files').waitFor();
    await expectAccessible(page);
    await shots(page, 'verify-too-many');
    rmSync(join(folder, '0.txt'));
    await page.setInputFiles('input[data-given=folder]', folder);
    await page.getByText('Nothing can be verified here by itself: ').waitFor();
    expect(await page.getByText('loose files').count()).toBe(0);
    // What is in an archive does not count.
    cpSync(archive, join(folder, 'archive'), { recursive: true });
    writeFileSync(join(folder, 'archive/more.txt'), '');
    await page.setInputFiles('input[data-given=folder]', folder);
    await page.getByRole('heading', { name: 'The archive of Some circuits' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('finds the ceremony of a receipt and of an attestation', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/verify');
    await expectAccessible(page);
    await shots(page, 'verify-any');
    await page.getByRole('button', { name: 'Paste a receipt' }).click();
    await page.keyboard.insertText(JSON.stringify(contributed.receipt));
    await page.getByRole('button', { name: 'Use this text' }).click();
    expect(await run(page, 'receipt')).toEqual([]);
    expect(await outcomes(page, 'receipt')).toMatchObject({ receipt: 'passed', included: 'passed' });
    await shots(page, 'verify-any-receipt');
    await go('/verify');
    const pinned = { test: true, title: 'Some circuits', manifest: contributed.content.manifest };
    const text = circuitAttestation(contributed, pinned as PinnedCeremony, {
      page: ceremony.url,
      software: 'a test',
    });
    await give(page, ['attestation.md', text]);
    await page.getByText('The attestation is of a published contribution').waitFor();
    await page.getByText('Receipt of number 1 to circuit-1').waitFor();
    await go('/verify');
    const { contributionHash } = contributed.content;
    await give(page, ['attestation.md', text.replaceAll(contributionHash, 'a'.repeat(128))]);
    await page.getByText('has another contribution hash').waitFor();
    await go('/verify');
    await give(page, ['holiday.txt', 'none of these']);
    await page.getByText('Nothing can be verified here by itself: holiday.txt').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('tells a ceremony’s verifier from one that lets everybody forge', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/verify');
    const key = readFileSync(join(archive, 'result/circuit-1_vkey.json'), 'utf8');
    const { vk_gamma_2, ...rest } = JSON.parse(key);
    const contract = readFileSync(join(archive, 'result/circuit-1_verifier.sol'), 'utf8');
    const verdict = async (name: string, text: string, against: string) => {
      await go('/verify');
      await give(page, [name, text]);
      await page.getByLabel('Its ceremony').selectOption({ label: against });
      await page.getByRole('button', { name: 'Check the verifier' }).click();
      await page.locator('[data-code]').first().waitFor();
      return page
        .locator('[data-code]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-code')));
    };
    const none = 'None: look at the key alone';
    expect(await verdict('verifier.sol', contract, 'Some circuits')).toEqual(['delta-differs', 'same-key']);
    expect(await verdict('vkey.json', key, none)).toEqual(['delta-differs']);
    const forged = JSON.stringify({ ...rest, vk_gamma_2, vk_delta_2: vk_gamma_2 });
    expect(await verdict('vkey.json', forged, none)).toContain('delta-is-gamma');
    await page.getByText('This verifier must not be relied on.').waitFor();
    await expectAccessible(page);
    // What was said of it is not said of another file of its name.
    await give(page, ['vkey.json', key]);
    await page.getByText('This verifier must not be relied on.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Check the verifier' }).click();
    await page.locator('[data-code=delta-differs]').waitFor();
    expect(await page.locator('[data-code]').count()).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });

  it('verifies what another server has, or says where else', async () => {
    const other = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
    const theirs = await circuitCeremony(other, [small], { slug: 'theirs' });
    await theirs.contribute('Cid');
    const { page, go, close } = await pages.visit({ width: 360, locale: 'en-XA' });
    await go('/verify');
    await page.locator('input[inputmode=url]').fill(theirs.url);
    await page.keyboard.press('Enter');
    const { host } = new URL(other.url);
    // Where the policy of the pages forbids it, the way there is shown.
    const link = page.locator(`a[href="${theirs.url}/verify"]`);
    const start = page.locator('[data-grade=chain]');
    await link.or(start).first().waitFor();
    if (await start.count()) expect(await run(page, 'chain')).toEqual([]);
    else expect(await page.getByRole('alert').innerText()).toContain(host);
    await expectNoSideways(page);
    await expectAccessible(page);
    await close();
    await theirs.close();
    await other.close();
  });
});
