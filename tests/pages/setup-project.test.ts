/** Projects, their coordinators and their look; a ceremony from a file; and the end of one. */
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiContributor } from '../support/contributor.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { signedIn } from './support/signed-in.ts';

/** A square of one colour (PNG, W3C recommendation 3rd edition). */
function square(side: number, colour: readonly [number, number, number]): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  const row = Buffer.from([0, ...Array.from({ length: side }, () => colour).flat()]);
  const rows = Buffer.concat(Array.from({ length: side }, () => row));
  const begin = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    begin,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const FILE = `
slug = "from-a-file"
title = "From a file"
scheme = "KZG"
test = true
sizes = "4,3"
closes-at = 2030-01-01T12:00:00+02:00

[about]
purpose = "To see that a file is read."
support = "help@example.org"

[eligibility]
who = "OPEN"
accounts = "ANY"

[policy]
missed-check-in = "NOTHING"
contribution-time = "usual + 50%"
`;

describe.skipIf(!CHROMIUM)(`a project by its pages${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  it('is made, gets a coordinator, a look and a ceremony from a file, which ends', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const dialog = page.getByRole('dialog');
    await go('/app/coordinate');
    await page.getByRole('button', { name: 'New project' }).click();
    await dialog.getByLabel('Name of the project').fill('Private voting');
    expect(await dialog.getByLabel('Name in addresses').inputValue()).toBe('private-voting');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Make the project' }).click();
    await page.getByRole('heading', { name: 'Private voting' }).waitFor();
    await page.getByRole('button', { name: 'Coordinators' }).click();
    await dialog.getByLabel(/Invite a coordinator/).fill('Lin');
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await dialog.getByText('For Lin alone, good once, shown this once:').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('Coordinators');

    await page.getByRole('link', { name: 'New ceremony' }).click();
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: 'bad.toml', mimeType: 'text/plain', buffer: Buffer.from('slug = 3') });
    await page.getByText('This file cannot be read').waitFor();
    await input.setInputFiles({ name: 'c.toml', mimeType: 'text/plain', buffer: Buffer.from(FILE) });
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('From a file');
    expect(await page.getByLabel('Closes by itself').inputValue()).toBe('2030-01-01T11:00');
    await page.getByText('In UTC: 2030-01-01 10:00').waitFor();
    await page.getByText('Nothing keeps it from opening.').waitFor();
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByText('What to do next').waitFor();
    const made = (await pages.server.send('/ceremonies/by-slug/from-a-file')).json;
    expect(made).toMatchObject({
      closesAt: Date.parse('2030-01-01T10:00:00Z') / 1000,
      policy: { timeout: { type: 'DYNAMIC', percent: 50 }, costs: { missedCheckIn: 'NOTHING' } },
    });

    await page.getByRole('link', { name: 'Look' }).click();
    await page.getByRole('textbox', { name: 'On light pages' }).first().fill('#ffee00');
    await page.getByText(/too little to be read by everybody/).waitFor();
    await page.getByRole('button', { name: /^Take #/ }).click();
    await page.getByRole('textbox', { name: 'On dark pages' }).first().fill('#ffb84d');
    await page.locator('input[type=file]').setInputFiles({
      name: 'logo.png',
      mimeType: 'image/png',
      buffer: square(64, [90, 60, 200]),
    });
    await page.getByRole('img', { name: 'Logo of Private voting' }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await shots(page, 'setup-look');
    await expectAccessible(page);

    await page.getByRole('link', { name: 'State' }).click();
    await page.getByRole('button', { name: 'Open it' }).click();
    await dialog.getByRole('button', { name: 'Open it' }).click();
    await page.getByText('Open since').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await dialog.getByLabel('Reason').fill('nobody came');
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('Closed since').waitFor();
    await pages.server.tick();
    const finalize = page.getByRole('button', { name: 'Make the result' });
    await expect.poll(() => finalize.isEnabled()).toBe(true);
    await page.getByText('There are 0 of at least 1 contributions: fewer give no result.').waitFor();
    await shots(page, 'setup-state-closed');
    await finalize.click();
    await dialog.getByRole('button', { name: 'Make the result' }).click();
    await dialog.getByText('TOO_FEW_CONTRIBUTIONS').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');

    await go('/app/coordinate');
    await page.getByRole('link', { name: 'From a file' }).waitFor();
    await shots(page, 'setup-home');
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 800 });
    await expectNoSideways(page);
    expect(complaints).toEqual([]);
    await close();
  });

  it('makes a result that can be taken home', async () => {
    const { server } = pages;
    const { ctx } = server.running.application;
    const { slug, id } = server.running.ceremony;
    const { answer } = await (await newApiContributor(server)).takeTurn();
    expect(answer.status).toBe(200);
    const { page, go, complaints, close } = await signedIn(pages, { role: 'operator' });
    const dialog = page.getByRole('dialog');
    await go(`/c/${slug}/coordinate/setup`);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await dialog.getByLabel('Reason').fill('everybody was here');
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('Closed since').waitFor();
    await server.tick();
    const finalize = page.getByRole('button', { name: 'Make the result' });
    await expect.poll(() => finalize.isEnabled()).toBe(true);
    await finalize.click();
    await dialog.getByRole('button', { name: 'Make the result' }).click();
    await page.getByText('The server begins soon').waitFor();
    await expectAccessible(page);
    await server.tick();
    await Promise.all([...ctx.finalizations.values()].map(({ done }) => done));
    await page.getByText('Files of the result').waitFor();
    await page.getByRole('link', { name: /transcript\.json/ }).waitFor();
    await shots(page, 'setup-result');
    await expectAccessible(page);
    expect((await server.send(`/ceremonies/${id}`)).json.status).toBe('FINALIZED');
    expect(complaints).toEqual([]);
    await close();
  });
});
