import { requestLinkSchema } from '@brebaje/protocol/wire';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Contributor } from '../support/contributor.ts';
import { type FakeEthereum, startFakeEthereum } from '../support/fake-ethereum.ts';
import { type FakeGithub, githubUser, startFakeGithub } from '../support/fake-github.ts';
import { outcome, send } from '../support/http.ts';
import { backings, type TestServer } from '../support/server.ts';
import {
  ethereumCallback,
  overApi,
  overEthereum,
  overGithub,
  requestLinks,
  signedIn,
} from '../support/sign-in.ts';
import { newWallet } from '../support/wallet.ts';

let github: FakeGithub;
let ethereum: FakeEthereum;
beforeAll(async () => {
  github = await startFakeGithub();
  ethereum = await startFakeEthereum();
});
afterAll(async () => {
  await github.close();
  await ethereum.close();
});

/** Qualified as on a public server: by the history of the account. */
const checked = () => ({
  ...github.config,
  qualification: 'checked' as const,
  ethereumRpcUrls: [ethereum.url],
  ethereumMinNonce: 3,
  ethereumNonceBlock: 16_394_155,
});

const HOME = 'http://127.0.0.1:9/home?lang=de#start';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe.each(backings())('signing in on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  it('begins with two links that carry one state', async () => {
    server = await start(checked());
    const links = requestLinkSchema.parse(await requestLinks(server));
    const states = Object.values(links).map((link) => new URL(link).searchParams.get('state'));
    expect(states).toEqual(['eyJyZWRpcmVjdCI6bnVsbH0', 'eyJyZWRpcmVjdCI6bnVsbH0']);
    const there = Object.values(await requestLinks(server, HOME)).map((link) =>
      new URL(link).searchParams.get('state'),
    );
    expect(there[0]).toBe(there[1]);
    expect(Buffer.from(there[0] ?? '', 'base64url').toString()).toContain(HOME);
  });

  it('over GitHub gives a session that the lobby knows', async () => {
    server = await start(checked());
    const answer = await overGithub(server, github, githubUser(17, 'Octo-Cat'));
    expect(answer.status).toBe(200);
    // The largest 64-bit number must arrive digit by digit: no JavaScript number holds it.
    expect(answer.text).toMatch(
      /^\{"id_token":\{"exp":18446744073709551615,"nickname":"Octo-Cat","provider":"Github","sub":"git\|17\|Octo-Cat"\},"session_id":"[^"]+"\}$/,
    );
    const session = signedIn(answer);
    expect(session.sessionId).toMatch(UUID);
    expect((await new Contributor(server, session).poll()).json.contributions).toHaveLength(3);
  });

  it('over the Ethereum page gives a session that the lobby knows', async () => {
    server = await start(checked());
    const wallet = newWallet();
    const session = signedIn(await overEthereum(server, wallet));
    const address = wallet.address.toLowerCase();
    expect(session).toMatchObject({ provider: 'Ethereum', nickname: address, sub: `eth|${address}` });
    expect(ethereum.asked.at(-1)).toBe('0xfa27ab');
    expect((await new Contributor(server, session).poll()).json.contributions).toHaveLength(3);
  });

  it('over the API gives a session for every face, qualified at its first call', async () => {
    server = await start(checked());
    const wallet = newWallet();
    const answer = await overApi(server, wallet);
    expect(Object.keys(answer.json)).toEqual(['user', 'session_id']);
    const person = new Contributor(server, signedIn(answer));
    ethereum.counts.set(wallet.address.toLowerCase(), 2);
    expect(outcome(await person.poll())).toEqual([401, 'AuthErrorPayload::UserCreatedAfterDeadline']);
    const able = newWallet();
    const other = new Contributor(server, signedIn(await overApi(server, able)));
    expect((await other.poll()).json.contributions).toHaveLength(3);
  });

  it('refuses callbacks without code or state, and states that are none of ours', async () => {
    server = await start(checked());
    for (const path of ['/auth/callback/github', '/auth/callback/eth']) {
      for (const query of ['', '?code=1', '?state=eyJyZWRpcmVjdCI6bnVsbH0', '?error=access_denied'])
        expect((await server.send(path + query)).status).toBe(422);
      const base64 = await server.send(`${path}?code=1&state=%2A%2A`);
      expect([base64.status, base64.text]).toEqual([
        400,
        '{"message":"invalid base64 data in state parameter"}',
      ]);
      const json = await server.send(`${path}?code=1&state=bm8ganNvbg`);
      expect([json.status, json.text]).toEqual([400, '{"message":"invalid json in state parameter"}']);
    }
  });

  it('stops at the cap of idle sessions, and goes on when one of them enters the lobby', async () => {
    server = await start({ ...checked(), maxSessions: 3 });
    const prefetched = await requestLinks(server);
    const people = [];
    for (const id of [1, 2, 3]) people.push(signedIn(await overGithub(server, github, githubUser(id))));
    const fourth = await server.send('/auth/request_link');
    expect([fourth.status, fourth.text]).toEqual([
      503,
      '{"code":"AuthErrorPayload::LobbyIsFull","error":"lobby is full"}',
    ]);
    const late = await send(await github.authorize(prefetched.github_auth_url, githubUser(4)));
    expect(outcome(late)).toEqual([503, 'AuthErrorPayload::LobbyIsFull']);
    // Whoever has one of the three may sign in again on another device.
    expect((await send(await github.authorize(prefetched.github_auth_url, githubUser(3)))).status).toBe(200);
    await new Contributor(server, people[2]!).start();
    expect((await server.send('/auth/request_link')).status).toBe(200);
  });

  it('refuses accounts that are too young or have done too little, by one name', async () => {
    server = await start(checked());
    const young = await overGithub(server, github, githubUser(18, 'new', '2022-08-01T00:00:01Z'));
    expect(outcome(young)).toEqual([401, 'AuthErrorPayload::UserCreatedAfterDeadline']);
    const old = await overGithub(server, github, githubUser(19, 'old', '2022-08-01T00:00:00Z'));
    expect(old.status).toBe(200);
    const wallet = newWallet();
    ethereum.counts.set(wallet.address.toLowerCase(), 2);
    expect(outcome(await overEthereum(server, wallet))).toEqual([
      401,
      'AuthErrorPayload::UserCreatedAfterDeadline',
    ]);
    const enough = newWallet();
    ethereum.counts.set(enough.address.toLowerCase(), 3);
    expect((await overEthereum(server, enough)).status).toBe(200);
  });

  it('refuses a code that it does not know, or knows no more', async () => {
    server = await start(checked());
    const { github_auth_url, eth_auth_url } = await requestLinks(server);
    const state = new URL(eth_auth_url).searchParams.get('state');
    for (const provider of ['github', 'eth'])
      expect(outcome(await server.send(`/auth/callback/${provider}?code=nobody&state=${state}`))).toEqual([
        400,
        'AuthErrorPayload::InvalidAuthCode',
      ]);
    for (const callback of [
      await github.authorize(github_auth_url, githubUser(20)),
      await ethereumCallback(server, eth_auth_url, newWallet()),
    ]) {
      expect((await send(callback)).status).toBe(200);
      expect(outcome(await send(callback))).toEqual([400, 'AuthErrorPayload::InvalidAuthCode']);
    }
  });

  it('carries the session to the destination, with everything that was there', async () => {
    server = await start(checked());
    const wallet = newWallet();
    for (const answer of [
      await overGithub(server, github, githubUser(21, 'Mixed-Case'), HOME),
      await overEthereum(server, wallet, HOME),
    ]) {
      expect(answer.status).toBe(303);
      const url = new URL(answer.location);
      expect([url.origin, url.pathname, url.hash]).toEqual(['http://127.0.0.1:9', '/home', '#start']);
      expect([...url.searchParams.keys()]).toEqual([
        'lang',
        'session_id',
        'sub',
        'nickname',
        'provider',
        'exp',
      ]);
      expect([...url.searchParams.values()].every((value) => value !== '')).toBe(true);
      expect(url.searchParams.get('exp')).toBe('18446744073709551615');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect((await new Contributor(server, signedIn(answer)).poll()).status).toBe(200);
    }
  });

  it('carries a failure there, too', async () => {
    server = await start(checked());
    const answer = await overGithub(server, github, githubUser(22, 'new', '2024-01-01T00:00:00Z'), HOME);
    expect(answer.status).toBe(303);
    const url = new URL(answer.location);
    expect([...url.searchParams]).toEqual([
      ['lang', 'de'],
      ['code', 'AuthErrorPayload::UserCreatedAfterDeadline'],
      ['error', 'user created after deadline'],
    ]);
  });

  it('asks before it carries a session to a foreign site, and only that time', async () => {
    server = await start(checked());
    const asks = await overGithub(server, github, githubUser(23), 'https://page.example/back');
    expect(asks.status).toBe(200);
    expect(asks.headers.get('content-type')).toContain('text/html');
    expect(asks.text).toContain('page.example');
    expect(asks.text).not.toContain('session_id');
    const ticket = /name="ticket" value="([0-9a-f]+)"/.exec(asks.text)?.[1] ?? '';
    const agree = () =>
      server.send('/auth/continue', { method: 'POST', body: new URLSearchParams({ ticket }) });
    const agreed = await agree();
    expect([agreed.status, new URL(agreed.location).origin]).toEqual([303, 'https://page.example']);
    expect((await new Contributor(server, signedIn(agreed)).poll()).status).toBe(200);
    expect((await agree()).status).toBe(400);
  });

  it('takes a destination that is none as none', async () => {
    server = await start(checked());
    for (const [id, redirect] of [
      'not a url',
      'ftp://x.example/',
      'http://x.example/',
      'https://a:b@x.example/',
    ].entries())
      expect((await overGithub(server, github, githubUser(100 + id), redirect)).json.session_id).toMatch(
        UUID,
      );
  });

  it('takes an outage elsewhere for an outage, and never for a verdict on the person', async () => {
    server = await start(checked());
    const failed = 'AuthErrorPayload::FetchUserDataError';
    github.script('user', { status: 502, body: '<html>' });
    expect(outcome(await overGithub(server, github, githubUser(24)))).toEqual([500, failed]);
    github.script('token', 'breaks');
    expect(outcome(await overGithub(server, github, githubUser(24)))).toEqual([500, failed]);
    const wallet = newWallet();
    ethereum.down = 500;
    expect(outcome(await overEthereum(server, wallet))).toEqual([500, failed]);
    ethereum.down = null;
    expect((await overGithub(server, github, githubUser(24))).status).toBe(200);
    expect((await overEthereum(server, wallet)).status).toBe(200);
  });

  it('knows a person of GitHub by the number, whatever the login', async () => {
    server = await start(checked());
    const before = new Contributor(
      server,
      signedIn(await overGithub(server, github, githubUser(25, 'before'))),
    );
    expect((await before.takeTurn()).answer.status).toBe(200);
    const renamed = await overGithub(server, github, githubUser(25, 'after'));
    expect(outcome(renamed)).toEqual([400, 'AuthErrorPayload::UserAlreadyContributed']);
  });
});
