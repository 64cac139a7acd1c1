/** Verification in Firefox: the four checks of circuits and of powers, what is dropped, and a window that is private. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { newContributor } from '../support/contributor.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { FIREFOX, FIREFOX_START, launchFirefox, withoutFirefox } from './support/firefox.ts';
import { BUILT } from './support/pages.ts';
import type { Grade } from './verify-steps.ts';

const GRADES = ['receipt', 'included', 'chain', 'genesis'] as const;
/** Milliseconds; a check of small files among other tests. */
const PATIENCE = 60_000;

describe.skipIf(!FIREFOX)(`verifying in Firefox${withoutFirefox}`, () => {
  let home: string;
  let server: TestServer;
  let ceremony: CircuitCeremony;
  let browser: Browser;
  let manifest: string;
  let receipt: string;
  let identity: string;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'brebaje-verify-firefox-'));
    server = await startTestServer({ pages: BUILT }, undefined, { ownSchemes: true, time: REAL_TIME });
    ceremony = await circuitCeremony(server, [{ curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 }]);
    const [first] = await ceremony.contribute('Ann');
    manifest = JSON.parse(first!.receipt.receipt).manifest;
    receipt = join(home, 'receipt.json');
    writeFileSync(receipt, JSON.stringify(first!.receipt));
    await ceremony.end(() => REAL_ROUND);
    const contributor = await newContributor(server);
    await contributor.takeTurn();
    ({ identity } = contributor);
    browser = await launchFirefox();
  }, 2 * FIREFOX_START);
  afterAll(async () => {
    await browser?.close();
    await ceremony?.close();
    await server?.close();
    if (home) rmSync(home, { recursive: true });
  });

  /** A page, and what it complains of. */
  async function opened(path: string, from = browser): Promise<{ page: Page; complaints: string[] }> {
    const page = await from.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(server.url + path);
    return { page, complaints };
  }

  /** Runs a check; answers what failed in it, or why it was not finished. */
  async function run(page: Page, grade: Grade): Promise<string[]> {
    await page.waitForSelector(`[data-grade=${grade}] button`, { timeout: PATIENCE });
    await page.$eval(`[data-grade=${grade}] button`, (button) => (button as HTMLButtonElement).click());
    const ended = `[data-grade=${grade}]:is([data-phase=done], [data-phase=broken])`;
    await page.waitForSelector(ended, { timeout: PATIENCE });
    return page.$$eval(`[data-grade=${grade}] :is([data-outcome=failed], [role=alert])`, (all) =>
      all.map((one) => one.textContent ?? ''),
    );
  }

  const verdict = (page: Page) =>
    page.$eval('[data-verdict]', (one) => ({
      verdict: one.getAttribute('data-verdict'),
      text: one.textContent,
      next: one.querySelector('[data-next]')?.getAttribute('data-next'),
    }));

  async function give(page: Page, path: string): Promise<void> {
    const input = await page.waitForSelector('input[data-given=files]', { timeout: PATIENCE });
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
  }

  it(
    'verifies circuits to the result, with a receipt and what was expected',
    async () => {
      const { page, complaints } = await opened(`/c/circuits/verify#expect=${manifest}`);
      await give(page, receipt);
      await page.waitForFunction(() => document.body.innerText.includes('Receipt of number 1 to circuit-1'));
      for (const grade of GRADES) expect(await run(page, grade), grade).toEqual([]);
      expect(await verdict(page)).toMatchObject({
        verdict: 'valid',
        text: expect.stringMatching(/Valid: from circuits and phase 1 to the result\..*Yours is in it\./s),
        next: 'nothing',
      });
      expect(complaints).toEqual([]);
      await page.close();
    },
    4 * PATIENCE,
  );

  it(
    'says that it is another ceremony than was expected',
    async () => {
      const { page, complaints } = await opened(`/c/circuits/verify#expect=${'ab'.repeat(32)}`);
      expect((await run(page, 'receipt')).join()).toContain('was expected');
      expect(await verdict(page)).toMatchObject({ verdict: 'invalid', next: 'unexpected' });
      expect(complaints).toEqual([]);
      await page.close();
    },
    2 * PATIENCE,
  );

  it(
    'verifies powers, and a transcript that is dropped',
    async () => {
      const { page, complaints } = await opened(`/c/${server.running.ceremony.slug}/verify`);
      for (const grade of ['chain', 'genesis'] as const) expect(await run(page, grade), grade).toEqual([]);
      expect(await verdict(page)).toMatchObject({ verdict: 'valid', next: 'receipt' });
      await page.goto(`${server.url}/verify`);
      const { text } = await server.send('/info/current_state');
      const drop = async (transcript: string) => {
        await page.waitForSelector('input[data-given=files]');
        await page.evaluate((text) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], 'transcript.json'));
          const zone = document.querySelector('input[data-given=files]')!.parentElement!;
          zone.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: transfer }));
        }, transcript);
      };
      await drop(text);
      expect(await run(page, 'chain')).toEqual([]);
      expect((await verdict(page)).text).toContain('Final powers');
      await page.goto(`${server.url}/verify?again`);
      await drop(text.replace(identity, `eth|0x${'11'.repeat(20)}`));
      expect((await run(page, 'chain')).join()).toContain('not by its public key over its identity');
      expect(complaints).toEqual([]);
      await page.close();
    },
    4 * PATIENCE,
  );

  it(
    'verifies in a window that is private, which keeps no files',
    async () => {
      const priv = await launchFirefox({ 'browser.privatebrowsing.autostart': true });
      const { page, complaints } = await opened('/c/circuits/verify', priv);
      for (const grade of ['chain', 'genesis'] as const) expect(await run(page, grade), grade).toEqual([]);
      expect(await verdict(page)).toMatchObject({ verdict: 'valid' });
      expect(complaints).toEqual([]);
      await priv.close();
    },
    FIREFOX_START + 4 * PATIENCE,
  );
});
