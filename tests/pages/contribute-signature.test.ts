/** A wallet's signature over the public keys of a contribution: made before the waiting, and only by whoever likes. */
import { recoverEcdsa } from '@brebaje/kzg/eip712';
import { fromHex } from '@brebaje/kzg/hex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { transcriptOf } from '../support/transcript.ts';
import { newWallet } from '../support/wallet.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { click, heading, join, tabTo } from './support/contribute-steps.ts';
import { type PageWallet, pageWallet, switchAccount } from './support/page-wallet.ts';
import { type OpenPages, openPages, type Visit } from './support/pages.ts';
import { guidePicture, shots } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`a wallet’s signature of a contribution${withoutChromium}`, () => {
  let pages: OpenPages;
  let path: string;
  beforeAll(async () => {
    // A check-in counts right after another one, though the server's clock stands.
    const changes = { checkInTolerance: 32_000, signInsPerMinute: 1_000 };
    pages = await openPages(changes, { time: Date.now() });
    path = `/c/${pages.server.running.ceremony.slug}/contribute`;
  });
  afterAll(() => pages?.close());

  async function joined(wallet: PageWallet, visit: Visit = {}) {
    const visitor = await pages.visit({ wallet, ...visit });
    await visitor.go(path);
    await click(visitor.page, 'Sign in with Testy');
    await join(visitor.page, '');
    return visitor;
  }

  /** What the transcript has of an account: who signed its keys, null where nobody did; undefined: it is not there. */
  async function signerIn(wallet: PageWallet): Promise<string | null | undefined> {
    const { participantIds, participantEcdsaSignatures, transcripts } = await transcriptOf(pages.server);
    const at = participantIds.indexOf(`eth|${wallet.address.toLowerCase()}`);
    if (at < 0) return undefined;
    const signature = participantEcdsaSignatures[at]!;
    if (signature === '') return null;
    const subs = transcripts.map(({ numG1Powers, numG2Powers, witness }) => ({
      numG1Powers,
      numG2Powers,
      potPubkey: fromHex(witness.potPubkeys[at]!.slice(2))!,
    }));
    return recoverEcdsa(subs, fromHex(signature.slice(2))!);
  }

  it('is made by keyboard before the lobby, and stands in the transcript', async () => {
    const wallet = pageWallet();
    const { page, complaints, close } = await joined(wallet, { width: 960 });
    await page.getByText('for you, once it is your turn').waitFor();
    await page.getByText('Add something of your own').click();
    await click(page, '6');
    await expectAccessible(page);
    await tabTo(page, /^\s*Sign with Testy$/);
    await page.locator('#wallet-signature').evaluate((title) => title.scrollIntoView());
    await guidePicture(page, 'contribute-signature');
    await page.keyboard.press('Enter');
    await page.getByText('Signed by 0x').waitFor();
    await page.getByText('It is mixed into the secret').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toContain('Signed by 0x');
    await expectAccessible(page);
    await expectNoSideways(page);
    await shots(page, 'contribute-signed');
    await tabTo(page, /Enter the lobby/);
    await page.keyboard.press('Enter');
    await heading(page, 'You are part of it').waitFor();
    expect(await signerIn(wallet)).toBe(wallet.address);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is left without being missed: refused, impossible, somebody else’s, thrown away, not waited for', async () => {
    const wallet = pageWallet();
    const { page, complaints, close } = await joined(wallet);
    const tried = async (said: string | RegExp) => {
      await click(page, 'Sign with Testy');
      const alert = page.getByRole('alert').filter({ hasText: said });
      await alert.getByText('Or go on without').waitFor();
    };
    wallet.mood = 'refuses';
    await tried('You said no in the wallet');
    await expectAccessible(page);
    wallet.mood = 'no-typed-data';
    await tried('This wallet cannot sign this');
    wallet.mood = 'no-account';
    await tried('The wallet shows this page no account');
    wallet.mood = 'willing';
    const { signTyped } = wallet;
    wallet.signTyped = newWallet().signTyped;
    await tried(/The signature is not that of 0x/);
    wallet.signTyped = (document) => signTyped(document.replaceAll('"numG1Powers":', '"numG1Powers":1'));
    await tried(/The signature is not that of 0x/);
    wallet.signTyped = () => `0x${'ab'.repeat(200)}`;
    await tried('This account is a smart contract');
    wallet.signTyped = signTyped;
    const own = { ...wallet };
    await switchAccount(page, wallet, newWallet());
    wallet.others = [];
    await tried('The wallet shows this page another account');
    Object.assign(wallet, own);

    await click(page, 'Sign with Testy');
    await page.getByText('Signed by 0x').waitFor();
    await click(page, 'Throw it away');
    await page.getByText('Add something of your own').waitFor();
    let answer = () => {};
    wallet.signing = new Promise((resolve) => {
      answer = resolve;
    });
    await click(page, 'Sign with Testy');
    await page.getByText('You need not wait for it').waitFor();
    await click(page, 'Enter the lobby');
    await heading(page, 'You are part of it').waitFor();
    answer();
    expect(await signerIn(wallet)).toBeNull();
    expect(complaints).toEqual([]);
    await close();
  });

  it('is offered once more when a reload has thrown it away', async () => {
    const holder = await newContributor(pages.server);
    await holder.start();
    const wallet = pageWallet();
    const { page, complaints, close } = await joined(wallet);
    await click(page, 'Sign with Testy');
    await page.getByText('Signed by 0x').waitFor();
    await click(page, 'Enter the lobby');
    await heading(page, 'Waiting for your turn').waitFor();
    await page.getByText('Signed by your wallet').waitFor();
    await page.reload();
    await heading(page, 'Waiting for your turn').waitFor();
    await page.getByText('Your wallet’s signature is gone').waitFor();
    await expectAccessible(page);
    await shots(page, 'contribute-sign-again');
    await tabTo(page, /^\s*Sign with Testy$/);
    await page.keyboard.press('Enter');
    await page.getByText('Signed by your wallet').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toContain('Signed by your wallet');
    await holder.abort();
    await heading(page, 'You are part of it').waitFor();
    expect(await signerIn(wallet)).toBe(wallet.address);
    expect(complaints).toEqual([]);
    await close();
  });
});
