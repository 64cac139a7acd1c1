import { expect, it } from 'vitest';
import { fakeSurroundings } from '../testing/fake-surroundings.ts';
import { invitationLink, isInvitationLink } from './invitation-link.ts';
import { restClient } from './rest-client.ts';

/** A client whose requests are answered by this. */
function clientOf(answer: (url: string, init: RequestInit) => Response) {
  const world = fakeSurroundings();
  world.fetch = (async (url: unknown, init?: RequestInit) => answer(String(url), init ?? {})) as typeof fetch;
  return restClient(world, 'https://x.org/kzg', 'session');
}

const problem = (status: number, body: object) =>
  Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } });

it('sends JSON, the session and the version, and gives the answer with its version', async () => {
  const sent: [string, RequestInit][] = [];
  const client = clientOf((url, init) => {
    sent.push([url, init]);
    return Response.json({ a: 1 }, { headers: { etag: '"2"' } });
  });
  const request = { method: 'PATCH' as const, path: '/things/1', body: { b: 2 }, ifMatch: '"1"' };
  expect(await client.call(request)).toEqual({ status: 200, body: { a: 1 }, etag: '"2"' });
  const [[url, init]] = sent as [[string, RequestInit]];
  expect(url).toBe('https://x.org/kzg/things/1');
  expect(init.headers).toMatchObject({
    authorization: 'Bearer session',
    'content-type': 'application/json',
    'if-match': '"1"',
  });
  expect(init.body).toBe('{"b":2}');
});

it('reads a list page after page, and no further than is wanted', async () => {
  const asked: string[] = [];
  const client = clientOf((url) => {
    asked.push(url);
    return Response.json(
      url.includes('after=') ? { items: [3], total: 3 } : { items: [1, 2], total: 3, next: 'n' },
    );
  });
  const read = async (path: string, most?: number) => {
    const items: unknown[] = [];
    for await (const item of client.all(path, most === undefined ? {} : { most })) items.push(item);
    return items;
  };
  expect(await read('/things?a=1')).toEqual([1, 2, 3]);
  expect(asked[1]).toBe('https://x.org/kzg/things?a=1&limit=100&after=n');
  expect(await read('/things', 2)).toEqual([1, 2]);
});

it('tells a refusal with the fields that are wrong, what to do, and where help is', async () => {
  const body = {
    code: 'INVALID_REQUEST',
    detail: 'No good',
    errors: [{ path: 'title', message: 'too\u001b[31m long' }],
    allowed: ['OPENED'],
    next: 'Correct it.',
    support: 'help@x.org',
    reference: 'abc',
  };
  await expect(clientOf(() => problem(400, body)).call({ method: 'POST', path: '/' })).rejects.toMatchObject({
    code: 'REFUSED',
    serverCode: 'INVALID_REQUEST',
    message: 'No good\n  title: too [31m long Possible now: OPENED.',
    next: 'Correct it. Help: help@x.org, quoting abc',
  });
});

it.each([
  [401, 'SIGN_IN_REQUIRED', 'SESSION_UNKNOWN'],
  [410, 'INVITATION_REVOKED', 'SIGN_IN_REFUSED'],
  [403, 'NOT_PERMITTED', 'REFUSED'],
  [503, 'UNAVAILABLE', 'SERVER_FAULT'],
])('%i %s is %s', async (status, serverCode, code) => {
  const client = clientOf(() => problem(status, { code: serverCode }));
  await expect(client.call({ method: 'POST', path: '/' })).rejects.toMatchObject({ code, serverCode });
});

it('sends once what changes something, and repeats what does not', async () => {
  let asked = 0;
  const client = clientOf(() => {
    asked++;
    throw new TypeError('fetch failed');
  });
  await expect(client.call({ method: 'POST', path: '/' })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect(asked).toBe(1);
  await expect(client.call({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect(asked).toBeGreaterThan(2);
});

it('takes no page for an answer', async () => {
  const client = clientOf(() => new Response('<html>'));
  await expect(client.call({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'NOT_A_SEQUENCER' });
});

it('takes a link apart, with what follows the # sign', () => {
  const token = 'a1'.repeat(13);
  expect(invitationLink(`https://x.org/kzg/app/join#${token}`)).toEqual({
    server: 'https://x.org/kzg',
    token,
  });
  expect(isInvitationLink(`http://localhost:3000/app/join#${token}`)).toBe(true);
  for (const other of ['https://x.org/c/spring', 'https://x.org/app/join', `x#/app/join#${token}`])
    expect(isInvitationLink(other)).toBe(false);
  for (const wrong of ['https://x.org/app/join#short', 'https://x.org/other#aaaaaaaaaaaaaaaaaaaa', 'no'])
    expect(() => invitationLink(wrong)).toThrow('no whole invitation link');
});
