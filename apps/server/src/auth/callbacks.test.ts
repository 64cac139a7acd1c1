import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Qualification } from '../config/policy-of.ts';
import { type Face, startFace, wallet } from '../http/test-face.ts';
import { encodeState } from './callback-state.ts';
import { type FakeGithub, type FakeNode, startGithub, startNode } from './test-providers.ts';

const CHECKED: Qualification = {
  mode: 'checked',
  ethereum: { minNonce: 4, block: 15_565_180 },
  github: { createdBefore: Date.parse('2022-08-01T00:00:00Z') },
};
const HOST = { host: 'localhost:3000' };
const ANN = { id: 1, login: 'Ann', created_at: '2011-01-25T18:44:36Z' };
const LOCAL = 'http://localhost:4444/back?x=1#f';

let face: Face;
let github: FakeGithub;
let node: FakeNode;
let spare: FakeNode;

beforeEach(async () => {
  [github, node, spare] = await Promise.all([startGithub(), startNode(), startNode()]);
  face = await startFace({
    qualification: CHECKED,
    env: {
      BREBAJE_GITHUB_CLIENT_ID: 'client',
      BREBAJE_GITHUB_CLIENT_SECRET: 'secret',
      BREBAJE_GITHUB_TOKEN_URL: `${github.url}/login/oauth/access_token`,
      BREBAJE_GITHUB_USERINFO_URL: `${github.url}/user`,
      BREBAJE_ETHEREUM_RPC_URLS: `${node.url}/v2/KEY,${spare.url}`,
      BREBAJE_MAX_SESSIONS: '3',
      BREBAJE_REDIRECT_ORIGINS: 'https://registered.example',
    },
  });
});
afterEach(() => Promise.all([face.close(), github.close(), node.close(), spare.close()]));

const get = (url: string) => face.app.inject({ url, headers: HOST });
const links = async (redirect?: string): Promise<{ eth_auth_url: string; github_auth_url: string }> => {
  const query = redirect === undefined ? '' : `?redirect_to=${encodeURIComponent(redirect)}`;
  return (await get(`/auth/request_link${query}`)).json();
};
const callback = (provider: string, code: string, redirect: string | null = null) =>
  get(`/auth/callback/${provider}?code=${code}&state=${encodeState({ redirect, ceremony: null })}`);

/** Signs the page's message and follows the form to the callback's URL. */
async function signAtPage(link: string, signer = wallet()): Promise<string> {
  const page = await get(`${link.replace('http://localhost:3000', '')}&address=${signer.address}`);
  const message = /<textarea[^>]*>\n([^<]*)<\/textarea>/.exec(page.body)?.[1] ?? '';
  const state = new URL(link).searchParams.get('state') ?? '';
  const form = new URLSearchParams({
    state,
    // As a browser sends it.
    message: message.replaceAll('\n', '\r\n'),
    signature: signer.sign(message),
  });
  const answer = await face.app.inject({
    method: 'POST',
    url: '/auth/eth/sign',
    headers: { ...HOST, 'content-type': 'application/x-www-form-urlencoded' },
    payload: form.toString(),
  });
  expect(answer.statusCode).toBe(303);
  return String(answer.headers.location).replace('http://localhost:3000', '');
}

async function githubCode(account: Record<string, unknown> = ANN): Promise<string> {
  const code = crypto.randomUUID();
  github.codes.set(code, account);
  return code;
}

function oldWallet(): ReturnType<typeof wallet> {
  const signer = wallet();
  node.counts.set(signer.address.toLowerCase(), 4);
  return signer;
}

