import { html } from '@brebaje/server/http/html';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { expectNoSideways } from './support/accessible.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { expectHarmless, HOSTILE_TITLES } from './support/hostile-texts.ts';
import { type OpenPages, openPages, type Visitor } from './support/pages.ts';

describe.skipIf(!CHROMIUM)(`texts of people with bad intentions${withoutChromium}`, () => {
  let pages: OpenPages;
  let operator: RestPerson;
  let visitor: Visitor;
  let page: Page;
  let projectId: number;
  let id: number;

  beforeAll(async () => {
    pages = await openPages({ signInsPerMinute: 100_000 });
    operator = await restPerson(pages.server, { role: 'operator' });
    projectId = (await operator.post('/projects', { slug: 'bad', name: 'Bad' })).json.id;
    const made = await operator.post('/ceremonies', {
      projectId,
      slug: 'bad',
      title: 'Bad',
      test: false,
      sizes: [{ g1: 4, g2: 3 }],
    });
    id = made.json.id;
    visitor = await pages.visit({ width: 360 });
    page = visitor.page;
  });
  afterAll(() => pages.close());

  /** Everything that a coordinator may write. */
  async function write(text: string): Promise<void> {
    const { status, text: said } = await operator.patch(`/ceremonies/${id}`, {
      title: text,
      about: {
        purpose: text,
        instructions: text,
        timeline: text,
        capability: text,
        support: text,
        terms: text,
      },
    });
    expect(status, said).toBe(200);
    const project = { name: text, description: text, support: text };
    expect((await operator.patch(`/projects/${projectId}`, project)).status).toBe(200);
    await operator.post(`/ceremonies/${id}/announcements`, { text });
    pages.server.step(61_000);
  }

  it('stay texts on the pages of the server, in frames, badges and heads', async () => {
    const { url } = pages.server;
    await page.goto(`${url}/plain`);
    const usual = await headOf(page, `${url}/c/bad`);
    const invitation = (await operator.post(`/ceremonies/${id}/invitations`, { name: 'Ada' })).json.link;
    for (const [index, text] of HOSTILE_TITLES.entries()) {
      await write(text);
      for (const path of [
        '/plain/c/bad',
        '/c/bad/embed',
        '/app/join',
        ...(index % 4 === 0 ? ['/plain'] : []),
      ]) {
        await page.goto('about:blank');
        await page.goto(path === '/app/join' ? invitation : url + path);
        await page.getByRole('heading').first().waitFor();
        if (path !== '/plain')
          await page.getByText(text.trim().slice(0, 20)).first().waitFor({ state: 'attached' });
        await expectHarmless(page, `${path}: ${text}`);
        await expectNoSideways(page);
      }
      const head = await headOf(page, `${url}/c/bad`);
      expect(head.tags, text).toEqual(usual.tags);
      expect(head.title).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/);
      expect(await badgeFault(page, `${url}/c/bad/badge.svg`), text).toBeNull();
      const card = await pages.server.send('/c/bad/card.png');
      expect([card.status, card.headers.get('content-type')]).toEqual([200, 'image/png']);
    }
    expect(visitor.complaints).toEqual([]);
  });

  it('are refused where they are no titles, colours, links or names', async () => {
    for (const title of ['', 'W'.repeat(10_000), 'a\u0000b', 'a\u001b[31m', '\ud800', 7, null, ['x']])
      expect((await operator.patch(`/ceremonies/${id}`, { title })).status, JSON.stringify(title)).toBe(400);
    for (const change of [
      { homepage: 'javascript:alert(1)' },
      { homepage: 'https://a.example/"onclick="x' },
      { accentLight: 'red;background:url(//x.invalid)' },
      { accentDark: '#fff</style>' },
    ])
      expect((await operator.patch(`/projects/${projectId}`, change)).status, JSON.stringify(change)).toBe(
        400,
      );
  });

  it('do no harm when they came into the database by another way', async () => {
    const { db } = pages.server.running.application.ctx.store;
    const person = await newContributor(pages.server);
    await person.start();
    const kzg = pages.server.running.ceremony.id;
    const texts = [
      `<img src=x onerror=globalThis.injected=1>\u202e`,
      'W'.repeat(10_000),
      '\u0007\u001b[31m\u202e',
    ];
    for (const text of texts) {
      await db.updateTable('ceremony').set({ title: text }).where('id', '=', kzg).execute();
      await db.updateTable('participant').set({ publicName: text }).where('ceremonyId', '=', kzg).execute();
      await db
        .updateTable('project')
        .set({ name: text, homepage: 'javascript:globalThis.injected=1', accentLight: `red;${text}` })
        .execute();
      pages.server.step(61_000);
      const { url } = pages.server;
      for (const path of ['/plain/c/kzg', '/c/kzg/embed', '/auth/eth', '/plain/c/bad', '/c/kzg']) {
        await page.goto(url + path);
        // A title that no answer may have is told as a fault, in words.
        await page.waitForFunction(() => (document.querySelector('main')?.textContent ?? '') !== '');
        await expectHarmless(page, `${path}: ${text.slice(0, 40)}`);
        await expectNoSideways(page);
      }
      expect(await badgeFault(page, `${url}/c/kzg/badge.svg`)).toBeNull();
      expect((await pages.server.send('/c/kzg/card.png')).status).toBe(200);
    }
    await person.abort();
    // What no answer may have is answered as a fault.
    expect(visitor.complaints.filter((line) => !line.includes('status of 500'))).toEqual([]);
  });

  it('whatever text a template of ours is given, a browser reads that text and nothing else', async () => {
    const samples = fc.sample(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc
          .array(
            fc.constantFrom(
              '<',
              '>',
              '"',
              "'",
              '&',
              '=',
              '/',
              '!',
              '-',
              '`',
              ' ',
              'a',
              '#',
              ';',
              'x',
              'script',
              '\n',
            ),
          )
          .map((parts) => parts.join('')),
      ),
      { numRuns: 2_000, seed: 20_260_101 },
    );
    // An HTML document has no zero byte, and one kind of line end.
    const texts = samples.map((text) => text.toWellFormed().replaceAll('\0', '').replace(/\r\n?/g, '\n'));
    const markup = texts.map((text) => html`<p title="${text}" data-x='${text}'>${text}</p>`.text).join('');
    const read = await page.evaluate((body) => {
      const parsed = new DOMParser().parseFromString(`<!doctype html><body>${body}`, 'text/html');
      return {
        elements: parsed.body.querySelectorAll('*').length,
        texts: [...parsed.body.children].map((p) => [
          p.getAttribute('title'),
          p.getAttribute('data-x'),
          p.textContent,
        ]),
      };
    }, markup);
    expect(read.elements).toBe(texts.length);
    for (const [index, text] of texts.entries()) expect(read.texts[index]).toEqual([text, text, text]);
  });
});

