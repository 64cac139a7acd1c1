import { signedInSchema } from '@brebaje/protocol/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Face, startFace, wallet } from '../http/test-face.ts';
import { siweText } from './siwe.ts';
import { type FakeNode, startNode } from './test-providers.ts';

const HOST = { host: 'localhost:3000' };
const JSON_TYPE = { ...HOST, 'content-type': 'application/json' };

function api(face: Face) {
  const post = (url: string, body: unknown, headers: Record<string, string> = JSON_TYPE) =>
    face.app.inject({
      method: 'POST',
      url,
      headers,
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const nonceFor = async (address: string): Promise<string> =>
    (await post('/auth/eth/generate-nonce', { address })).json().nonce;
  const messageFor = async (address: string, change: object = {}): Promise<string> => {
    const issuedAt = face.clock.time;
    return siweText({
      domain: 'localhost:3000',
      address,
      statement: 'Hello.',
      uri: 'http://localhost:3000',
      chainId: 1,
      nonce: await nonceFor(address),
      issuedAt,
      expirationTime: issuedAt + 60_000,
      ...change,
    });
  };
  const signIn = async (signer = wallet(), change: object = {}) => {
    const message = await messageFor(signer.address, change);
    return post('/auth/eth/verify-signature', { message, signature: signer.sign(message) });
  };
  const poll = (id: string, path = '') =>
    face.app.inject({
      method: 'POST',
      url: `${path}/lobby/try_contribute`,
      headers: { authorization: `Bearer ${id}` },
    });
  return { post, nonceFor, messageFor, signIn, poll };
}

describe('the sign-in of commands', () => {
  let face: Face;
  let on: ReturnType<typeof api>;
  beforeAll(async () => {
    face = await startFace();
    on = api(face);
  });
  afterAll(() => face.close());

  it('gives a user and a session that every ceremony takes', async () => {
    const signer = wallet();
    const answer = await on.signIn(signer);
    expect(answer.statusCode).toBe(200);
    const { user, session_id } = signedInSchema.parse(answer.json());
    const address = signer.address.toLowerCase();
    expect(user).toMatchObject({ provider: 'Ethereum', sub: `eth|${address}`, nickname: address });
    expect((await on.poll(session_id)).statusCode).toBe(200);
    expect((await on.poll(session_id, '/sequencer/other')).statusCode).toBe(200);
    const stored = await face.store.db.selectFrom('session').select('idHash').execute();
    expect(JSON.stringify(stored)).not.toContain(session_id);
  });

  it('gives a page of ours a cookie, and no session id', async () => {
    const signer = wallet();
    const message = await on.messageFor(signer.address);
    const asked = { message, signature: signer.sign(message), cookie: true };
    const answer = await on.post('/auth/eth/verify-signature', asked);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ user: expect.objectContaining({ provider: 'Ethereum' }) });
    expect(answer.headers['set-cookie']).toMatch(
      /^brebaje-3000=[0-9a-f-]{36}; Path=\/; HttpOnly; SameSite=Strict/,
    );
    expect((await on.signIn(signer)).headers['set-cookie']).toBeUndefined();
  });

  it('gives a nonce of 128 bits, another one every time', async () => {
    const { address } = wallet();
    const [one, two] = [await on.nonceFor(address), await on.nonceFor(address.toLowerCase())];
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(one).not.toBe(two);
  });

  it.each([
    ['another domain', { domain: 'evil.example' }],
    ['another URI', { uri: 'http://evil.example' }],
    ['another chain', { chainId: 5 }],
    ['a nonce of its own', { nonce: '0123456789abcdef' }],
  ])('refuses a message with %s', async (_, change) => {
    const answer = await on.signIn(wallet(), change);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'AuthErrorPayload::InvalidAuthCode']);
  });

  it('uses a nonce up at the first attempt, good or bad', async () => {
    const signer = wallet();
    const message = await on.messageFor(signer.address);
    const send = (signature: string) => on.post('/auth/eth/verify-signature', { message, signature });
    expect((await send(wallet().sign(message))).statusCode).toBe(400);
    const late = await send(signer.sign(message));
    expect(late.json().error).toContain('nonce');
  });

  it('refuses a nonce that was given to another address, or five minutes ago', async () => {
    const nonce = await on.nonceFor(wallet().address);
    expect((await on.signIn(wallet(), { nonce })).statusCode).toBe(400);
    const signer = wallet();
    const message = await on.messageFor(signer.address, { expirationTime: face.clock.time + 3_600_000 });
    face.clock.time += 300_000;
    const late = await on.post('/auth/eth/verify-signature', { message, signature: signer.sign(message) });
    expect(late.statusCode).toBe(400);
  });

  it('serves no page of another origin: that one gets a session for one ceremony, after asking', async () => {
    const signer = wallet();
    const message = await on.messageFor(signer.address);
    const body = { message, signature: signer.sign(message) };
    const from = (origin: string) => on.post('/auth/eth/verify-signature', body, { ...JSON_TYPE, origin });
    for (const origin of [
      'https://evil.example',
      'http://localhost:3001',
      'https://localhost:3000',
      'null',
    ]) {
      const answer = await from(origin);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'AuthErrorPayload::InvalidAuthCode']);
    }
    const foreign = { ...JSON_TYPE, origin: 'https://evil.example' };
    const nonce = await on.post('/auth/eth/generate-nonce', { address: signer.address }, foreign);
    expect(nonce.statusCode).toBe(400);
    expect((await from('http://localhost:3000')).statusCode).toBe(200);
  });

  it('answers what is no request as the framework of the reference would', async () => {
    expect((await on.post('/auth/eth/generate-nonce', '{')).statusCode).toBe(400);
    expect((await on.post('/auth/eth/generate-nonce', {})).statusCode).toBe(422);
    expect((await on.post('/auth/eth/generate-nonce', { address: '0x1' })).statusCode).toBe(422);
    expect((await on.post('/auth/eth/verify-signature', { message: 'x' })).statusCode).toBe(422);
    expect((await on.post('/auth/eth/verify-signature', 'x'.repeat(70_000))).statusCode).toBe(413);
    const elsewhere = { ...JSON_TYPE, host: 'evil.example' };
    expect((await on.post('/auth/eth/verify-signature', '{}', elsewhere)).statusCode).toBe(400);
  });
});

