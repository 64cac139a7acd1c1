/** The four checks of a ceremony of powers, in Chromium, while it goes on and when it is finished. */
import { cookieName } from '@brebaje/server/auth/cookie';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { restPerson } from '../support/rest-person.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { shots } from './support/shot.ts';
import { card, give, outcomes, run } from './verify-steps.ts';

let pages: OpenPages;
let receipt: string;
let identity: string;
let address: string;
let sessionId: string;

describe.skipIf(!CHROMIUM)(`verifying powers${withoutChromium}`, () => {
  beforeAll(async () => {
    pages = await openPages();
    for (let n = 0; n < 2; n++) {
      const contributor = await newContributor(pages.server);
      const { answer } = await contributor.takeTurn();
      receipt = JSON.stringify(answer.json);
      identity = contributor.identity;
      const own = { address: contributor.wallet!.address.toLowerCase() };
      ({ sessionId } = await restPerson(pages.server, own));
    }
    address = `/c/${pages.server.running.ceremony.slug}/verify`;
  });
  afterAll(() => pages?.close());

  it('finds a contributor while the ceremony goes on', async () => {
    const { page, go, complaints, close } = await pages.visit();
    const { id } = pages.server.running.ceremony;
    const { hash } = (await pages.server.send(`/ceremonies/${id}/manifest`)).json;
    await go(`${address}#expect=${hash}`);
    await give(page, ['receipt.json', receipt]);
    await page.getByText(`Receipt of ${identity}`).waitFor();
    expect(await run(page, 'receipt')).toEqual([]);
    expect(await outcomes(page, 'receipt')).toEqual({ log: 'passed', manifest: 'passed', receipt: 'passed' });
    expect(await run(page, 'included')).toEqual([]);
    expect(await outcomes(page, 'included')).toMatchObject({ records: 'passed', included: 'passed' });
    expect(await page.locator('[data-verdict]').innerText()).toContain('Yours is in it.');
    expect(await page.locator('[data-looked=expected]').getAttribute('data-outcome')).toBe('passed');
    expect(await run(page, 'chain')).toEqual([]);
    expect(await outcomes(page, 'chain')).toMatchObject({ transcript: 'passed', included: 'passed' });
    expect(await page.locator('[data-verdict]').innerText()).toContain('Valid as far as it is');
    // Somebody comes meanwhile.
    await (await newContributor(pages.server)).takeTurn();
    expect(await run(page, 'genesis')).toEqual([]);
    expect(await outcomes(page, 'genesis')).toMatchObject({ genesis: 'passed' });
    expect(complaints).toEqual([]);
    await close();
  });

  it('takes the receipts of whoever is signed in', async () => {
    const { page, context, go, complaints, close } = await pages.visit();
    const { url } = pages.server;
    await context.addCookies([{ name: cookieName(url), value: sessionId, url, httpOnly: true }]);
    await go(address);
    await page.getByText('You have 1 receipt of this ceremony.').waitFor();
    await page.getByRole('button', { name: 'Take my receipts from this server' }).click();
    await page.getByText(`Receipt of ${identity}`).waitFor();
    expect(await run(page, 'included')).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('finds a transcript whose keys or people were changed', async () => {
    const change = async (from: RegExp, to: (found: string) => string) => {
      const { page, go } = await pages.visit();
      await page.route(/\/info\/current_state$/, async (route) => {
        const answer = await route.fetch();
        const { 'content-length': _, 'content-encoding': __, ...headers } = answer.headers();
        const text = await answer.text();
        expect(text).toMatch(from);
        await route.fulfill({ status: 200, headers, body: text.replace(from, to) });
      });
      await go(address);
      await give(page, ['receipt.json', receipt]);
      await page.getByText(`Receipt of ${identity}`).waitFor();
      return page;
    };
    // The second contributor's identity becomes another's.
    const people = await change(
      new RegExp(identity.replaceAll('|', '\\|')),
      () => `eth|0x${'11'.repeat(20)}`,
    );
    expect((await run(people, 'included')).join()).toMatch(/included:.*is not in it.*publish the receipt/s);
    expect(await people.locator('[data-verdict]').innerText()).toContain('Yours was not found in it.');
    await people.context().close();
    // A key of another contribution.
    const keys = await change(/"potPubkeys":\s*\[\s*"[^"]+",\s*"([^"]+)",\s*"([^"]+)"/, (found) =>
      found.replace(/"([^"]+)",(\s*)"([^"]+)"$/, '"$3",$2"$1"'),
    );
    expect((await run(keys, 'chain')).join()).toMatch(/transcript:.*record/s);
    expect(await keys.locator('[data-verdict]').getAttribute('data-verdict')).toBe('invalid');
    await keys.context().close();
  });

  it('verifies what follows from the result, and finds a setup that does not', async () => {
    const operator = await restPerson(pages.server, { role: 'operator' });
    const path = `/ceremonies/${pages.server.running.ceremony.id}`;
    await operator.patch(path, { status: 'CLOSED', reason: 'enough' });
    await pages.server.tick();
    expect((await operator.post(`${path}/finalize`, {})).status).toBe(202);
    await pages.server.tick();
    await Promise.all(
      [...pages.server.running.application.ctx.finalizations.values()].map(({ done }) => done),
    );
    const { page, go, complaints, close } = await pages.visit();
    await go(address);
    await page.getByText('Find a contribution').click();
    await page.getByLabel('Public name, contribution hash or identity').fill(identity);
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByText(`Look for ${identity}`).waitFor();
    expect(await run(page, 'chain')).toEqual([]);
    expect(await outcomes(page, 'chain')).toMatchObject({ result: 'passed', included: 'passed' });
    // The second check was not run, but the third has looked for this one.
    expect(await page.locator('[data-verdict]').innerText()).toContain('Yours is in it.');
    const included = page.locator('[data-looked=included]');
    expect(await included.getAttribute('data-outcome')).toBe('partly');
    expect(await included.innerText()).toContain('yours is, by check 3');
    expect(await page.locator('[data-looked=receipt]').getAttribute('data-outcome')).toBe('not');
    expect(await run(page, 'genesis')).toEqual([]);
    expect(await outcomes(page, 'genesis')).toMatchObject({ genesis: 'passed', exports: 'passed' });
    expect(await page.locator('[data-verdict]').innerText()).toContain(
      'Valid: from the first contribution to the result.',
    );
    await shots(page, 'verified-powers');
    expect(complaints).toEqual([]);
    await close();

    const liar = await pages.visit();
    await liar.page.route(/trusted_setup.*\.txt$/, async (route) => {
      const answer = await route.fetch();
      const { 'content-length': _, 'content-encoding': __, ...headers } = answer.headers();
      await route.fulfill({ status: 200, headers, body: (await answer.text()).replace('4', '5') });
    });
    await liar.go(address);
    expect((await run(liar.page, 'genesis'))[0]).toMatch(/trusted_setup.* is not what its hash says/s);
    await liar.close();
  });

  it('verifies a transcript that lies on a disk', async () => {
    const transcript = (await pages.server.send('/info/current_state')).text;
    const { page, go, complaints, close } = await pages.visit();
    await go(`/verify#expect=2:${'ab'.repeat(32)}`);
    const { sequencer_address: sequencerAddress } = (await pages.server.send('/info/status')).json;
    await give(
      page,
      ['transcript.json', transcript],
      ['mine.json', JSON.stringify({ ...JSON.parse(receipt), sequencerAddress })],
    );
    expect(await run(page, 'chain')).toEqual([]);
    expect(await outcomes(page, 'chain')).toMatchObject({
      transcript: 'passed',
      receipt: 'passed',
      included: 'passed',
    });
    await page.getByText('What you expect cannot be compared with a transcript alone').waitFor();
    expect(await page.locator('[data-looked=expected]').getAttribute('data-outcome')).toBe('not');
    expect(await page.locator('[data-verdict]').innerText()).toMatch(
      /Final powers\s+[0-9a-f]{64}\s+(\w+ ){5}\w+/,
    );
    await give(page, ['transcript.json', transcript.replace(/"0x8/, '"0x9')]);
    // What was found of the one is not said of the other, whose name is the same.
    await card(page, 'chain').and(page.locator('[data-phase=idle]')).waitFor();
    await page.locator('[data-verdict]').waitFor({ state: 'detached' });
    expect((await run(page, 'chain')).join()).toMatch(/^transcript:/);
    expect(complaints).toEqual([]);
    await close();
  });
});