describe('request_link', () => {
  it('gives both links with one state, GitHub parameters in order', async () => {
    const { eth_auth_url, github_auth_url } = await links();
    const state = 'eyJyZWRpcmVjdCI6bnVsbH0';
    expect(eth_auth_url).toBe(`http://localhost:3000/auth/eth?state=${state}`);
    expect(github_auth_url).toBe(
      `https://github.com/login/oauth/authorize?response_type=code&client_id=client&state=${state}&redirect_uri=${encodeURIComponent('http://localhost:3000/auth/callback/github')}`,
    );
    expect((await get('/auth/request_link')).headers['content-type']).toBe('application/json');
  });

  it('carries the ceremony in the state below /sequencer', async () => {
    const { eth_auth_url } = (await get('/sequencer/other/auth/request_link')).json();
    const state = new URL(eth_auth_url).searchParams.get('state') ?? '';
    expect(JSON.parse(Buffer.from(state, 'base64url').toString())).toEqual({
      redirect: null,
      ceremony: 'other',
    });
    const answer = await get(`/auth/callback/github?code=${await githubCode()}&state=${state}`);
    const id = answer.json().session_id;
    const poll = (path: string) =>
      face.app.inject({
        method: 'POST',
        url: `${path}/lobby/try_contribute`,
        headers: { authorization: `Bearer ${id}` },
      });
    expect([(await poll('/sequencer/other')).statusCode, (await poll('')).statusCode]).toEqual([200, 401]);
  });

  it('is 503 when too many wait outside, also for states given before', async () => {
    const { eth_auth_url } = await links();
    for (let id = 1; id <= 3; id++)
      expect((await callback('github', await githubCode({ ...ANN, id }))).statusCode).toBe(200);
    const full = await get('/auth/request_link');
    expect([full.statusCode, full.body]).toEqual([
      503,
      '{"code":"AuthErrorPayload::LobbyIsFull","error":"lobby is full"}',
    ]);
    const late = await get(await signAtPage(eth_auth_url, oldWallet()));
    expect([late.statusCode, late.json().code]).toEqual([503, 'AuthErrorPayload::LobbyIsFull']);
  });

  it('is 503 while draining', async () => {
    await face.store.db.updateTable('ceremony').set({ draining: 1 }).where('slug', '=', 'kzg').execute();
    expect((await get('/auth/request_link')).statusCode).toBe(503);
  });

  it('refuses a host that may be somebody else pointing here', async () => {
    const answer = await face.app.inject({ url: '/auth/request_link', headers: { host: 'evil.example' } });
    expect(answer.statusCode).toBe(400);
  });
});

