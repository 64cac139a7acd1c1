/** The journey through circuits and queues: places, several contributions in a row, turns that are lost. */
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitStage, circuitStage } from '../support/circuit-client.ts';
import { expectAccessible } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, join, picture } from './support/contribute-steps.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages } from './support/pages.ts';

describe.skipIf(!CHROMIUM)(`a contribution to circuits${withoutChromium}`, () => {
  let pages: OpenPages;
  let stage: CircuitStage;
  beforeAll(async () => {
    pages = await openPages({}, { time: Date.now(), ownSchemes: true });
    const circuits = [smallCircuit('bn254'), { ...smallCircuit('bn254'), constraints: 9 }];
    stage = await circuitStage(pages.server, circuits);
  });
  afterAll(async () => {
    await stage?.close();
    await pages?.close();
    await endSnarkjs();
  });
  const PATH = '/c/queues/contribute';
  const come = async () => {
    const visitor = await pages.visit({ wallet: pageWallet(), width: 960 });
    await visitor.go(PATH);
    await click(visitor.page, 'Sign in with Testy');
    return visitor;
  };

  it('waits in the queue, then works through every circuit by itself', async () => {
    const ahead = await stage.person();
    const { page, complaints, close } = await come();
    await join(page);
    await page.getByText('for you, once it is your turn').waitFor();
    await click(page, 'Enter the queue');
    await heading(page, 'Waiting for your turn').waitFor();
    await page.getByText(/last check-in/).waitFor();
    await expectAccessible(page);
    await picture(page, 'contribute-waiting');
    await ahead.decline();
    await heading(page, 'You are part of it').waitFor();
    expect(await page.locator('article').count()).toBe(2);
    expect(await page.locator('main').innerText()).toMatch(/circuit-1\s+Number 1[\s\S]*circuit-2\s+Number 1/);
    await expectAccessible(page);
    expect(complaints).toEqual([]);

    await page.locator('article').first().getByText('Tell the world').click();
    const article = page.locator('article').first();
    expect(await article.getByLabel('Attestation', { exact: true }).inputValue()).toContain(
      'brebaje-attestation',
    );
    await article.getByLabel('Where did you publish it?').fill('https://example.org/ada.md');
    await article.getByRole('button', { name: 'Show it with my contribution' }).click();
    await page.getByText('It is shown with your contribution now.').waitFor();
    await close();
  });

  it('gives an account of a turn that a coordinator ended', async () => {
    const { page, context, close } = await come();
    await join(page, 'Bob');
    // The work is done and cannot be handed in.
    await context.route('**/uploads/**', (route) => route.abort('connectionreset'));
    await click(page, 'Enter the queue');
    await heading(page, 'It is your turn').waitFor();
    await page.getByText(/^Your turn ends in /).waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Upload' })
      .and(page.locator('[aria-current]'))
      .waitFor();
    await expectAccessible(page);
    await picture(page, 'contribute-working');

    await click(page, /^Ask for .* more$/);
    await page.getByText(/^You have until/).waitFor();
    // Ten minutes were given, and ten more.
    await page.getByText(/^Your turn ends in 1[5-9] minutes/).waitFor();

    // Another tab looks on, and does not do it twice.
    const other = await pages.visit({ context });
    await other.go(PATH);
    await heading(other.page, 'Another tab is doing this').waitFor();
    await expectAccessible(other.page);
    await other.close();

    const { json } = await stage.coordinator.get(`/ceremonies/${stage.ceremonyId}/participants`);
    const bob = json.items.find(({ publicName }: { publicName: string }) => publicName === 'Bob');
    const ended = await stage.coordinator.post(`/participants/${bob.id}/timeout`, {
      reason: 'the line waits',
    });
    expect(ended.status).toBe(200);
    await context.unroute('**/uploads/**');
    // It asks again with growing pauses while nothing arrives.
    await heading(page, 'Your turn or your place was lost').waitFor();
    await page.getByText('A coordinator gave the turn to somebody else.').waitFor();
    await page.getByText(/^A pause until/).waitFor();
    await expectAccessible(page);
    await close();
  });
});
