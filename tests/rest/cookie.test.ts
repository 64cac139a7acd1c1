import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, newBrowser } from '../support/browser.ts';
import { type FakeGithub, githubUser, startFakeGithub } from '../support/fake-github.ts';
import { outcome } from '../support/http.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { throughEthPage } from '../support/sign-in.ts';
import { newWallet } from '../support/wallet.ts';

let server: TestServer;
let github: FakeGithub;
beforeAll(async () => {
  github = await startFakeGithub();
  server = await startTestServer({ ...github.config, signInsPerMinute: 100_000 });
});
afterAll(async () => {
  await server.close();
  await github.close();
});

async function signedIn(): Promise<Browser> {
  const browser = newBrowser(server.url);
  const answer = await throughEthPage(browser, newWallet(), '/app/account');
  expect([answer.status, answer.location]).toEqual([303, '/app/account']);
  return browser;
}

describe('the cookie of our pages', () => {
  it('is read by no script, sent by no other site, and names its server', async () => {
    const browser = newBrowser(server.url);
    const { headers } = await throughEthPage(browser, newWallet(), '/app/account');
    const [line = ''] = headers.getSetCookie();
    expect(line).toMatch(
      new RegExp(`^brebaje-${server.port}=[0-9a-f-]{36}; Path=/; HttpOnly; SameSite=Strict; Max-Age=\\d+$`),
    );
    expect((await browser.open('/auth/me', { accept: 'application/json' })).status).toBe(200);
  });

  it('is bound to the host by its name where there is TLS', async () => {
    await server.restart({ publicUrl: 'https://kzg.example/here' });
    const browser = newBrowser(server.url);
    const { headers, location } = await throughEthPage(browser, newWallet(), '/app/device');
    expect([headers.getSetCookie(), location]).toEqual([[], '']);
    // A browser there says so; in this test nobody else can.
    const there = { origin: 'https://kzg.example' };
    const { text } = await browser.open(`/auth/eth?next=/app/device&address=${newWallet().address}`);
    expect(text).toContain('https://kzg.example/here/auth/eth');
    const forged = await browser.submit(
      '/auth/eth/sign',
      { next: '/app/device', message: '', signature: '' },
      there,
    );
    expect(forged.status).toBe(400);
    await server.restart({ publicUrl: null });
  });

  it('speaks for its person where a page of ours asks, or the person by hand', async () => {
    const browser = await signedIn();
    expect((await browser.open('/auth/me', { accept: 'application/json' })).status).toBe(200);
    expect((await browser.fetch('/auth/move', {})).status).toBe(200);
    // As a browser that says only one of the two.
    const bare = newBrowser(server.url);
    for (const [name, value] of browser.cookies) bare.cookies.set(name, value);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { origin } = new URL(server.url);
    const by = (headers: Record<string, string>) =>
      server.send('/auth/move', { method: 'POST', headers: { cookie, ...headers } });
    expect((await by({ origin })).status).toBe(200);
    expect((await by({ 'sec-fetch-site': 'same-origin', origin: 'null' })).status).toBe(200);
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['of a sibling domain or another port', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['that says only its origin', { origin: 'https://evil.example' }],
    ['in a sandbox', { origin: 'null' }],
    ['whose browser claims two things', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
    ['that says nothing', {}],
  ] satisfies [string, Record<string, string>][])('does nothing for a page %s', async (_, headers) => {
    const browser = await signedIn();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const path of ['/auth/sign-out', '/auth/move']) {
      const answer = await server.send(path, { method: 'POST', headers: { cookie, ...headers } });
      expect(outcome(answer)).toEqual([401, 'SIGN_IN_REQUIRED']);
    }
    const form = {
      method: 'POST',
      headers: { cookie, ...headers },
      body: new URLSearchParams({ action: 'sign-out' }),
    };
    expect((await server.send('/app/account', form)).status).toBe(403);
    expect((await browser.open('/auth/me', { accept: 'application/json' })).status).toBe(200);
  });

  it('speaks on the sequencer routes for pages of this server, and for no other site', async () => {
    const browser = await signedIn();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const code = async (path: string, headers: Record<string, string>) =>
      (await server.send(path, { method: 'POST', headers: { cookie, ...headers } })).json.code;
    const { origin } = new URL(server.url);
    for (const path of ['/lobby/try_contribute', '/contribute', '/contribution/abort']) {
      for (const headers of [
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
        { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
        { origin: 'null' },
        { origin, 'sec-fetch-site': 'same-origin', authorization: 'Bearer' },
      ])
        expect(await code(path, headers), path).toBe('SessionError::InvalidSessionId');
    }
    const here = { origin, 'sec-fetch-site': 'same-origin' };
    expect(await code('/contribution/abort', here)).toBe('ContributeError::NotUsersTurn');
  });

  it('is as none for a page that works for somebody else, on both faces', async () => {
    const browser = await signedIn();
    const name = `brebaje-${server.port}`;
    const { id } = (await browser.open('/auth/me', { accept: 'application/json' })).json.user;
    const ask = async (path: string, meant: string, method = 'POST') => {
      const headers = {
        cookie: `${name}=${browser.cookies.get(name)}`,
        origin: new URL(server.url).origin,
        'sec-fetch-site': 'same-origin',
        'brebaje-user': meant,
      };
      return (await server.send(path, { method, headers })).json.code;
    };
    const slug = server.running.ceremony.slug;
    for (const meant of [`${id + 1}`, '', 'x', `${id}, ${id}`, `0${id}`]) {
      for (const path of ['lobby/try_contribute', 'contribute', 'contribution/abort'])
        expect(await ask(`/sequencer/${slug}/${path}`, meant), meant).toBe('SessionError::InvalidSessionId');
      expect(await ask('/auth/sign-out', meant), meant).toBe('SIGN_IN_REQUIRED');
    }
    expect(await ask('/auth/me', `${id}`, 'GET')).toBeUndefined();
    expect(await ask('/auth/sign-out', `${id}`)).toBeUndefined();
  });

  it('is as none when it has ended, is there twice, or holds a session of the sequencer routes', async () => {
    const program = await restPerson(server, { sequencerOf: server.running.ceremony.id });
    const name = `brebaje-${server.port}`;
    const browser = await signedIn();
    const good = browser.cookies.get(name);
    for (const cookie of [
      `${name}=${crypto.randomUUID()}`,
      `${name}=${program.sessionId}`,
      `${name}=${good}; ${name}=${good}`,
      `x${name}=${good}`,
    ]) {
      expect((await server.send('/ceremonies', { headers: { cookie } })).status).toBe(200);
      expect(outcome(await server.send('/auth/me', { headers: { cookie } }))).toEqual([
        401,
        'SIGN_IN_REQUIRED',
      ]);
    }
  });

  it('goes with the session', async () => {
    const browser = await signedIn();
    expect((await browser.submit('/app/account', { action: 'sign-out' })).status).toBe(200);
    expect(browser.cookies.size).toBe(0);
  });
});

describe('signing in for our pages', () => {
  it.each([
    'https://evil.example/',
    '//evil.example/app/',
    '/\\evil.example',
    '/auth/eth',
    '/app/../auth/eth',
    '/app/%2e%2e/auth/eth',
    '/application/x',
    `/app/${'x'.repeat(600)}`,
  ])('leads to none but our pages: not to %s', async (next) => {
    const browser = newBrowser(server.url);
    const answer = await browser.open(`/auth/eth?${new URLSearchParams({ next }).toString()}`);
    expect(answer.status).toBe(400);
    expect((await browser.submit('/auth/eth/sign', { next, message: '', signature: '' })).status).toBe(400);
    expect((await browser.open(`/auth/github?${new URLSearchParams({ next }).toString()}`)).status).toBe(400);
  });

  it('is done by no page of another origin, which would choose as whom', async () => {
    const browser = newBrowser(server.url);
    const wallet = newWallet();
    const answer = await throughEthPage(
      {
        ...browser,
        submit: (path, form) =>
          browser.submit(path, form, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }),
      },
      wallet,
      '/app/account',
    );
    expect([answer.status, browser.cookies.size]).toEqual([403, 0]);
  });

  it('works over GitHub, in the browser that began', async () => {
    const browser = newBrowser(server.url);
    const begun = await browser.open('/auth/github?next=/app/device');
    const back = (await github.authorize(begun.location, githubUser(99))).slice(server.url.length);
    const elsewhere = await newBrowser(server.url).open(back, { 'sec-fetch-site': 'cross-site' });
    expect([elsewhere.status, elsewhere.headers.getSetCookie()]).toEqual([403, []]);
    // The attempt has used the sign-in up.
    expect((await browser.open(back, { 'sec-fetch-site': 'cross-site' })).status).toBe(400);
    const again = await browser.open('/auth/github?next=/app/device');
    const good = (await github.authorize(again.location, githubUser(99))).slice(server.url.length);
    const answer = await browser.open(good, { 'sec-fetch-site': 'cross-site' });
    // A page and no redirect: one that began at GitHub would go on without our cookie.
    expect([answer.status, answer.location]).toEqual([200, '']);
    expect(answer.text).toContain('url=/app/device');
    expect((await browser.open('/auth/me', { accept: 'application/json' })).json.identities).toMatchObject([
      { provider: 'Github', sub: 'git|99|Person-99' },
    ]);
  });

  it('says what is wrong when GitHub fails, and works with the next attempt', async () => {
    const browser = newBrowser(server.url);
    github.script('token', { status: 200, body: { error: 'bad_verification_code' } });
    const begun = await browser.open('/auth/github');
    const back = (await github.authorize(begun.location, githubUser(5))).slice(server.url.length);
    const answer = await browser.open(back, { 'sec-fetch-site': 'cross-site' });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
    expect(answer.text).toContain('invalid authorization code');
  });
});