describe('a callback', () => {
  it.each(['eth', 'github'])('of %s checks its query in the order of the reference', async (provider) => {
    const path = `/auth/callback/${provider}`;
    expect((await get(path)).statusCode).toBe(422);
    expect((await get(`${path}?code=a`)).statusCode).toBe(422);
    expect((await get(`${path}?state=eyJyZWRpcmVjdCI6bnVsbH0`)).statusCode).toBe(422);
    const base64 = await get(`${path}?code=a&state=!!!`);
    expect([base64.statusCode, base64.body]).toEqual([
      400,
      '{"message":"invalid base64 data in state parameter"}',
    ]);
    const json = await get(`${path}?code=a&state=bm9uZQ`);
    expect([json.statusCode, json.body]).toEqual([400, '{"message":"invalid json in state parameter"}']);
    const code = await callback(provider, 'unknown');
    expect([code.statusCode, code.body]).toEqual([
      400,
      '{"code":"AuthErrorPayload::InvalidAuthCode","error":"invalid authorization code"}',
    ]);
  });

  it('of GitHub gives a session as JSON, exp as it is', async () => {
    const answer = await callback('github', await githubCode());
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toMatch(
      /^\{"id_token":\{"exp":18446744073709551615,"nickname":"Ann","provider":"Github","sub":"git\|1\|Ann"\},"session_id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"\}$/,
    );
    expect(Object.fromEntries(github.lastToken)).toMatchObject({
      client_id: 'client',
      client_secret: 'secret',
      redirect_uri: 'http://localhost:3000/auth/callback/github',
    });
    expect(github.lastUserAgent).toBe('brebaje');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('knows a person by number, whatever the login', async () => {
    await callback('github', await githubCode());
    await callback('github', await githubCode({ ...ANN, login: 'Bea' }));
    const identities = await face.store.db.selectFrom('identity').selectAll().execute();
    expect(identities).toMatchObject([{ subject: '1', handle: 'Bea' }]);
  });

  it('redirects to this machine at once, with five parameters before the fragment', async () => {
    const { eth_auth_url } = await links(LOCAL);
    const signer = oldWallet();
    const answer = await get(await signAtPage(eth_auth_url, signer));
    const account = signer.address.toLowerCase();
    expect(answer.statusCode).toBe(303);
    expect(String(answer.headers.location)).toMatch(
      new RegExp(
        `^http://localhost:4444/back\\?x=1&session_id=[0-9a-f-]{36}&sub=eth%7C${account}&nickname=${account}&provider=Ethereum&exp=18446744073709551615#f$`,
      ),
    );
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('redirects failures to this machine with code and error', async () => {
    const answer = await callback('eth', 'unknown', 'http://127.0.0.1:1/a');
    expect([answer.statusCode, answer.headers.location]).toEqual([
      303,
      'http://127.0.0.1:1/a?code=AuthErrorPayload%3A%3AInvalidAuthCode&error=invalid+authorization+code',
    ]);
  });

  it('names a failure of the store as the reference does: one way in JSON, another in a redirect', async () => {
    const before = face.context.store.transaction;
    face.context.store.transaction = () => Promise.reject(new Error('disk full'));
    const json = await callback('github', await githubCode());
    const redirect = await callback('github', await githubCode(), 'http://127.0.0.1:1/a');
    face.context.store.transaction = before;
    expect([json.statusCode, json.body]).toEqual([
      500,
      '{"code":"StorageError::DatabaseError","error":"storage error"}',
    ]);
    expect(redirect.headers.location).toBe(
      'http://127.0.0.1:1/a?code=AuthErrorPayload%3A%3AStorage&error=storage+error',
    );
  });

  it('uses a code up', async () => {
    const url = await signAtPage((await links()).eth_auth_url, oldWallet());
    expect((await get(url)).statusCode).toBe(200);
    expect((await get(url)).json().code).toBe('AuthErrorPayload::InvalidAuthCode');
  });

  it('is JSON for destinations that get no session', async () => {
    for (const redirect of [
      'nonsense',
      'http://elsewhere.example',
      'https://u:p@x.example',
      'javascript:alert(1)',
      '/x',
    ]) {
      const answer = await callback('eth', 'unknown', redirect);
      expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined]);
    }
  });
});

describe('a destination elsewhere', () => {
  it('is named, and asked about, before a session is made', async () => {
    const page = await callback('github', await githubCode(), 'https://foreign.example/x');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('https://foreign.example');
    expect(page.headers['content-security-policy']).toContain("form-action 'self' https://foreign.example");
    expect(await face.store.db.selectFrom('session').selectAll().execute()).toEqual([]);
    const ticket = /name="ticket" value="([0-9a-f]+)"/.exec(page.body)?.[1] ?? '';
    const agree = () =>
      face.app.inject({ method: 'POST', url: '/auth/continue', headers: HOST, payload: `ticket=${ticket}` });
    const answer = await agree();
    expect(answer.statusCode).toBe(303);
    expect(String(answer.headers.location)).toMatch(/^https:\/\/foreign\.example\/x\?session_id=/);
    expect((await agree()).statusCode).toBe(400);
  });

  it('gets failures as a link, not as a redirect', async () => {
    const answer = await callback('eth', 'unknown', 'https://foreign.example/');
    expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined]);
    expect(answer.body).toContain(
      'href="https://foreign.example/?code=AuthErrorPayload%3A%3AInvalidAuthCode',
    );
  });

  it('that is registered is redirected to at once', async () => {
    const answer = await callback('github', await githubCode(), 'https://registered.example/x');
    expect(String(answer.headers.location)).toMatch(/^https:\/\/registered\.example\/x\?session_id=/);
  });
});

