import { eip191Signer } from 'micro-eth-signer';
import { expect, it } from 'vitest';
import { sequencerUrl } from './sequencer-url.ts';
import { credentialOf, freshKey, identityOf, keyOf, signIn } from './sign-in.ts';
import { fakeSurroundings } from './testing/fake-surroundings.ts';

const url = sequencerUrl('https://x.org/kzg/c/spring');

function serverThat(answers: Record<string, (body: Record<string, string>) => [number, unknown]>) {
  const world = fakeSurroundings();
  const fetch = async (address: RequestInfo | URL, init?: RequestInit) => {
    const [status, json] = answers[String(address)]?.(JSON.parse(String(init?.body))) ?? [
      404,
      '<h1>404</h1>',
    ];
    return new Response(JSON.stringify(json), { status });
  };
  return { ...world, fetch: fetch as typeof globalThis.fetch };
}

it('signs the message of EIP-4361 for this server and nonce', async () => {
  const key = freshKey();
  let message = '';
  const world = serverThat({
    'https://x.org/kzg/auth/eth/generate-nonce': ({ address }) => [
      200,
      { nonce: address === key.address ? 'n0nce123' : '' },
    ],
    'https://x.org/kzg/auth/eth/verify-signature': (body) => {
      message = body.message!;
      const good = eip191Signer.verify(body.signature!, message, key.address);
      return good ? [200, { user: {}, session_id: 'an-id' }] : [401, {}];
    },
  });
  expect(await signIn(world, url, key)).toEqual({ sessionId: 'an-id', identity: identityOf(key) });
  expect(message.split('\n')).toEqual([
    'x.org wants you to sign in with your Ethereum account:',
    key.address,
    '',
    'Take part in a trusted-setup ceremony.',
    '',
    'URI: https://x.org/kzg',
    'Version: 1',
    'Chain ID: 1',
    'Nonce: n0nce123',
    'Issued At: 2023-11-14T22:13:20.000Z',
  ]);
});

it.each([
  ['a nonce with lines of its own', 'abcdefgh\nResources:\n- https://victim.example', 'id'],
  ['a session id that is none', 'abcdefgh', 'a\r\nX: y'],
])('signs in nowhere with %s', async (_, nonce, session_id) => {
  const world = serverThat({
    'https://x.org/kzg/auth/eth/generate-nonce': () => [200, { nonce }],
    'https://x.org/kzg/auth/eth/verify-signature': () => [200, { user: {}, session_id }],
  });
  await expect(signIn(world, url, freshKey())).rejects.toMatchObject({ code: 'NOT_A_SEQUENCER' });
});

it('keeps codes and texts of a server off the terminal’s controls', async () => {
  const evil = 'a\u001b]0;b\u0007\u009b31m\u202e';
  const world = serverThat({
    'https://x.org/kzg/auth/eth/generate-nonce': () => [400, { code: evil, error: evil }],
  });
  const kept = 'a ]0;b 31m';
  await expect(signIn(world, url, freshKey())).rejects.toMatchObject({ serverCode: kept, serverText: kept });
});

it('takes no identity from a file that could not stand in a transcript', () => {
  expect(() => credentialOf('{"session_id":"x","id_token":{"sub":"git|1|\\u001b[2J"}}')).toThrow(RangeError);
});

it('says what to do where there is no sign-in by key', async () => {
  await expect(signIn(serverThat({}), url, freshKey())).rejects.toMatchObject({
    code: 'SIGN_IN_UNAVAILABLE',
    next: expect.stringContaining('--session-file'),
  });
});

it.each([
  [
    'ALREADY_CONTRIBUTED',
    400,
    { code: 'AuthErrorPayload::UserAlreadyContributed', error: 'user already contributed' },
  ],
  [
    'SIGN_IN_REFUSED',
    401,
    { code: 'AuthErrorPayload::UserCreatedAfterDeadline', error: 'user created after deadline' },
  ],
])('ends with %s', async (code, status, body) => {
  const world = serverThat({ 'https://x.org/kzg/auth/eth/generate-nonce': () => [status, body] });
  await expect(signIn(world, url, freshKey())).rejects.toMatchObject({ code, serverText: body.error });
});

it('says that the clock is wrong where that may be why it was refused', async () => {
  const world = serverThat({});
  const refusing = async () =>
    new Response('{"code":"","error":"too early"}', {
      status: 401,
      headers: { date: new Date(world.now() - 26 * 3_600_000).toUTCString() },
    });
  await expect(
    signIn({ ...world, fetch: refusing as typeof globalThis.fetch }, url, freshKey()),
  ).rejects.toMatchObject({
    code: 'SIGN_IN_REFUSED',
    next: 'this machine’s clock is 26 hours ahead of the server’s: set it right',
  });
});

it('thinks of the clock where a certificate is not of this day', async () => {
  const world = serverThat({});
  const refusing = async () => {
    throw new TypeError('fetch failed', { cause: new Error('certificate is not yet valid') });
  };
  await expect(signIn({ ...world, fetch: refusing }, url, freshKey())).rejects.toMatchObject({
    code: 'UNREACHABLE',
    next: expect.stringContaining('clock is right'),
  });
});

it('reads keys with and without 0x, and never repeats a bad one', () => {
  const hex = '11'.repeat(32);
  expect(keyOf(` 0x${hex}\n`).address).toBe(keyOf(hex).address);
  for (const bad of ['11', 'zz'.repeat(32), '00'.repeat(32), 'ff'.repeat(32)]) {
    expect(() => keyOf(bad)).toThrow(/not an Ethereum private key/);
    try {
      keyOf(bad);
    } catch (error) {
      expect((error as Error).message).not.toContain(bad);
    }
  }
});

it('reads a session as an id, as the JSON of a callback, or as the fields of a redirect', () => {
  expect(credentialOf('abc\n')).toEqual({ sessionId: 'abc', identity: undefined });
  const callback =
    '{"id_token":{"exp":18446744073709551615,"nickname":"n","provider":"Github","sub":"git|1|n"},"session_id":"s"}';
  expect(credentialOf(callback)).toEqual({ sessionId: 's', identity: 'git|1|n' });
  expect(credentialOf('{"session_id":"s","sub":"git|1|n"}')).toEqual({ sessionId: 's', identity: 'git|1|n' });
  for (const bad of ['', 'a b', '{', '{"id_token":{}}', 'a\u0000b'])
    expect(() => credentialOf(bad)).toThrow(RangeError);
});
