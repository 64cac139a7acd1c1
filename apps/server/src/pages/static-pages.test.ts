import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { staticPages } from './static-pages.ts';

const source = readFileSync(new URL('../../../web/index.html', import.meta.url));
const built = new Map([
  ['index.html', source],
  ['embed.html', Buffer.from('x')],
  ['assets/a.js', Buffer.from('1')],
  ['.vite/manifest.json', Buffer.from('{}')],
]);

it('names the server, the place and the policy in every document, and keeps the rest', () => {
  const storage = ['https://bucket.example'];
  const pages = staticPages(built, { server: 'https://s.example/kzg', storage, at: '/b/' });
  expect([...pages.keys()].sort()).toEqual(['404.html', 'assets/a.js', 'index.html']);
  expect(pages.get('404.html')).toEqual(pages.get('index.html'));
  const text = pages.get('index.html')!.toString();
  expect(text).toContain('<base href="/b/">');
  expect(text).toContain('<meta name="brebaje-server" content="https://s.example/kzg">');
  expect(text).toContain('href="https://s.example/kzg/plain"');
  expect(text).toContain('content="0; url=https://s.example/kzg/plain"');
  const policy = /http-equiv="content-security-policy" content="([^"]+)"/
    .exec(text)![1]!
    .replaceAll('&#39;', "'");
  expect(policy).toContain("connect-src 'self' https://s.example https://bucket.example;");
  expect(policy).toContain("img-src 'self' data: blob: https://s.example;");
  expect(policy).not.toMatch(/unsafe-inline|frame-ancestors/);
  // What comes before a policy is not under it.
  expect(text.indexOf('content-security-policy')).toBeLessThan(text.search(/<(script|link|base)\b/));
});

it('writes no markup that an address smuggles in', () => {
  const pages = staticPages(built, { server: 'https://s.example/"><script>', storage: [], at: '/' });
  expect(pages.get('index.html')!.toString()).not.toContain('"><script>');
});

it.each(['https://*', 'https://*.example', 'https://a;sandbox', 'https://a,b', "https://'self'", 'null'])(
  'lets no address write its policy: %s',
  (hostile) => {
    for (const [server, storage] of [
      [hostile, []],
      ['https://s.example', [hostile]],
    ] as const)
      expect(() => staticPages(built, { server, storage: [...storage], at: '/' })).toThrow();
    const place = { server: 'http://[::1]:3000/kzg', storage: ['https://s-1.example:8443'], at: '/' };
    expect(staticPages(built, place).size).toBe(3);
  },
);

it('refuses pages that it cannot fill in', () => {
  const place = { server: 'https://s.example', storage: [], at: '/' };
  expect(() => staticPages(new Map([['index.html', Buffer.from('<base href="/">')]]), place)).toThrow(
    'charset',
  );
  expect(() => staticPages(new Map(), place)).toThrow('index.html');
});
