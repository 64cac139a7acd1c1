import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, newBrowser } from '../support/browser.ts';
import { outcome } from '../support/http.ts';
import { restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';
import { throughEthPage } from '../support/sign-in.ts';
import { newWallet } from '../support/wallet.ts';

describe.each(backings())('a second device on $name', ({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start({ signInsPerMinute: 100_000 });
  });
  afterAll(() => server.close());

  async function signedIn(): Promise<Browser> {
    const browser = newBrowser(server.url);
    await throughEthPage(browser, newWallet(), '/app/device');
    return browser;
  }

  describe('without a browser', () => {
    const ask = async (client = 'command on alice-laptop') =>
      (await stranger(server).post('/auth/device', { client })).json;
    const token = (device_code: string) => stranger(server).post('/auth/device/token', { device_code });
    const decide = (browser: Browser, user_code: string, decision: string, headers = {}) =>
      browser.submit('/app/device', { user_code, decision }, headers);

    it('is signed in when its person approves the code', async () => {
      const asked = await ask();
      expect(asked).toMatchObject({
        user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
        verification_uri: `${server.url}/app/device`,
        verification_uri_complete: `${server.url}/app/device?user_code=${asked.user_code}`,
        expires_in: 900,
        interval: 5,
      });
      const browser = newBrowser(server.url);
      const path = asked.verification_uri_complete.slice(server.url.length);
      const before = await browser.open(path);
      expect(before.text).toContain('Sign in first');
      expect(before.text).not.toContain('alice-laptop');
      const wallet = newWallet();
      const on = await throughEthPage(browser, wallet, path);
      const page = await browser.follow(on);
      expect(page.text).toContain('command on alice-laptop');
      expect(page.text).toContain(asked.user_code);
      expect((await token(asked.device_code)).json.error).toBe('authorization_pending');
      const approved = await decide(browser, asked.user_code.toLowerCase().replace('-', ' '), 'approve');
      expect([approved.status, approved.text]).toEqual([200, expect.stringContaining('Approved.')]);
      server.step(5_000);
      const given = await token(asked.device_code);
      expect([given.status, given.json.user.sub]).toEqual([200, `eth|${wallet.address.toLowerCase()}`]);
      const me = await server.send('/auth/me', {
        headers: { authorization: `Bearer ${given.json.session_id}` },
      });
      expect(me.json.session.label).toBe('command on alice-laptop');
      // Once.
      expect((await token(asked.device_code)).json.error).toBe('expired_token');
      expect((await decide(browser, asked.user_code, 'approve')).status).toBe(404);
    });

    it('is told to slow down, and that its person refused', async () => {
      const asked = await ask();
      const errors = async () => (await token(asked.device_code)).json.error;
      expect(await errors()).toBe('authorization_pending');
      expect(await errors()).toBe('slow_down');
      server.step(5_000);
      expect(await errors()).toBe('slow_down');
      server.step(15_000);
      expect(await errors()).toBe('authorization_pending');
      expect((await decide(await signedIn(), asked.user_code, 'refuse')).text).toContain('Refused.');
      expect(outcome(await token(asked.device_code))).toEqual([400, 'ACCESS_DENIED']);
    });

    it('is too late after a quarter of an hour', async () => {
      const asked = await ask();
      const browser = await signedIn();
      server.step(901_000);
      expect((await token(asked.device_code)).json.error).toBe('expired_token');
      expect((await decide(browser, asked.user_code, 'approve')).status).toBe(404);
      expect((await token('not-a-device-code-of-ours')).json.error).toBe('expired_token');
    });

    it('is approved by nobody but a person on our page', async () => {
      const asked = await ask();
      const browser = await signedIn();
      const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
      const tries = [
        await decide(newBrowser(server.url), asked.user_code, 'approve'),
        await decide(browser, asked.user_code, 'approve', foreign),
        await decide(browser, 'BCDF-GHJK', 'approve'),
        await decide(browser, asked.user_code, 'whatever'),
        await server.send('/app/device', {
          method: 'POST',
          headers: { authorization: `Bearer ${(await restPerson(server)).sessionId}` },
          body: new URLSearchParams({ user_code: asked.user_code, decision: 'approve' }),
        }),
      ];
      expect(tries.map(({ status }) => status)).toEqual([403, 403, 404, 400, 403]);
      // Looking at it approves nothing either.
      await browser.open(`/app/device?user_code=${asked.user_code}`);
      expect((await token(asked.device_code)).json.error).toBe('authorization_pending');
    });

    it('shows what it calls itself as text', async () => {
      const asked = await ask('<img src=x onerror=alert(1)>');
      const { text } = await (await signedIn()).open(`/app/device?user_code=${asked.user_code}`);
      expect(text).not.toContain('<img');
      expect(outcome(await stranger(server).post('/auth/device', { client: 'a\u202eb' }))).toEqual([
        400,
        'INVALID_REQUEST',
      ]);
    });

    it('is asked for by no page of another origin', async () => {
      const headers = { origin: 'https://evil.example' };
      expect(outcome(await stranger(server).post('/auth/device', {}, headers))).toEqual([
        403,
        'FOREIGN_ORIGIN',
      ]);
    });

    it('finds a visitor who comes by a link of another site signed in', async () => {
      const browser = await signedIn();
      const asked = await ask();
      const first = await browser.open(`/app/device?user_code=${asked.user_code}`, {
        'sec-fetch-site': 'cross-site',
      });
      expect(first.text).toContain(`url=/app/device?user_code=${asked.user_code}`);
      expect(first.text).not.toContain('Approve');
    });
  });

  describe('by a code', () => {
    it('is the same person, once', async () => {
      const person = await restPerson(server);
      const { code, expires_in } = (await person.post('/auth/move')).json;
      expect([code, expires_in]).toEqual([expect.stringMatching(/^(?:[A-Z]{4}-){2}[A-Z]{4}$/), 300]);
      const there = stranger(server);
      const entered = await there.post('/auth/move/enter', { code: code.toLowerCase(), label: 'phone' });
      expect([entered.status, entered.json.user.id]).toEqual([200, person.userId]);
      expect(outcome(await there.post('/auth/move/enter', { code }))).toEqual([404, 'CODE_UNKNOWN']);
      expect(
        (await person.get('/sessions')).json.items.map(({ label }: { label?: string }) => label),
      ).toContain('phone');
    });

    it('gives a page its cookie and no session id', async () => {
      const person = await restPerson(server);
      const { code } = (await person.post('/auth/move')).json;
      const browser = newBrowser(server.url);
      const { json } = await browser.fetch('/auth/move/enter', { code, cookie: true });
      expect(json).not.toHaveProperty('session_id');
      const me = await browser.open('/auth/me', { accept: 'application/json' });
      expect(me.json.user.id).toBe(person.userId);
    });

    it('is refused when the code is wrong, old, or tried from elsewhere', async () => {
      const person = await restPerson(server);
      const there = stranger(server);
      const { code } = (await person.post('/auth/move')).json;
      expect(outcome(await there.post('/auth/move/enter', { code: 'BCDF-GHJK-LMNP' }))).toEqual([
        404,
        'CODE_UNKNOWN',
      ]);
      const headers = { origin: 'https://evil.example' };
      expect(outcome(await there.post('/auth/move/enter', { code }, headers))).toEqual([
        403,
        'FOREIGN_ORIGIN',
      ]);
      server.step(301_000);
      expect(outcome(await there.post('/auth/move/enter', { code }))).toEqual([404, 'CODE_UNKNOWN']);
      expect(outcome(await there.post('/auth/move'))).toEqual([401, 'SIGN_IN_REQUIRED']);
    });

    it('is worth nothing once the person has ended all other sessions, nor is a terminal just approved', async () => {
      const browser = await signedIn();
      const asked = (await stranger(server).post('/auth/device', {})).json;
      const { code } = (await browser.fetch('/auth/move', {})).json;
      await browser.submit('/app/device', { user_code: asked.user_code, decision: 'approve' });
      const other = await restPerson(server);
      const theirs = (await other.post('/auth/move')).json.code;
      expect((await browser.submit('/app/account', { action: 'end-others' })).status).toBe(200);
      const there = stranger(server);
      expect(outcome(await there.post('/auth/move/enter', { code }))).toEqual([404, 'CODE_UNKNOWN']);
      const token = await there.post('/auth/device/token', { device_code: asked.device_code });
      expect(token.json.error).toBe('expired_token');
      expect((await there.post('/auth/move/enter', { code: theirs })).status).toBe(200);
    });

    it('is not found by trying', async () => {
      server.step(61_000);
      const there = stranger(server);
      const statuses = [];
      for (let n = 0; n < 31; n++)
        statuses.push((await there.post('/auth/move/enter', { code: 'BCDF-GHJK-LMNP' })).status);
      expect([statuses[29], statuses[30]]).toEqual([404, 429]);
      expect((await (await signedIn()).open('/app/device?user_code=BCDF-GHJK')).status).toBe(429);
      server.step(61_000);
    });
  });
});
