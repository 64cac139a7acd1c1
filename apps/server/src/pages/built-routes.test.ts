import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Face, startFace } from '../http/test-face.ts';
import { openPages } from './open-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'brebaje-built-'));
const pages = join(folder, 'pages');
const SCRIPT = 'console.log(1);'.repeat(100);
const source = readFileSync(new URL('../../../web/index.html', import.meta.url));
mkdirSync(join(pages, 'assets/deep'), { recursive: true });
writeFileSync(join(folder, 'secret.txt'), 'secret');
writeFileSync(join(pages, 'index.html'), source);
writeFileSync(join(pages, 'favicon.svg'), '<svg/>');
writeFileSync(join(pages, 'assets/app-1a2b3c4d.js'), SCRIPT);
writeFileSync(join(pages, 'assets/kernel-1a2b3c4d.wasm'), Uint8Array.of(0, 97, 115, 109));
writeFileSync(join(pages, 'assets/deep/picture.png'), new Uint8Array(1000));
for (const name of ['index', 'watch', 'shared', 'known']) writeFileSync(join(pages, `assets/${name}.js`), '');
mkdirSync(join(pages, '.vite'));
writeFileSync(
  join(pages, '.vite/manifest.json'),
  JSON.stringify({
    'index.html': { file: 'assets/index.js', imports: ['_known.js'] },
    '_known.js': { file: 'assets/known.js' },
    '_shared.js': { file: 'assets/shared.js', imports: ['_known.js', '_watch.js'] },
    '_watch.js': {
      file: 'assets/watch.js',
      name: 'watch',
      imports: ['index.html', '_shared.js', '_gone.js', '_nowhere.js'],
    },
    '_nowhere.js': { file: 'assets/nowhere.js' },
  }),
);
symlinkSync(join(folder, 'secret.txt'), join(pages, 'assets/link.txt'));
symlinkSync(folder, join(pages, 'assets/up'));

let face: Face;
const get = (url: string, headers: Record<string, string> = {}) => face.app.inject({ url, headers });
beforeAll(async () => {
  face = await startFace({ env: { BREBAJE_PUBLIC_URL: 'https://x.example/y/', BREBAJE_PAGES: pages } });
});
afterAll(async () => {
  await face.close();
  rmSync(folder, { recursive: true });
});