describe('qualification', () => {
  it('refuses young GitHub accounts and addresses with little history alike', async () => {
    const young = await callback('github', await githubCode({ ...ANN, created_at: '2022-08-01T00:00:01Z' }));
    const url = await signAtPage((await links()).eth_auth_url);
    for (const answer of [young, await get(url)])
      expect([answer.statusCode, answer.body]).toEqual([
        401,
        '{"code":"AuthErrorPayload::UserCreatedAfterDeadline","error":"user created after deadline"}',
      ]);
    expect(node.calls[0]?.params[1]).toBe('0xed817c');
  });

  it('asks the next endpoint when one fails, and once per address', async () => {
    node.outage = {
      status: 200,
      text: '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"missing trie node"}}',
    };
    const signer = wallet();
    spare.counts.set(signer.address.toLowerCase(), 9);
    for (let times = 0; times < 2; times++) {
      const url = await signAtPage((await links()).eth_auth_url, signer);
      expect((await get(url)).statusCode).toBe(200);
    }
    expect([node.calls.length, spare.calls.length]).toEqual([1, 1]);
  });

  it.each([
    [500, ''],
    [200, 'no json'],
    [200, '{"result":null}'],
    [429, '{}'],
  ])('never says not eligible when nobody answers (%i %s)', async (status, text) => {
    node.outage = { status, text };
    spare.outage = { status, text };
    const signer = oldWallet();
    const failed = await get(await signAtPage((await links()).eth_auth_url, signer));
    expect([failed.statusCode, failed.json().code]).toEqual([500, 'AuthErrorPayload::FetchUserDataError']);
    node.outage = null;
    expect((await get(await signAtPage((await links()).eth_auth_url, signer))).statusCode).toBe(200);
  });

  it('takes an outage or an odd answer of GitHub for what it is', async () => {
    const { created_at } = ANN;
    const names = ['', 'a|b', 'a@b', 'a b', '\u001b[2J', '\u202ea', 'a'.repeat(101)];
    for (const account of [{ id: 'x', login: 'a' }, ...names.map((login) => ({ id: 7, login }))]) {
      const odd = await callback('github', await githubCode({ ...account, created_at }));
      expect([odd.statusCode, odd.json().code]).toEqual([500, 'AuthErrorPayload::CouldNotExtractUserData']);
    }
    github.outage = 502;
    const away = await callback('github', await githubCode());
    expect([away.statusCode, away.json().code]).toEqual([500, 'AuthErrorPayload::FetchUserDataError']);
  });
});

describe('after a verdict', () => {
  it('signing in again is refused', async () => {
    const first = await callback('github', await githubCode());
    const { userId, identityId } = await face.store.db
      .selectFrom('session')
      .selectAll()
      .executeTakeFirstOrThrow();
    await face.store.db
      .insertInto('participant')
      .values({
        userId,
        identityId,
        ceremonyId: face.ceremony.id,
        status: 'DONE',
        contributionStep: 'COMPLETED',
        contributionProgress: 100,
        enteredAt: 1,
        createdAt: 1,
      })
      .execute();
    expect(first.statusCode).toBe(200);
    const again = await callback('github', await githubCode());
    expect([again.statusCode, again.body]).toEqual([
      400,
      '{"code":"AuthErrorPayload::UserAlreadyContributed","error":"user already contributed"}',
    ]);
  });
});

it('one person cannot fill the server with sessions', async () => {
  for (let times = 0; times < 12; times++)
    expect((await callback('github', await githubCode())).statusCode).toBe(200);
  expect((await face.store.db.selectFrom('session').selectAll().execute()).length).toBe(8);
});
