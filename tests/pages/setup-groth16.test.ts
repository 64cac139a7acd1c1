/** A Groth16 ceremony from nothing to open by its pages: circuits by file, mistakes said at once, uploads that go on. */
import { createHash } from 'node:crypto';
import {
  genesisOf,
  powersFor,
  r1csOf,
  smallCircuit,
  type TestCircuit,
} from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geneses, newCeremony } from '../support/circuit-drafts.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { signedIn } from './support/signed-in.ts';

const MIB = 1 << 20;

interface Given {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const given = (name: string, bytes: Uint8Array): Given => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

/** A program of two parts: a server looks at its magic alone. */
function longWasm(): Uint8Array {
  const bytes = new Uint8Array(8 * MIB + 100);
  bytes.set([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  return bytes;
}

/** Makes known that the phase 1 of a test is one that somebody vouches for. */
async function vouch(page: Page, ptau: Uint8Array): Promise<void> {
  const hash = createHash('sha256').update(ptau).digest('hex');
  await page.getByLabel('Its published hash').first().waitFor();
  for (const field of await page.getByLabel('Its published hash').all()) await field.fill(hash);
}

const choose = (page: Page, files: Given[]) =>
  page.locator('input[type=file][multiple]').first().setInputFiles(files);

describe.skipIf(!CHROMIUM)(`a Groth16 ceremony by its pages${withoutChromium}`, () => {
  let pages: OpenPages;
  const circuit = smallCircuit('bn254');
  const files = {} as Record<'r1cs' | 'ptau' | 'small' | 'other' | 'genesis', Uint8Array>;
  beforeAll(async () => {
    const larger: TestCircuit = { ...circuit, constraints: 70 };
    files.r1cs = await r1csOf(circuit);
    files.ptau = await powersFor(circuit);
    files.small = await r1csOf(larger);
    files.other = await r1csOf(smallCircuit('bls12-381'));
    files.genesis = await genesisOf(circuit);
    pages = await openPages({}, { ownSchemes: true });
  });
  afterAll(async () => {
    await pages.close();
    await endSnarkjs();
  });

  it('is written, gets its circuits in their order, and opens', async () => {
    const { page, go, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    const missing: string[] = [];
    page.on('response', (answer) => {
      if (answer.status() === 404) missing.push(answer.url());
    });
    await go('/app/coordinate/new');
    // The page ticks it by itself, once the server has said what is usual there.
    await expect.poll(() => page.getByLabel('This is a test').isChecked()).toBe(true);
    await page.getByLabel('Groth16').check();
    await page.getByLabel('Title').fill('Proofs');
    await page.getByLabel('This is a test').check();
    await page.getByLabel('Purpose').fill('The proofs that the vault accepts.');
    await page.getByLabel('Where help is').fill('help@example.org');
    await page.getByText('How it ends').click();
    await page.getByLabel('Random beacon at the end').selectOption('drand-quicknet');
    await page.getByText('Nothing keeps it from opening.').waitFor();
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByText('Drop r1cs and ptau here').waitFor();
    await expectAccessible(page);

    // Mistakes are said before anything is sent.
    await choose(page, [given('notes.txt', Buffer.from('hello'))]);
    await page.getByText('This is no r1cs, ptau, zkey or wasm.').waitFor();
    await page.getByRole('button', { name: 'Remove notes.txt' }).click();
    await choose(page, [given('large.r1cs', files.small), given('pot.ptau', files.ptau)]);
    await page.getByText(/This phase 1 is too small/).waitFor();
    expect(await page.getByRole('button', { name: 'Upload and make the genesis' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Remove large.r1cs' }).click();
    await choose(page, [given('other.r1cs', files.other)]);
    await page.getByText('These files are for different curves.').waitFor();
    await page.getByRole('button', { name: 'Remove other.r1cs' }).click();

    // Two circuits and one phase 1, which is sent once.
    const puts: string[] = [];
    page.context().on('request', (request) => {
      if (request.method() === 'PUT') puts.push(request.url());
    });
    await choose(page, [given('transfer.r1cs', files.r1cs), given('mint_1.r1cs', files.r1cs)]);
    await page.getByRole('heading', { name: 'New circuit: mint-1' }).waitFor();
    await page
      .getByText(/Nobody has contributed to this phase 1/)
      .first()
      .waitFor();
    await vouch(page, files.ptau);
    await shots(page, 'setup-circuits-new');
    const begin = page.getByRole('button', { name: 'Upload and make the genesis' });
    await expect.poll(() => begin.first().isEnabled()).toBe(true);
    await begin.first().click();
    await begin.first().click();
    await page.getByText('Waiting for the server to begin').first().waitFor();
    await expect.poll(async () => await page.getByText('Waiting for the server to begin').count()).toBe(2);
    await expectAccessible(page);
    await geneses(pages.server);
    await page.getByRole('button', { name: 'Change transfer' }).waitFor();
    await page.getByRole('button', { name: 'Change mint-1' }).waitFor();
    expect(await page.getByText('Hash of the genesis:').count()).toBe(2);
    // r1cs twice, the ptau once.
    expect(new Set(puts.map((url) => new URL(url).pathname)).size).toBe(3);

    // Order and words, by keyboard alone.
    const down = page.getByRole('button', { name: 'Later: transfer' });
    await down.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('ol > li').first().textContent()).toContain('mint-1');
    await expect
      .poll(() => down.evaluate((button) => button.parentElement?.contains(document.activeElement)))
      .toBe(true);
    // Nothing else is moved before that is done.
    await page.getByText('transfer is number 2 now.').waitFor();
    // And by pointer, back again.
    const grip = (name: string) =>
      page.locator('ol > li').filter({ hasText: name }).locator('svg').boundingBox();
    const [from, to] = [(await grip('transfer'))!, (await grip('mint-1'))!];
    await page.mouse.move(from.x + 2, from.y + 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 2, to.y - 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.locator('ol > li').first().textContent()).toContain('transfer');
    await page.getByText('transfer is number 1 now.').waitFor();
    await page.getByRole('button', { name: 'Change mint-1' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Commit').fill('9f3c1d2');
    await page.getByRole('dialog').getByLabel('Name').fill('Mints');
    await page.keyboard.press('Enter');
    await page.getByText('Mints').waitFor();
    // The list is read again before the dialog closes.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Change mint-1');
    await shots(page, 'setup-circuits');
    await expectAccessible(page);

    await page.getByRole('link', { name: 'Invitations' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Ada');
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByText('For Ada alone, good once, shown this once:').waitFor();
    expect(await page.getByText(/\/app\/join#/).textContent()).toMatch(/#[a-z0-9]{26}$/);
    await page.getByLabel('List').fill('Ben, ben@example.org, friends\nCleo, cleo@example.org');
    await page.getByText('2 people').first().waitFor();
    await page.getByRole('button', { name: 'Put them on the roster' }).click();
    await page.getByText('2 added, 0 changed').waitFor();
    await page.getByRole('button', { name: 'Make their links' }).click();
    await page.getByText('2 links, shown this once').waitFor();
    await shots(page, 'setup-invitations');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Revoke the invitation of Cleo' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'State' }).click();
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Open it' }).click();
    await page.getByText('Open since').waitFor();
    await page.getByRole('link', { name: 'Circuits' }).click();
    await page.getByText('The circuits are fixed since the ceremony opened.').waitFor();
    expect(missing).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('goes on with an upload after a reload, and sends nothing twice', async () => {
    const id = await newCeremony(pages.server, 'broken-line');
    const visitor = await signedIn(pages, { role: 'operator' });
    const { page, go } = visitor;
    const wasm = longWasm();
    const chosen = [given('a.r1cs', files.r1cs), given('pot.ptau', files.ptau), given('a.wasm', wasm)];
    await go('/c/broken-line/coordinate/setup/circuits');
    await choose(page, chosen);
    const begin = page.getByRole('button', { name: 'Upload and make the genesis' });
    await begin.waitFor();
    await vouch(page, files.ptau);
    await expect.poll(() => begin.isEnabled()).toBe(true);
    // Storage fails from the second part of the program on.
    const storage = watchParts();
    storage.takes = 1;
    await begin.click();
    await page.getByText(/The line fails for now/).waitFor();
    await expect.poll(async () => (await uploadsOf(id))[0]?.parts.length).toBe(1);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText(/Choose the same files again to go on: .*a\.wasm/).waitFor();
    await shots(page, 'setup-upload-interrupted');
    await expectAccessible(page);
    storage.takes = Number.POSITIVE_INFINITY;
    storage.sent.length = 0;
    // Another file of the same kind is told.
    const spoilt = wasm.slice();
    spoilt[500] = 1;
    await choose(page, [given('a.wasm', spoilt)]);
    await page.getByText(/is another file than before/).waitFor();
    await page.getByRole('button', { name: 'Remove a.wasm' }).click();
    await choose(page, [given('a.wasm', wasm)]);
    const onward = page.getByRole('button', { name: 'Go on' });
    await expect.poll(() => onward.isEnabled()).toBe(true);
    await onward.click();
    await page.getByText('Waiting for the server to begin').waitFor();
    expect(storage.sent).toEqual([2]);
    await geneses(pages.server);
    await page.getByRole('button', { name: 'Change a' }).waitFor();
    await visitor.close();
  });

  /** Which parts arrive at storage, and up to which number it takes them. */
  function watchParts(): { takes: number; sent: number[] } {
    const { parts } = pages.server.running.application.ctx;
    const watch = { takes: Number.POSITIVE_INFINITY, sent: [] as number[] };
    const put = parts.put.bind(parts);
    parts.put = (upload, number, ...rest) => {
      if (number > watch.takes) return Promise.reject(new Error('the storage is away'));
      watch.sent.push(number);
      return put(upload, number, ...rest);
    };
    return watch;
  }

  /** Uploads of the ceremony's drafts that are open, with their parts. */
  async function uploadsOf(ceremonyId: number): Promise<{ parts: unknown[] }[]> {
    const { db } = pages.server.running.application.ctx.store;
    const rows = await db
      .selectFrom('upload')
      .innerJoin('draft', 'draft.id', 'upload.draftId')
      .select('upload.id')
      .where('draft.ceremonyId', '=', ceremonyId)
      .where('upload.state', '=', 'OPEN')
      .execute();
    const { parts } = pages.server.running.application.ctx;
    return Promise.all(rows.map(async ({ id }) => ({ parts: await parts.list(id) })));
  }

  it('goes on by itself with files that the browser may open again', async () => {
    await newCeremony(pages.server, 'handles');
    const visitor = await signedIn(pages, { role: 'operator' });
    const { page, go, context } = visitor;
    // In place of the dialog, files of the page's own storage: their handles are kept the same way.
    await page.addInitScript(() => {
      Object.assign(globalThis, {
        async showOpenFilePicker() {
          const root = await navigator.storage.getDirectory();
          return Promise.all(['b.r1cs', 'pot.ptau'].map((name) => root.getFileHandle(name)));
        },
      });
    });
    await go('/c/handles/coordinate/setup/circuits');
    for (const [name, bytes] of [
      ['b.r1cs', files.r1cs],
      ['pot.ptau', files.ptau],
    ] as const)
      await page.evaluate(
        async ([file, content]) => {
          const root = await navigator.storage.getDirectory();
          const writer = await (await root.getFileHandle(file!, { create: true })).createWritable();
          await writer.write(Uint8Array.from(atob(content!), (sign) => sign.charCodeAt(0)));
          await writer.close();
        },
        [name, Buffer.from(bytes).toString('base64')],
      );
    await page.getByRole('button', { name: 'Choose files' }).click();
    const begin = page.getByRole('button', { name: 'Upload and make the genesis' });
    await begin.waitFor();
    await vouch(page, files.ptau);
    await expect.poll(() => begin.isEnabled()).toBe(true);
    await context.route(
      (url) => /\/parts\/\d+/.test(url.pathname),
      (route) => route.abort(),
    );
    await begin.click();
    await page.getByText(/The line fails for now/).waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('The upload was interrupted.').waitFor();
    await context.unrouteAll();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Waiting for the server to begin').waitFor();
    await visitor.close();
  });

  it('says why a genesis could not be made, and is given up', async () => {
    await newCeremony(pages.server, 'failing');
    const visitor = await signedIn(pages, { role: 'operator' }, { width: 360 });
    const { page, go } = visitor;
    await go('/c/failing/coordinate/setup/circuits');
    const zkey = files.genesis.slice();
    // A coefficient of another circuit: nothing but the server's look at all of it finds that.
    zkey[Math.floor(zkey.length * 0.4)]! ^= 1;
    await choose(page, [
      given('c.r1cs', files.r1cs),
      given('pot.ptau', files.ptau),
      given('c_0000.zkey', zkey),
    ]);
    const begin = page.getByRole('button', { name: 'Upload and make the genesis' });
    await begin.waitFor();
    await vouch(page, files.ptau);
    await expect.poll(() => begin.isEnabled()).toBe(true);
    await begin.click();
    await page
      .getByText(/Waiting for the server to begin|not such/i)
      .first()
      .waitFor();
    await geneses(pages.server);
    await page.getByText('The genesis could not be made').waitFor();
    await shots(page, 'setup-genesis-failed');
    await expectNoSideways(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Give it up' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Give it up' }).click();
    await page.getByText('There is no circuit yet.').waitFor();
    await expect.poll(() => page.getByText('The genesis could not be made').count()).toBe(0);
    await visitor.close();
  });
});
