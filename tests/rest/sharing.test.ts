import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let operator: RestPerson;
let id: number;
beforeAll(async () => {
  const pages = mkdtempSync(join(tmpdir(), 'brebaje-pages-'));
  for (const name of ['index', 'embed'])
    writeFileSync(join(pages, `${name}.html`), `<base href="/"><title>Brebaje</title>${name}`);
  server = await startTestServer({ pages });
  operator = await restPerson(server, { role: 'operator' });
  const projectId = (await operator.post('/projects', { slug: 'fair', name: 'Fair' })).json.id;
  const made = await operator.post('/ceremonies', {
    projectId,
    slug: 'spring',
    title: 'Spring "<i>\u202e',
    test: false,
    sizes: [{ g1: 4, g2: 3 }],
  });
  expect(made.status, made.text).toBe(201);
  id = made.json.id;
});
afterAll(() => server.close());

it('gives a badge and a card that any site may show, by slug and by number', async () => {
  for (const name of ['spring', id])
    for (const [path, type, begin] of [
      ['badge.svg', 'image/svg+xml; charset=utf-8', '<svg '],
      ['card.png', 'image/png', '\ufffdPNG'],
    ] as const) {
      const { status, headers, text } = await server.send(`/c/${name}/${path}`);
      expect(status).toBe(200);
      expect(text.startsWith(begin)).toBe(true);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': type,
        'cache-control': 'public, max-age=60',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(headers.get('set-cookie')).toBeNull();
      const again = { headers: { 'if-none-match': headers.get('etag')! } };
      expect((await server.send(`/c/${name}/${path}`, again)).status).toBe(304);
    }
  for (const path of ['badge.svg', 'card.png', 'embed'])
    expect((await server.send(`/c/autumn/${path}`)).status, path).toBe(404);
});

it('draws each at most once a minute, and anew after that', async () => {
  const badge = async () => (await server.send('/c/spring/badge.svg')).text;
  const before = await badge();
  await operator.patch(`/ceremonies/${id}`, { title: 'Autumn' });
  expect(await badge()).toBe(before);
  server.step(61_000);
  expect(await badge()).toContain('Autumn: not open yet · 0 contributions');
});

it('lets others frame one page and no other', async () => {
  const { headers, text } = await server.send('/c/spring/embed');
  expect(text).toContain('embed');
  expect(text).toContain('noindex');
  expect(headers.get('content-security-policy')).toContain('frame-ancestors *');
  expect(headers.get('content-security-policy')).toContain("form-action 'none'");
  expect(headers.get('x-frame-options')).toBeNull();
  expect(headers.get('set-cookie')).toBeNull();
  for (const path of ['/', '/c/spring', '/c/spring/contribute', '/plain', '/app/account', '/auth/eth']) {
    const other = await server.send(path);
    expect(other.headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
    expect(other.headers.get('x-frame-options'), path).toBe('DENY');
  }
});

it('names the card where links are shown', async () => {
  const { text } = await server.send('/c/spring');
  expect(text).toContain(`<meta property="og:image" content="${server.url}/c/spring/card.png">`);
  expect(text).toContain('<meta property="og:image:width" content="1200">');
  expect(text).toContain('<meta name="twitter:card" content="summary_large_image">');
});