describe('the document', () => {
  it.each([
    '/y/',
    '/',
    '/y/c/kzg',
    '/y/c/kzg/contribute',
    '/c/kzg/coordinate/setup',
    '/y/verify',
    '/y/app/coordinate',
    '/app/coordinate/new',
  ])('is at %s, and loads from below the public URL', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<base href="/y/">');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(answer.headers['permissions-policy']).toContain('camera=()');
    const policy = answer.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('leaves what the server answers itself alone', async () => {
    for (const url of ['/app/account', '/auth/eth', '/app/nothing', '/info/status', '/style.css'])
      expect((await get(url)).body, url).not.toContain('id="app"');
    expect((await get('/plain')).body).toContain('Ceremony &#60;kzg&#62;');
    const base = await get('/y/sequencer/other');
    expect([base.statusCode, base.headers.location]).toEqual([303, '/y/c/other']);
  });

  it('names the ceremony, escaped, and its page without scripts', async () => {
    const { body } = await get('/c/kzg/contribute?x="><script>');
    expect(body).toContain('<title>TEST · Ceremony &#60;kzg&#62; · Brebaje</title>');
    expect(body).toContain('<link rel="canonical" href="https://x.example/y/c/kzg/contribute">');
    expect(body).toContain('<meta property="og:title" content="TEST · Ceremony &#60;kzg&#62; · Brebaje">');
    expect(body).toContain('<a href="/y/plain/c/kzg">');
    expect(body).toContain(
      '<noscript><meta http-equiv="refresh" content="0; url=/y/plain/c/kzg"></noscript>',
    );
    expect(body).not.toContain('<kzg>');
    expect(body.match(/<title>/g)).toHaveLength(1);
    expect(body.match(/name="description"/g)).toHaveLength(1);
    expect((await get('/c/1')).body).toContain('href="https://x.example/y/c/kzg"');
    expect((await get('/c/kzg/%22%3E%3Cscript%3E')).body).not.toContain('"><script>');
  });

  it('names the scripts that the page will ask for, and no others', async () => {
    const named = (body: string) =>
      [...body.matchAll(/<link rel="modulepreload" crossorigin href="\.\/([^"]+)">/g)].map(
        ([, path]) => path,
      );
    for (const path of ['/', '/c/kzg'])
      expect(named((await get(path)).body), path).toEqual(['assets/watch.js', 'assets/shared.js']);
    expect(named((await get('/c/kzg/verify')).body)).toEqual([]);
    expect((await get('/.vite/manifest.json')).statusCode).toBe(404);
  });

  it('takes what somebody wrote as text, whatever it is', async () => {
    const texts = ['$& $1 $`', '</title><script>alert(1)</script>', '"><meta http-equiv=refresh>'];
    for (const [number, title] of texts.entries()) {
      const about = JSON.stringify({
        purpose: `${title}\n${'é'.repeat(300)}`,
        terms: { version: 1, text: 'x' },
      });
      await face.store.db.updateTable('ceremony').set({ title, about }).where('slug', '=', 'other').execute();
      const { body } = await get('/c/other');
      expect(body, title).not.toMatch(/<script>alert|"><meta http/);
      expect(body).toMatch(/<meta name="description" content="[^"<>]{100,}é…">/);
      if (number === 0) expect(body).toContain('<title>$&#38; $1 $` · Brebaje</title>');
    }
  });

  it('is 404 for a ceremony that is not there, and keeps coordinators’ pages out of search engines', async () => {
    const unknown = await get('/c/nobody');
    expect(unknown.statusCode).toBe(404);
    expect(unknown.body).toContain('id="app"');
    expect(unknown.body).toContain('noindex');
    expect(unknown.body).not.toContain('canonical');
    expect((await get('/c/')).statusCode).toBe(404);
    expect((await get('/c/kzg/coordinate')).body).toContain('noindex');
    expect((await get('/c/kzg')).body).not.toContain('noindex');
  });

  it('is 404 where there is no such page, for people in a page that says so', async () => {
    for (const path of ['/c/kzg/nothing', '/c/kzg/people/nothing', '/c/kzg/setup', '/app/coordinate/old']) {
      const { statusCode, body } = await get(path);
      expect([statusCode, body.includes('id="app"')], path).toEqual([404, true]);
      expect(body).toContain('<title>No such page · Brebaje</title>');
      expect(body).toContain('noindex');
    }
    for (const path of ['/nothing', '/c', '/app/nothing']) {
      const person = await get(path, { accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate' });
      expect([person.statusCode, person.body.includes('id="app"')], path).toEqual([404, true]);
      const program = await get(path, { accept: '*/*' });
      expect([program.statusCode, program.body.includes('id="app"')], path).toEqual([404, false]);
    }
    expect((await get('/c/kzg/coordinate/setup/look')).statusCode).toBe(200);
    expect((await get('/y/c/kzg/people/')).headers.location).toBe('/y/c/kzg/people');
  });

  it('is told apart by what is in it', async () => {
    const { etag = '' } = (await get('/c/kzg')).headers;
    const again = await get('/c/kzg', { 'if-none-match': `"x", W/${etag}` });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    expect(again.headers['content-security-policy']).toBeDefined();
    expect((await get('/c/other', { 'if-none-match': String(etag) })).statusCode).toBe(200);
    expect((await get('/c/nobody', { 'if-none-match': '*' })).statusCode).toBe(404);
  });
});

describe('files', () => {
  it('are kept for ever, by their types', async () => {
    const script = await get('/y/assets/app-1a2b3c4d.js');
    expect([script.statusCode, script.body]).toEqual([200, SCRIPT]);
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect((await get('/assets/kernel-1a2b3c4d.wasm')).headers['content-type']).toBe('application/wasm');
    const icon = await get('/y/favicon.svg');
    expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
    expect((await get('/manifest.webmanifest')).statusCode).toBe(404);
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    ['*', undefined],
    ['', undefined],
  ])('are packed as the client takes them: %s', async (accepted, coding) => {
    const answer = await get('/assets/app-1a2b3c4d.js', { 'accept-encoding': accepted });
    expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, coding]);
    expect(answer.headers.vary).toBe('accept-encoding');
    const unpack = coding === 'br' ? brotliDecompressSync : coding === 'gzip' ? gunzipSync : (x: Buffer) => x;
    expect(unpack(answer.rawPayload).toString()).toBe(SCRIPT);
    expect(Number(answer.headers['content-length'])).toBe(answer.rawPayload.length);
    const tag = String(answer.headers.etag);
    const known = { 'accept-encoding': accepted, 'if-none-match': tag };
    expect((await get('/assets/app-1a2b3c4d.js', known)).statusCode).toBe(304);
    const other = { 'accept-encoding': coding ? 'identity' : 'br', 'if-none-match': tag };
    expect((await get('/assets/app-1a2b3c4d.js', other)).statusCode).toBe(200);
  });

  it('that packing does not make smaller are sent as they are', async () => {
    for (const path of ['kernel-1a2b3c4d.wasm', 'deep/picture.png'])
      expect(
        (await get(`/assets/${path}`, { 'accept-encoding': 'br' })).headers['content-encoding'],
      ).toBeUndefined();
  });

  it('answer HEAD with the headers alone, and nothing but GET and HEAD', async () => {
    const head = await face.app.inject({ method: 'HEAD', url: '/assets/app-1a2b3c4d.js' });
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([
      200,
      '',
      `${SCRIPT.length}`,
    ]);
    const post = await face.app.inject({ method: 'POST', url: '/assets/app-1a2b3c4d.js' });
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'GET,HEAD']);
    expect((await face.app.inject({ method: 'POST', url: '/c/kzg/contribute' })).statusCode).toBe(405);
  });

  it.each([
    'link.txt',
    'up/secret.txt',
    'up/pages/index.html',
    '../index.html',
    '../../secret.txt',
    '%2e%2e/%2e%2e/secret.txt',
    '..%2f..%2fsecret.txt',
    '..\\..\\secret.txt',
    '%252e%252e%252fsecret.txt',
    'app-1a2b3c4d.js%00.png',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    'app-1a2b3c4d.js/',
    'APP-1a2b3c4d.js',
    '__proto__',
    'constructor',
    '',
  ])('outside the folder are nowhere: %s', async (path) => {
    const answer = await get(`/assets/${path}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toBe('<h1>Error 404</h1>');
  });
});

it('finds nothing outside the folder for whoever writes the address by hand', async () => {
  await face.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = face.app.server.address() as AddressInfo;
  const paths = [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/./../../secret.txt',
    '//assets/../secret.txt',
  ];
  for (const path of [
    ...paths,
    '/y/assets/../../../secret.txt',
    '/assets/..;/..;/secret.txt',
    '/assets/up/../../..',
  ]) {
    const socket = connect(port, '127.0.0.1');
    socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const answer = Buffer.concat(await socket.toArray()).toString();
    expect(answer.split('\r\n')[0], path).toBe('HTTP/1.1 404 Not Found');
  }
});

it('refuses to start with a folder that has no pages, and with none there are only plain ones', async () => {
  await expect(openPages(folder)).rejects.toThrow('no index.html');
  expect(await openPages('none')).toBeNull();
});