/** What a built page's head is made of, without its scripts running. */
async function headOf(page: Page, url: string) {
  return page.evaluate(async (address) => {
    const answer = await fetch(address, { headers: { accept: 'text/html' } });
    // The policy of the page that asks is against a base, read or not.
    const text = (await answer.text()).replaceAll('<base ', '<x-base ');
    const head = new DOMParser().parseFromString(text, 'text/html');
    const count = (selector: string) => head.querySelectorAll(selector).length;
    return {
      title: head.title,
      tags: {
        title: count('title'),
        base: count('x-base'),
        refresh: count('meta[http-equiv=refresh]'),
        ogTitle: count('meta[property="og:title"]'),
        ogImage: count('meta[property="og:image"]'),
        scripts: count('script'),
      },
    };
  }, url);
}

/** What is wrong with a badge, read as the XML that it is; null: nothing. */
async function badgeFault(page: Page, url: string): Promise<string | null> {
  return page.evaluate(async (address) => {
    const answer = await fetch(address);
    const svg = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml');
    const names = [...new Set([...svg.querySelectorAll('*')].map(({ localName }) => localName))].sort();
    const usual = ['circle', 'clipPath', 'g', 'path', 'rect', 'svg', 'text', 'title'];
    return names.join() === usual.join() ? null : names.join();
  }, url);
}
