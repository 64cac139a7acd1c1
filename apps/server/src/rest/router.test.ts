import { idParams, idSchema } from '@brebaje/protocol/rest/common';
import { listQuery } from '@brebaje/protocol/rest/list-query';
import { operation } from '@brebaje/protocol/rest/operation';
import { type FastifyInstance, fastify, type InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BodyTooLarge } from '../http/bodies.ts';
import { type Face, startFace } from '../http/test-face.ts';
import type { Answer, RestCall } from './handler.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';
import { type RestMounted, restRoutes } from './router.ts';

const thing = z.object({ id: idSchema, name: z.string() });
const one = { description: 'A thing', body: thing };
/** Of a long body, bytes. */
const MOST = 4_194_304;

const OPERATIONS = {
  listThings: operation({
    method: 'GET',
    path: '/things',
    tag: 'Things',
    summary: 'Things',
    access: 'public',
    query: listQuery(['id'], { kind: z.string().optional() }),
    answers: { 200: { description: 'Things', body: z.object({ query: z.record(z.string(), z.unknown()) }) } },
    problems: [],
  }),
  readThing: operation({
    method: 'GET',
    path: '/things/{id}',
    tag: 'Things',
    summary: 'A thing',
    access: 'public',
    params: idParams,
    versioned: true,
    answers: { 200: one },
    problems: [],
  }),
  makeThing: operation({
    method: 'POST',
    path: '/things',
    tag: 'Things',
    summary: 'Make a thing',
    access: 'user',
    body: z.strictObject({ name: z.string().max(10), more: z.unknown().optional() }),
    maxBody: 1000,
    answers: { 201: one },
    problems: ['CONFLICT'],
  }),
  sendLong: operation({
    method: 'POST',
    path: '/long',
    tag: 'Things',
    summary: 'Send much',
    maxBody: MOST,
    access: 'user',
    body: z.strictObject({}),
    answers: { 204: { description: 'Read' } },
    problems: [],
  }),
  changeThing: operation({
    method: 'PATCH',
    path: '/things/{id}',
    tag: 'Things',
    summary: 'Change a thing',
    access: 'operator',
    params: idParams,
    versioned: true,
    body: z.strictObject({ name: z.string() }),
    answers: { 200: one },
    problems: [],
  }),
  breakThing: operation({
    method: 'POST',
    path: '/things/{id}/break',
    tag: 'Things',
    summary: 'Break',
    access: 'public',
    params: idParams,
    answers: { 204: { description: 'Broken' } },
    problems: [],
  }),
};

type Seen = Pick<RestCall<typeof OPERATIONS.changeThing>, 'params' | 'body' | 'ifMatch'>;

