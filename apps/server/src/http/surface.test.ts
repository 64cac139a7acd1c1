import { SEQUENCER, SEQUENCER_METHODS, type SequencerRoute } from '@brebaje/protocol/routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Face, startFace } from './test-face.ts';

let face: Face;
beforeAll(async () => {
  face = await startFace({ env: { BREBAJE_PUBLIC_URL: 'https://x.example/y/' } });
});
afterAll(() => face.close());

const routes = Object.keys(SEQUENCER) as SequencerRoute[];

describe('every route', () => {
  it('takes a method that is none of ours for a path that is none', async () => {
    for (const url of ['/info/status', '/nowhere'])
      expect((await face.app.inject({ method: 'QUERY' as 'GET', url })).statusCode).toBe(404);
  });

  it.each(routes)(
    '%s: 405 for other methods, 308 behind a slash, HEAD with GET, OPTIONS empty',
    async (name) => {
      const path = SEQUENCER[name];
      const method = SEQUENCER_METHODS[name];
      const wrong = await face.app.inject({ method: method === 'GET' ? 'POST' : 'GET', url: path });
      expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, method === 'GET' ? 'GET,HEAD' : 'POST']);
      const slash = await face.app.inject({ method, url: `${path}/?a=b` });
      expect([slash.statusCode, slash.headers.location]).toEqual([308, `${path}?a=b`]);
      const under = await face.app.inject({ method, url: `/y${path}/` });
      expect([under.statusCode, under.headers.location]).toEqual([308, `/y${path}`]);
      const options = await face.app.inject({ method: 'OPTIONS', url: path });
      expect([options.statusCode, options.body]).toEqual([200, '']);
      const head = await face.app.inject({ method: 'HEAD', url: path });
      expect(head.statusCode === 405).toBe(method === 'POST');
      expect(head.body).toBe('');
    },
  );

  it('is there below the path of the public URL, and without it', async () => {
    for (const url of ['/y/info/status', '/info/status', '/y/sequencer/other/info/status'])
      expect((await face.app.inject(url)).statusCode).toBe(200);
    for (const url of ['/yy/info/status', '/y/y/info/status', '/z/info/status'])
      expect((await face.app.inject(url)).statusCode).toBe(404);
    expect((await face.app.inject('/y')).statusCode).toBe(200);
  });

  it('of an unknown ceremony says so to the person', async () => {
    const answer = await face.app.inject('/y/plain/c/nobody');
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain('There is no such ceremony here');
    expect(answer.body).toContain('<a href="/y/">');
  });

  it('that is none is 404 in HTML', async () => {
    for (const url of [
      '/nothing',
      '/%zz',
      '//evil.example/info',
      '/info/status/x',
      `/sequencer/${'a'.repeat(500)}/info/status`,
    ]) {
      const answer = await face.app.inject(url);
      expect([answer.statusCode, answer.body]).toEqual([404, '<h1>Error 404</h1>']);
    }
  });
});

describe('CORS', () => {
  it('lets any page in, with the headers it may send by name', async () => {
    const preflight = await face.app.inject({
      method: 'OPTIONS',
      url: '/contribute',
      headers: {
        origin: 'https://page.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(preflight.statusCode).toBe(200);
    expect(preflight.headers['access-control-allow-origin']).toBe('*');
    expect(preflight.headers['access-control-allow-methods']).toBe('*');
    expect(String(preflight.headers['access-control-allow-headers']).split(',')).toEqual(
      expect.arrayContaining([
        'authorization',
        'content-type',
        'prefer',
        'if-match',
        'last-event-id',
        'range',
      ]),
    );
    expect(preflight.headers['access-control-max-age']).toBe('7200');
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('shows errors to pages, too', async () => {
    const answers = await Promise.all([
      face.app.inject({ method: 'POST', url: '/contribute' }),
      face.app.inject('/nothing'),
      face.app.inject({ method: 'PUT', url: '/info/status' }),
      face.app.inject({ method: 'POST', url: '/contribute', headers: { 'content-length': '99999999' } }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 404, 405, 413]);
    for (const { headers } of answers) {
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-expose-headers']).toBe('*');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers.vary).toContain('origin');
    }
  });
});

describe('pages', () => {
  it('show what is going on, escaped, with policies that keep others out', async () => {
    const answer = await face.app.inject('/y/plain');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain('Ceremony &#60;kzg&#62;');
    expect(answer.body).not.toContain('<kzg>');
    for (const piece of [
      'TEST',
      'participant 7, computing',
      'npm run brebaje -- contribute https://x.example/y<',
    ])
      expect(answer.body).toContain(piece);
    expect(answer.body).toContain('href="/y/style.css"');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['strict-transport-security']).toBeDefined();
    expect(answer.headers['x-frame-options']).toBe('DENY');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('tell with what contributions are checked, once one was', async () => {
    const { overview } = face.script;
    expect((await face.app.inject('/y/plain')).body).not.toContain('Checked with');
    face.script.overview = async (id) => ({ ...(await overview(id)), kernel: '<integers> (kernel plain)' });
    const { body } = await face.app.inject('/y/plain');
    expect(body).toContain('<dt>Checked with</dt><dd>&#60;integers&#62; (kernel plain)</dd>');
    face.script.overview = overview;
  });

  it('of another ceremony tells its own address, and no TEST where it is none', async () => {
    const { body } = await face.app.inject('/y/plain/c/other');
    expect(body).toContain('contribute https://x.example/y/sequencer/other<');
    expect(body).not.toContain('<span class="test">');
    expect(body).toContain('</a> (TEST): open');
  });

  it('have a style and a script of ours and the keys of the server', async () => {
    expect((await face.app.inject('/y/style.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    expect((await face.app.inject('/y/refresh.js')).headers['content-type']).toContain('javascript');
    const keys = (await face.app.inject('/.well-known/brebaje.json')).json();
    expect(keys).toMatchObject({ name: 'brebaje', logKey: 'ab'.repeat(32) });
    expect(keys.ceremonies.map(({ slug }: { slug: string }) => slug)).toEqual(['kzg', 'other']);
  });

  it('offer no command when there is no bundle', async () => {
    expect((await face.app.inject('/brebaje.mjs')).statusCode).toBe(404);
  });
});
