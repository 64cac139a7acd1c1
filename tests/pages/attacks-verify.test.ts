/** Files that somebody made to harm whoever verifies them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { brebaje } from '../support/verify-command.ts';
import { expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { expectHarmless } from './support/hostile-texts.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { give, run } from './verify-steps.ts';

const DEEP = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
const MARKUP = '<img src=x onerror=globalThis.injected=1>';

describe.skipIf(!CHROMIUM)(`verifying what somebody with bad intentions made${withoutChromium}`, () => {
  let pages: OpenPages;
  let home: string;
  let archive: string;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'brebaje-pages-attacks-'));
    pages = await openPages();
    await (await newContributor(pages.server)).takeTurn();
    archive = join(home, 'archive');
    const { slug } = pages.server.running.ceremony;
    const made = await brebaje(home, 'archive', `${pages.server.url}/c/${slug}`, '-o', archive);
    expect(made.out).toContain('is in');
  });
  afterAll(async () => {
    await pages?.close();
    if (home) rmSync(home, { recursive: true });
  });

  const receipt = (values: object) =>
    JSON.stringify({ receipt: '{"identity":"eth|0x1","witness":[]}', signature: '0x', ...values });

  it('takes hostile files for what they are, and asks nobody', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/verify');
    const files: [string, string][] = [
      ['deep.json', DEEP],
      [`${MARKUP}.json`, receipt({ server: 'javascript:globalThis.injected=1' })],
      ['proto.json', receipt({ __proto__: { polluted: 1 }, server: 'https://elsewhere.invalid/"><b>' })],
      ['inner.json', receipt({ receipt: DEEP })],
      ['own.json', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"receipt":1}'],
      ['number.json', receipt({ receipt: `{"identity":1e999,"witness":[${'9'.repeat(100_000)}]}` })],
      ['attestation.md', `brebaje-attestation ${'`'.repeat(50_000)}\n\`\`\`json\n{}\n\`\`\`\n${MARKUP}`],
      ['vk.json', `{"vk_alpha_1":${DEEP}}`],
      ['huge.json', `{"vk_alpha_1":["${'9'.repeat(300_000)}","1","1"],"IC":{"length":1e9}}`],
      ['verifier.sol', `pragma solidity ${'uint256 constant x = '.repeat(20_000)}`],
      ['transcript.json', `{"transcripts":${DEEP}}`],
      ['0x.txt', 'f'.repeat(2_000_000)],
      ['\u202egnp.exe', '\u0000'],
    ];
    for (const file of files) {
      await give(page, file);
      await page.getByRole('main').waitFor();
      await expectHarmless(page, file[0]);
      await expect.poll(async () => (await page.getByRole('main').innerText()).length).toBeGreaterThan(100);
      // The page answers.
      expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
    }
    await give(page, ...files);
    const verifiers = page.getByRole('button', { name: 'Check the verifier' });
    await expect.poll(() => verifiers.count()).toBe(4);
    await expectHarmless(page, 'all of them');
    await expectNoSideways(page);
    for (const check of await verifiers.all()) {
      await check.click();
      await check.and(page.locator(':enabled')).waitFor();
    }
    expect(await run(page, 'chain')).toMatchObject(
      [/not a transcript/].map((said) => expect.stringMatching(said)),
    );
    await expectHarmless(page, 'all of them, checked');
    expect(complaints).toEqual([]);
    await close();
  });

  it.each<[string, name: string, value: string]>([
    ['a name as markup', 'title', JSON.stringify(`${MARKUP} ${'W'.repeat(100)}`)],
    ['a server that is a script', 'server', '"javascript:globalThis.injected=1"'],
    ['the path of another file', 'slug', '"../../../etc/passwd"'],
    ['nothing but depth', 'title', DEEP],
  ])('takes an archive with %s for what it is', async (what, name, value) => {
    const folder = join(home, what.replaceAll(' ', '-'));
    cpSync(archive, folder, { recursive: true });
    const path = join(folder, 'ceremony.json');
    const made = readFileSync(path, 'utf8').replace(
      new RegExp(`"${name}":\\s*"[^"]*"`),
      () => `"__proto__":{"polluted":1},"${name}":${value}`,
    );
    expect(made).toContain('polluted');
    writeFileSync(path, made);
    const { page, go, complaints, close } = await pages.visit({ width: 360 });
    await go('/verify');
    await page.setInputFiles('input[data-given=folder]', folder);
    await page
      .getByRole('heading', { name: /archive/i })
      .or(page.getByRole('alert'))
      .first()
      .waitFor();
    const card = page.locator('[data-grade=receipt]');
    const said =
      (await card.count()) > 0 ? await run(page, 'included') : await page.getByRole('alert').allInnerTexts();
    expect(said.join()).toMatch(/ceremony\.json has another hash|holds no archive/);
    await expectHarmless(page, what);
    await expectNoSideways(page);
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });
});