describe('the router', () => {
  let face: Face;
  let app: FastifyInstance;
  let mounted: RestMounted;
  let seen: Partial<Seen>;
  let breaks: () => Answer;
  let person: string;
  let operator: string;
  let sequencerOnly: string;
  const logged: { level: string; facts: Record<string, unknown> }[] = [];

  beforeAll(async () => {
    face = await startFace();
    person = await face.session('0xperson', null);
    operator = await face.session('0xoperator', null);
    sequencerOnly = await face.session('0xelsewhere');
    await face.store.db
      .updateTable('user')
      .set({ role: 'operator' })
      .where('id', 'in', (eb) =>
        eb.selectFrom('identity').select('userId').where('handle', '=', '0xoperator'),
      )
      .execute();
    const log = Object.fromEntries(
      ['debug', 'warn', 'error'].map((level) => [
        level,
        (facts: Record<string, unknown>) => logged.push({ level, facts }),
      ]),
    );
    const rest = {
      ctx: { store: face.store, clock: face.context.clock, log },
      face: { ...face.context, config: { ...face.context.config, publicUrl: 'https://c.example/kzg' } },
    } as unknown as RestContext;
    app = fastify();
    const handler = async (_: unknown, call: unknown) => {
      seen = call as Seen;
      return { body: { id: 7, name: 'x', secret: 'never' }, version: 3, headers: { location: '/things/7' } };
    };
    mounted = restRoutes(app, rest, {
      operations: OPERATIONS,
      handlers: {
        listThings: async (_, { query }) => ({ body: { query } }),
        readThing: handler,
        makeThing: handler,
        sendLong: handler,
        changeThing: handler,
        breakThing: async () => breaks(),
      },
    });
    await app.ready();
  });
  afterAll(async () => {
    await app.close();
    await face.close();
  });

  const send = async (method: string, url: string, options: Omit<InjectOptions, 'method' | 'url'> = {}) => {
    seen = {};
    return app.inject({ method: method as 'GET', url, ...options });
  };
  const as = (session: string, more: Record<string, string> = {}) => ({
    headers: { authorization: `Bearer ${session}`, ...more },
  });
  const code = async (answer: ReturnType<typeof send>) => {
    const { statusCode, headers, body } = await answer;
    if (headers['content-type'] !== 'application/problem+json') return [statusCode];
    return [statusCode, JSON.parse(body).code];
  };

  it('answers what the schema has and nothing else, with the version of the row', async () => {
    const { statusCode, body, headers } = await send('GET', '/things/7');
    expect([statusCode, JSON.parse(body)]).toEqual([200, { id: 7, name: 'x' }]);
    expect(headers).toMatchObject({ etag: '"3"', 'cache-control': 'no-store' });
  });

  it('writes where a new row is below the public URL', async () => {
    const made = await send('POST', '/things', { ...as(person), payload: { name: 'x' } });
    expect([made.statusCode, made.headers.location]).toEqual([201, '/kzg/things/7']);
  });

  it('asks for the session before it looks at body, path or query', async () => {
    const bad = { payload: 'no json', headers: { 'content-type': 'application/json' } };
    expect(await code(send('POST', '/things?x=1', bad))).toEqual([401, 'SIGN_IN_REQUIRED']);
    expect(await code(send('PATCH', '/things/none', { ...bad, ...as(person) }))).toEqual([
      403,
      'NOT_PERMITTED',
    ]);
    const big = { payload: 'x'.repeat(2000), headers: { 'content-type': 'text/plain' } };
    expect(await code(send('POST', '/things', big))).toEqual([401, 'SIGN_IN_REQUIRED']);
  });

  it('refuses a session that is worth nothing, on public routes as well', async () => {
    for (const session of ['unknown', sequencerOnly]) {
      const answer = await send('GET', '/things/7', as(session));
      expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    }
  });

  it.each([
    ['no JSON', '{', 'application/json', [400, 'INVALID_REQUEST']],
    ['another value', '[]', 'application/json', [400, 'INVALID_REQUEST']],
    ['nothing', '', 'application/json', [400, 'INVALID_REQUEST']],
    ['a field that is unknown', '{"name":"a","role":"x"}', 'application/json', [400, 'INVALID_REQUEST']],
    ['a prototype', '{"name":"a","__proto__":{"x":1}}', 'application/json', [400, 'INVALID_REQUEST']],
    ['a zero byte', '{"name":"a\\u0000"}', 'application/json', [400, 'INVALID_REQUEST']],
    ['half a character', '{"name":"a\\ud800"}', 'application/json', [400, 'INVALID_REQUEST']],
    [
      'a zero byte far inside',
      '{"name":"a","more":[{"\\u0000":1}]}',
      'application/json',
      [400, 'INVALID_REQUEST'],
    ],
    [
      'depth',
      `{"name":"a","more":${'['.repeat(400)}${']'.repeat(400)}}`,
      'application/json',
      [400, 'INVALID_REQUEST'],
    ],
    ['depth that never ends', '[{"a":'.repeat(150), 'application/json', [400, 'INVALID_REQUEST']],
    ['brackets in a text', '{"name":"a","more":"[[[[{{{{\\"[["}', 'application/json', [201]],
    ['an escape that is harmless', '{"name":"\\u00e9"}', 'application/json; charset=utf-8', [201]],
    ['a merge patch', '{"name":"a"}', 'application/merge-patch+json', [201]],
    ['another type', '{"name":"a"}', 'text/plain', [415, 'UNSUPPORTED_MEDIA_TYPE']],
    ['a form', 'name=a', 'application/x-www-form-urlencoded', [415, 'UNSUPPORTED_MEDIA_TYPE']],
    ['a table where none is taken', 'name\na', 'text/csv', [415, 'UNSUPPORTED_MEDIA_TYPE']],
    ['too much', `{"name":"a","more":"${'x'.repeat(1000)}"}`, 'application/json', [413, 'TOO_LARGE']],
  ])('takes or refuses a body with %s', async (_, payload, type, expected) => {
    const answer = send('POST', '/things', { ...as(person, { 'content-type': type }), payload });
    expect(await code(answer)).toEqual(expected);
  });

  it('reads a text without an end in no more time than any other', async () => {
    // Hours where the end is looked for from every quote.
    const payload = `"${'\\"'.repeat(MOST / 4)}`;
    const answer = send('POST', '/long', { ...as(person, { 'content-type': 'application/json' }), payload });
    expect(await code(answer)).toEqual([400, 'INVALID_REQUEST']);
  });

  it('takes a body without a content type, and none that is compressed', async () => {
    const payload = Buffer.from('{"name":"a"}');
    expect(await code(send('POST', '/things', { ...as(person), payload }))).toEqual([201]);
    const packed = as(person, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    expect(await code(send('POST', '/things', { ...packed, payload }))).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
  });

  it('says which fields are wrong', async () => {
    const { body } = await send('POST', '/things', { ...as(person), payload: { name: 'x'.repeat(11) } });
    expect(JSON.parse(body)).toMatchObject({
      type: '/kzg/docs#invalid-request',
      errors: [{ path: 'name' }],
      reference: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  it.each(['0', '-1', '1.5', 'NaN', 'Infinity', '1e999', '99999999999999999999', 'x', '%00', '7%2F8'])(
    'finds nothing at the number %s',
    async (id) => {
      expect((await send('GET', `/things/${id}`)).statusCode).toBe(404);
    },
  );

  it('reads a number that is written with percent signs', async () => {
    expect((await send('GET', '/things/%37')).statusCode).toBe(200);
  });

  it.each([
    'limit=101',
    'limit=0',
    'limit=NaN',
    'limit=',
    'limit=5&limit=6',
    'sort=name',
    'after=!',
    'kind=%00',
    'unknown=1',
    '__proto__=1',
    'kind[a]=1',
  ])('refuses the query %s', async (query) => {
    expect(await code(send('GET', `/things?${query}`))).toEqual([400, 'INVALID_REQUEST']);
  });

  it('refuses an unknown member of a query where there is none', async () => {
    expect(await code(send('GET', '/things/7?x=1'))).toEqual([400, 'INVALID_REQUEST']);
  });

  it.each([
    ['"3"', 3],
    ['W/"3"', 3],
    [' "12" ', 12],
    ['*', undefined],
  ])('reads If-Match: %s', async (header, version) => {
    const request = { ...as(operator, { 'if-match': header }), payload: { name: 'x' } };
    expect((await send('PATCH', '/things/7', request)).statusCode).toBe(200);
    expect(seen.ifMatch).toBe(version);
  });

  it.each(['3', '"x"', '"3', '"1", "2"', '""', `"${'9'.repeat(16)}"`])(
    'knows no version If-Match: %s',
    async (header) => {
      const request = { ...as(operator, { 'if-match': header }), payload: { name: 'x' } };
      expect(await code(send('PATCH', '/things/7', request))).toEqual([412, 'VERSION_MISMATCH']);
    },
  );

  it('looks at If-Match only where rows have versions', async () => {
    const request = { ...as(person, { 'if-match': 'no' }), payload: { name: 'x' } };
    expect(await code(send('POST', '/things', request))).toEqual([201]);
    expect(await code(send('GET', '/things/7', { headers: { 'if-match': 'no' } }))).toEqual([200]);
  });

  it('answers HEAD as GET without a body', async () => {
    const { statusCode, body, headers } = await send('HEAD', '/things/7');
    expect([statusCode, body, headers.etag]).toEqual([200, '', '"3"']);
    expect((await send('HEAD', '/things/0')).statusCode).toBe(404);
  });

  it('names the methods of a path', async () => {
    const options = await send('OPTIONS', '/things');
    expect([options.statusCode, options.headers.allow]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = send(method, '/things');
      expect(await code(answer)).toEqual([405, 'METHOD_NOT_ALLOWED']);
      expect((await answer).headers.allow).toBe('GET, HEAD, POST, OPTIONS');
    }
    const head = await send('HEAD', '/things/7/break');
    expect([head.statusCode, head.headers.allow]).toEqual([405, 'POST, OPTIONS']);
  });

  it('leads from a slash at the end to the path without it', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { statusCode, headers } = await send(method, '/things/7/?x=1');
      expect([statusCode, headers.location]).toEqual([308, '/things/7?x=1']);
    }
  });

  it.each([
    ['text/html,application/xhtml+xml', 303],
    ['TEXT/HTML;q=0.9', 303],
    ['application/json, text/html', 200],
    ['*/*', 200],
    ['', 200],
  ])('sends a browser (Accept: %s) to the page', async (accept, status) => {
    const { statusCode, headers } = await send('GET', '/things/7', { headers: { accept } });
    expect(statusCode).toBe(status);
    if (status === 303) expect(headers).toMatchObject({ location: '/kzg/docs', vary: 'accept' });
  });

  it('sends nobody with a session to a page, and nobody who changes something', async () => {
    const html = { accept: 'text/html' };
    expect((await send('GET', '/things/7', as(person, html))).statusCode).toBe(200);
    breaks = () => ({});
    expect((await send('POST', '/things/7/break', { headers: html })).statusCode).toBe(204);
  });

  it('answers a fault of ours with a reference that the log has, and says nothing of it', async () => {
    breaks = () => {
      throw new Error('secret detail');
    };
    const { statusCode, body, headers } = await send('POST', '/things/7/break');
    expect([statusCode, headers['content-type']]).toEqual([500, 'application/problem+json']);
    const { reference } = JSON.parse(body);
    expect(body).not.toContain('secret');
    const entry = logged.find(({ facts }) => facts.reference === reference);
    expect(entry).toMatchObject({ level: 'error', facts: { err: new Error('secret detail') } });
  });

  it('takes an answer that is not described for a fault of ours', async () => {
    breaks = () => ({ status: 200, body: {} });
    expect(await code(send('POST', '/things/7/break'))).toEqual([500, 'FAULT']);
  });

  it('notes a refusal that is not documented', async () => {
    logged.length = 0;
    breaks = () => {
      throw new Problem('HISTORY_IS_KEPT', 'why');
    };
    expect(await code(send('POST', '/things/7/break'))).toEqual([409, 'HISTORY_IS_KEPT']);
    expect(logged.map(({ level }) => level)).toContain('warn');
    logged.length = 0;
    await send('GET', '/things/0');
    expect(logged.map(({ level }) => level)).not.toContain('warn');
  });

  it('says when to come again', async () => {
    for (const refusal of ['UNAVAILABLE', 'RATE_LIMITED'] as const) {
      breaks = () => {
        throw new Problem(refusal);
      };
      expect((await send('POST', '/things/7/break')).headers['retry-after']).toMatch(/^\d+$/);
    }
  });

  it('answers a body that grows too large while it is read', async () => {
    breaks = () => {
      throw new BodyTooLarge();
    };
    expect(await code(send('POST', '/things/7/break'))).toEqual([413, 'TOO_LARGE']);
  });

  it('tells paths of its own from others', () => {
    for (const path of ['/things', '/things/', '/things/x/y', '/things?a'])
      expect(mounted.belongs(path)).toBe(true);
    for (const path of ['/', '/thing', '/auth/me', '/info/things', '//things'])
      expect(mounted.belongs(path)).toBe(false);
  });
});