describe('the page', () => {
  let face: Face;
  beforeAll(async () => {
    face = await startFace();
  });
  afterAll(() => face.close());
  const get = (url: string) => face.app.inject({ url, headers: HOST });

  it('works without scripts: an address, a text, a signature', async () => {
    const first = await get('/auth/eth');
    expect(first.statusCode).toBe(200);
    expect(first.body).toContain('name="address"');
    const { address } = wallet();
    const second = await get(`/auth/eth?address=${address}`);
    expect(second.body).toContain(`\n${address}\n`);
    expect(second.body).toContain('name="signature"');
    expect((await get('/auth/eth?address=0x12')).statusCode).toBe(400);
    expect((await get('/auth/eth?state=!')).statusCode).toBe(400);
    expect((await get('/auth/eth/wallet.js')).headers['content-type']).toContain('javascript');
  });

  it('shows what was typed as text', async () => {
    const { body } = await get(`/auth/eth?address=${encodeURIComponent('"><script>x</script>')}`);
    expect(body).not.toContain('<script>x');
  });

  it('says what is wrong with a signature, and lets one try again', async () => {
    const form = new URLSearchParams({ state: '', message: 'x', signature: '0x' }).toString();
    const answer = await face.app.inject({
      method: 'POST',
      url: '/auth/eth/sign',
      headers: HOST,
      payload: form,
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('role="alert"');
    expect(answer.body).toContain('name="address"');
  });
});

describe('a first-party session', () => {
  let node: FakeNode;
  let face: Face;
  beforeAll(async () => {
    node = await startNode();
    face = await startFace({
      env: { BREBAJE_ETHEREUM_RPC_URLS: node.url },
      qualification: { mode: 'checked', ethereum: { minNonce: 3, block: 16 }, github: null },
    });
  });
  afterAll(() => Promise.all([face.close(), node.close()]));

  it('is qualified for a ceremony on its first call there', async () => {
    const { signIn, poll } = api(face);
    const signer = wallet();
    const id = (await signIn(signer)).json().session_id;
    expect((await poll(id)).json().code).toBe('AuthErrorPayload::UserCreatedAfterDeadline');
    const known = wallet();
    node.counts.set(known.address.toLowerCase(), 3);
    expect((await poll((await signIn(known)).json().session_id)).statusCode).toBe(200);
    node.outage = { status: 503, text: '' };
    const away = await poll((await signIn()).json().session_id);
    expect([away.statusCode, away.json().code]).toEqual([500, 'AuthErrorPayload::FetchUserDataError']);
    node.outage = null;
  });

  it('of an account that never qualifies takes no room from those who do', async () => {
    const small = await startFace({
      env: { BREBAJE_MAX_SESSIONS: '2' },
      qualification: { mode: 'checked', ethereum: { minNonce: 3, block: 16 }, github: null },
    });
    const { signIn, poll } = api(small);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      ids.push((await signIn()).json().session_id);
      small.clock.time += 1000;
    }
    const link = await small.app.inject({ url: '/auth/request_link', headers: HOST });
    expect(link.statusCode).toBe(200);
    // The room that they do have is one for another's: the first one went.
    const known = await Promise.all(ids.map(async (id) => (await poll(id)).statusCode !== 401));
    expect(known).toEqual([false, true, true]);
    await small.close();
  });

  it('enters nothing that is closing', async () => {
    const { signIn, poll } = api(face);
    const signer = wallet();
    node.counts.set(signer.address.toLowerCase(), 3);
    const id = (await signIn(signer)).json().session_id;
    await face.store.db.updateTable('ceremony').set({ draining: 1 }).where('slug', '=', 'other').execute();
    expect((await poll(id, '/sequencer/other')).json().code).toBe('AuthErrorPayload::LobbyIsFull');
  });
});

describe('limits per address', () => {
  it('cap who signs in where anybody may, beyond loopback', async () => {
    const face = await startFace({
      env: {
        BREBAJE_PUBLIC_URL: 'https://x.example',
        BREBAJE_QUALIFICATION: 'open',
        BREBAJE_OPEN_TO_ANYONE: 'yes',
        BREBAJE_OPEN_PER_PREFIX: '2',
        BREBAJE_TRUSTED_PROXIES: '127.0.0.1',
      },
    });
    const { signIn } = api(face);
    const answers: string[] = [];
    for (const [index, address] of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.1.1'].entries()) {
      const id = (await signIn(wallet(), { domain: 'x.example', uri: 'https://x.example' })).json()
        .session_id;
      const answer = await face.app.inject({
        method: 'POST',
        url: '/lobby/try_contribute',
        headers: { authorization: `Bearer ${id}`, 'x-forwarded-for': address },
      });
      answers[index] = answer.json().code;
    }
    await face.close();
    expect(answers.map((code) => code.split('::')[1])).toEqual([
      'AnotherContributionInProgress',
      'AnotherContributionInProgress',
      'LobbyIsFull',
      'AnotherContributionInProgress',
    ]);
  });

  it('count a person once, however often the lobby was full', async () => {
    const face = await startFace({
      env: {
        BREBAJE_PUBLIC_URL: 'https://x.example',
        BREBAJE_QUALIFICATION: 'open',
        BREBAJE_OPEN_TO_ANYONE: 'yes',
        BREBAJE_OPEN_PER_PREFIX: '2',
      },
    });
    face.script.tryContribute = async () => ({ kind: 'refused', code: 'LOBBY_FULL' });
    const { signIn, poll } = api(face);
    const there = { domain: 'x.example', uri: 'https://x.example' };
    const first = (await signIn(wallet(), there)).json().session_id;
    for (let n = 0; n < 5; n++)
      expect((await poll(first)).json().code).toBe('TryContributeError::LobbyIsFull');
    const second = (await signIn(wallet(), there)).json().session_id;
    expect((await poll(second)).json().code).toBe('TryContributeError::LobbyIsFull');
    const third = (await signIn(wallet(), there)).json().session_id;
    expect((await poll(third)).json().code).toBe('AuthErrorPayload::LobbyIsFull');
    await face.close();
  });

  it('are generous for sign-in, and say when to come again', async () => {
    const face = await startFace({ env: { BREBAJE_SIGN_INS_PER_MINUTE: '2' } });
    const get = () => face.app.inject({ url: '/auth/request_link', headers: HOST });
    expect([(await get()).statusCode, (await get()).statusCode]).toEqual([200, 200]);
    const third = await get();
    expect([third.statusCode, third.headers['retry-after'], third.json().code]).toEqual([
      503,
      '60',
      'AuthErrorPayload::LobbyIsFull',
    ]);
    face.clock.time += 60_000;
    expect((await get()).statusCode).toBe(200);
    await face.close();
  });
});

it('providers that are not set up lead to a page that says so', async () => {
  const face = await startFace({ env: { BREBAJE_QUALIFICATION: 'checked' } });
  const links = (await face.app.inject({ url: '/auth/request_link', headers: HOST })).json();
  for (const [url, name] of [
    [links.eth_auth_url, 'Ethereum'],
    [links.github_auth_url, 'GitHub'],
  ] as const) {
    const page = await face.app.inject({ url: url.replace('http://localhost:3000', ''), headers: HOST });
    expect([page.statusCode, page.body.includes(`${name} sign-in is not set up`)]).toEqual([503, true]);
  }
  await face.close();
});
