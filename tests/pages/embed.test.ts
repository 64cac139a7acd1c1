import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testPng } from '@brebaje/server/branding/test-pictures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snippets } from '../../apps/web/src/brand/snippets.ts';
import { newContributors } from '../support/contributor.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { expectAccessible, expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { guidePicture, shot } from './support/shot.ts';

describe.skipIf(!CHROMIUM)(`the frame that other sites show${withoutChromium}`, () => {
  let pages: OpenPages;
  let operator: RestPerson;
  let project: string;
  let elsewhere: Server;
  let origin: string;
  let body = '';

  beforeAll(async () => {
    pages = await openPages({ ceremonyTitle: 'A <i>small</i> ceremony' });
    const { server } = pages;
    operator = await restPerson(server, { role: 'operator' });
    const ceremony = (await operator.get(`/ceremonies/${server.running.ceremony.id}`)).json;
    project = `/projects/${ceremony.projectId}`;
    await operator.patch(project, { name: 'Fair & "square"', accentLight: '#7a1f5c', accentDark: '#f29ad0' });
    await server.send(`${project}/logo`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${operator.sessionId}` },
      body: testPng(64, 64),
    });
    const [first, second, third, ...others] = await newContributors(server, 5);
    for (const person of [first!, second!, third!]) await person.takeTurn();
    await others[0]!.start();
    await others[1]!.poll();
    elsewhere = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>Elsewhere</title><body style="margin:0">${body}`);
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    elsewhere.close();
    await pages.close();
  });

  it('shows a ceremony as it goes on, on the page of somebody else, without a cookie', async () => {
    const { server } = pages;
    body = snippets(`${server.url}/c/kzg`, 'A small ceremony').frame;
    const { page, complaints, close } = await pages.visit({ width: 520 });
    const cookies: string[] = [];
    page.on('request', (request) => {
      if (request.headers().cookie) cookies.push(request.url());
    });
    await page.goto(origin);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'A <i>small</i> ceremony' }).waitFor();
    await frame.getByText('Fair & "square"').waitFor();
    await frame.getByText('Open for contributions').waitFor();
    await frame.getByText('3 contributions', { exact: false }).first().waitFor();
    await frame.getByText(/contributor-\d+ contributes/).waitFor();
    await frame.getByRole('img', { name: 'The chain has 3 contributions.' }).waitFor();
    await shot(page, 'embed-framed');
    await page.setViewportSize({ width: 480, height: 300 });
    await guidePicture(page, 'embed');
    // A link leads to a page of its own.
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      frame.getByRole('link', { name: 'Watch or take part' }).click(),
    ]);
    await opened.waitForURL(`${server.url}/c/kzg`);
    const id = server.running.ceremony.id;
    await operator.patch(`/ceremonies/${id}`, { status: 'PAUSED', reason: 'lunch' });
    // A snapshot is good for a second.
    server.step(1_500);
    await frame.getByText('Paused').waitFor();
    await operator.patch(`/ceremonies/${id}`, { status: 'OPENED', reason: 'lunch is over' });
    server.step(1_500);
    await frame.getByText('Open for contributions').waitFor();
    expect(cookies).toEqual([]);
    expect(complaints.filter((line) => !line.includes(origin))).toEqual([]);
    await close();
  });

  it('and no other page of ours lets itself be framed', async () => {
    const { server } = pages;
    const { page, close } = await pages.visit();
    for (const path of ['/', '/c/kzg', '/app/account', '/plain', '/auth/eth', '/app/join']) {
      body = `<iframe src="${server.url}${path}"></iframe>`;
      await page.goto(origin);
      const framed = () => page.frames()[1]?.url();
      await expect.poll(framed, { message: path }).toMatch(/^chrome-error:/);
    }
    await close();
  });

  it.each([
    ['light', 480],
    ['dark', 480],
    ['light', 240],
  ] as const)('is accessible in %s at %i pixels', async (theme, width) => {
    const { page, complaints, go, close } = await pages.visit({ width, dark: theme === 'light' });
    await go(`/c/kzg/embed?theme=${theme}`);
    await page.getByRole('heading').waitFor();
    await page.getByText(/contributor-\d+ contributes/).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe(theme);
    await expectAccessible(page);
    await expectNoSideways(page);
    await shot(page, `embed-${theme}-${width}`);
    expect(complaints).toEqual([]);
    await close();
  });

  it('reads from right to left, and says what is not there', async () => {
    const { page, complaints, go, close } = await pages.visit({ width: 400, locale: 'ar-XB' });
    await go('/c/kzg/embed');
    await page.getByText(/contributor-\d+/).waitFor();
    await expectNoSideways(page);
    await shot(page, 'embed-rtl');
    await go('/c/none/embed');
    await page.getByText(/ñö šúçh|ñö šüçh/).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
