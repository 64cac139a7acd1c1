import { PLAIN } from '@brebaje/protocol/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { navigate, outcome } from '../support/http.ts';
import { restPerson, stranger } from '../support/rest-person.ts';
import { backings, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

it.each([
  '/users/1/x',
  '/projects/%F0%9F',
  '/users/%zz',
  `/users/${'9'.repeat(200)}`,
  '/contributions/1/x/y',
])('nothing is at %s, and it is said as REST says it', async (path) => {
  const answer = await server.send(path);
  expect(outcome(answer)).toEqual([404, 'NOT_FOUND']);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});

it.each(['/nothing', '/%zz', '/info/x', '/contribute/x', '/auth/x', '/usersx', '/lobby'])(
  'nothing is at %s, and it is said as the sequencer protocol says it',
  async (path) => {
    const { status, text } = await server.send(path);
    expect([status, text]).toEqual([404, PLAIN.notFound]);
  },
);

it('a path with a slash at the end leads to the one without', async () => {
  const { status, location } = await server.send('/projects/?limit=1');
  expect([status, location]).toEqual([308, '/projects?limit=1']);
});

it('a body of megabytes is refused before it is read, and whoever may not post is told that', async () => {
  const body = { slug: 'big', name: 'x'.repeat(11_000_000) };
  const coordinator = await restPerson(server, { role: 'coordinator' });
  expect(outcome(await stranger(server).post('/projects', body))).toEqual([401, 'SIGN_IN_REQUIRED']);
  expect(outcome(await coordinator.post('/projects', body))).toEqual([413, 'TOO_LARGE']);
});

it('pages of other origins may ask, and preflights say what they may send', async () => {
  const { status, headers } = await server.send('/projects/1', {
    method: 'OPTIONS',
    headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'PATCH' },
  });
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-headers')).toContain('if-match');
  expect(headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE, OPTIONS');
});

it('a browser is led to a page, and a program with a session never', async () => {
  const led = await navigate(`${server.url}/projects`);
  expect([led.status, led.location]).toEqual([303, '/docs']);
  const circuit = await navigate(`${server.url}/circuits/1`);
  expect([circuit.status, circuit.location]).toEqual([303, '/c/kzg']);
  const vary = 'origin, access-control-request-method, access-control-request-headers, accept';
  const json = await stranger(server).get('/circuits/1', { accept: 'text/html' });
  expect([json.status, json.headers.get('vary'), circuit.vary]).toEqual([200, vary, vary]);
  const person = await restPerson(server);
  expect((await person.get('/projects', { accept: 'text/html' })).status).toBe(200);
});

/** Postgres takes no text with one. */
describe.each(backings())('a name with a zero byte on $name', ({ start }) => {
  let other: TestServer;
  beforeAll(async () => {
    other = await start();
  });
  afterAll(() => other.close());

  it.each([
    `/files/${'a'.repeat(64)}/x%00`,
    `/files/${'a'.repeat(64)}/${'b'.repeat(64)}/x%00`,
    '/c/%00',
    '/c/x%00/badge.svg',
    '/ceremonies/%00',
  ])('is nobody’s: %s', async (path) => {
    expect((await other.send(path)).status).toBe(404);
    expect((await navigate(other.url + path)).status).toBe(404);
  });
});
