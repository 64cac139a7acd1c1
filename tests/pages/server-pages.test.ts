import { operatorLink } from '@brebaje/server/invitations/operator-link';
import { actToken } from '@brebaje/server/notify/links';
import { startMailServer, type TestMailServer } from '@brebaje/server/notify/test-mail-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { looks } from './support/looks.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { signedIn } from './support/signed-in.ts';

describe.skipIf(!CHROMIUM)(`the pages that the server writes${withoutChromium}`, () => {
  let pages: OpenPages;
  let mail: TestMailServer;
  let operator: RestPerson;
  beforeAll(async () => {
    mail = await startMailServer();
    pages = await openPages({
      signInsPerMinute: 100_000,
      ceremonyTitle: 'A small ceremony',
      smtpUrl: mail.url,
      mailFrom: 'Ceremony <ceremony@example.org>',
    });
    operator = await restPerson(pages.server, { role: 'operator' });
  });
  afterAll(async () => {
    await pages.close();
    await mail.close();
  });

  it('an invitation leads on to the contribution', async () => {
    const { id } = pages.server.running.ceremony;
    const { link } = (await operator.post(`/ceremonies/${id}/invitations`, { name: 'Ada' })).json;
    const { page, complaints, close } = await pages.visit();
    await page.goto(link);
    await page
      .getByRole('heading', { name: 'Ada, you are invited to take part in A small ceremony' })
      .waitFor();
    await looks(page, 'server-join');
    await page.getByLabel('I have read this').check();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('You are in.').waitFor();
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor({ state: 'detached' });
    const onward = page.getByRole('link', { name: 'Go on to your contribution' });
    expect(await onward.evaluate((link) => document.activeElement === link)).toBe(true);
    await looks(page, 'server-joined');
    expect(await onward.getAttribute('href')).toBe('/c/kzg/contribute');
    await onward.press('Enter');
    await page.waitForURL('**/c/kzg/contribute');
    expect(complaints).toEqual([]);
    await close();
  });

  it('an invitation to coordinate leads on to what is coordinated', async () => {
    const { id } = (await operator.post('/projects', { slug: 'led', name: 'Led' })).json;
    const { link } = (await operator.post(`/projects/${id}/invitations`, {})).json;
    const { page, close } = await pages.visit();
    await page.goto(link);
    await page.getByRole('button', { name: 'Accept' }).click();
    const onward = page.getByRole('link', { name: 'Go on to what you coordinate' });
    expect(await onward.getAttribute('href')).toBe('/app/coordinate');
    await close();
  });

  it.each([
    ['/app/join', 'Go on from another device', 'join-code'],
    [`/app/join#${'a'.repeat(26)}`, 'Your invitation', 'join-unknown'],
    ['/app/device', 'Sign in first', 'device-stranger'],
    ['/app/account', 'Sign in first', 'account-stranger'],
    ['/auth/github', 'GitHub sign-in is not set up', 'github'],
    ['/app/notifications/leave?token=1.x', 'This link has ended', 'mail-ended'],
    ['/plain', 'A small ceremony', 'plain'],
    ['/plain/c/none', 'There is no such ceremony here', 'plain-unknown'],
  ])('%s is in order for a stranger', async (path, heading, name) => {
    const { page, complaints, close } = await pages.visit();
    await page.goto(pages.server.url + path);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await looks(page, `server-${name}`);
    // What is not set up is answered as that.
    expect(complaints.filter((line) => !line.includes('status of 503'))).toEqual([]);
    await close();
  });

  it('the account and the terminal are in order for somebody who is signed in', async () => {
    const { page, complaints, close } = await signedIn(pages);
    const asked = (await stranger(pages.server).post('/auth/device', { client: 'command on alice-laptop' }))
      .json;
    await page.goto(asked.verification_uri_complete);
    await page.getByText(asked.user_code, { exact: true }).waitFor();
    await looks(page, 'server-device');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('Refused.').waitFor();
    await page.goto(`${pages.server.url}/app/account`);
    await page.getByRole('button', { name: 'Go on with another device' }).click();
    await page.locator('.code').waitFor();
    await looks(page, 'server-account');
    expect(complaints).toEqual([]);
    await close();
  });

  it('stand in the frame of the built pages: the same ways, the same footer, and who is signed in', async () => {
    const { page, go, person, complaints, close } = await signedIn(pages, { role: 'coordinator' });
    await person.patch(`/users/${person.userId}`, { publicName: 'Ada' });
    const around = async () => {
      await page.getByRole('banner').getByRole('link', { name: 'Ada' }).waitFor();
      const links = page.locator('header a:visible, footer a:visible');
      return links.evaluateAll((all) =>
        all.map((link) => [link.textContent?.trim(), (link as HTMLAnchorElement).href]),
      );
    };
    await go('/');
    const built = await around();
    expect(built.map(([text]) => text)).toEqual([
      'Brebaje',
      'Ceremonies',
      'Verify',
      'Coordinate',
      'Ada',
      'Run a ceremony',
      'REST interface',
    ]);
    for (const path of ['/app/account', '/app/join', '/plain/c/kzg', '/docs']) {
      await go(path);
      expect(await around(), path).toEqual(built);
      await page.getByLabel('Colours').selectOption('dark');
      await page.getByLabel('Colours').selectOption('auto');
    }
    await go('/app/account');
    const time = page.locator('main time').first();
    expect(await time.textContent()).toMatch(/^\d{1,2} \w+ \d{4}, \d\d:\d\d:\d\d \w+$/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('call whoever has told no name by what they do here', async () => {
    const { ctx } = pages.server.running.application;
    const byLink = (await operatorLink(ctx, { base: pages.server.url, role: 'operator' })).link;
    const { id } = (await operator.post('/projects', { slug: 'unnamed', name: 'Unnamed' })).json;
    const made = (await operator.post(`/projects/${id}/invitations`, {})).json;
    for (const [link, name] of [
      [byLink, 'Operator'],
      [made.link, 'Coordinator'],
    ] as const) {
      const { page, go, complaints, close } = await pages.visit();
      await page.goto(link);
      await page.getByRole('button', { name: 'Accept' }).click();
      await page
        .getByRole('link', { name: /^Go on/ })
        .first()
        .waitFor();
      for (const path of ['/', '/app/account']) {
        await go(path);
        await page.getByRole('banner').getByRole('link', { name, exact: true }).waitFor();
      }
      expect(complaints).toEqual([]);
      await close();
    }
  });

  it('the links in mails are in order', async () => {
    const ceremonyId = pages.server.running.ceremony.id;
    const made = await operator.post('/subscriptions', {
      ceremonyId,
      kind: 'EMAIL',
      target: 'ada@example.org',
    });
    expect(made.status, made.text).toBe(201);
    const { db } = pages.server.running.application.ctx.store;
    const [subscription] = await db.selectFrom('subscription').selectAll().execute();
    const { page, complaints, close } = await pages.visit();
    for (const act of ['confirm', 'here', 'leave'] as const) {
      await page.goto(`${pages.server.url}/app/notifications/${act}?token=${actToken(act, subscription!)}`);
      await page.getByText('ada@example.org').waitFor();
      if (act === 'confirm') await looks(page, 'server-mail');
    }
    await page.getByRole('button', { name: 'Send me no more' }).click();
    await page.getByText('You will get no more of these messages.').waitFor();
    await looks(page, 'server-mail-done');
    expect(complaints).toEqual([]);
    await close();
  });

  it('wear the colours that somebody chose in the built pages', async () => {
    const { page, go, complaints, close } = await pages.visit();
    await go('/');
    await page.getByLabel('Colours').selectOption('dark');
    await go('/app/account');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(18, 22, 21)',
    );
    expect(complaints).toEqual([]);
    await close();
  });
});
