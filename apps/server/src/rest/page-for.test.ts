import type { Operation } from '@brebaje/protocol/rest/operation';
import { OPERATIONS } from '@brebaje/protocol/rest/operations';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, startTestServer, type TestServer } from '../sequencer/test-server.ts';
import { pageFor } from './page-for.ts';

/** What browsers send when somebody goes to an address. */
const BROWSERS = {
  Chromium:
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  Firefox: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  Safari: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  Lynx: 'text/html, text/plain, text/sgml, text/css, */*;q=0.01',
};

/** What programs send: among them those that take part in Ethereum’s ceremony. */
const PROGRAMS = {
  'curl, wget, reqwest, python-requests': '*/*',
  'fetch of Node and of pages': '*/*',
  'axios, of Ethereum’s page': 'application/json, text/plain, */*',
  'net/http of Go': '',
  EventSource: 'text/event-stream',
  'an img element': 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  'a client that takes either': 'application/json, text/html',
};

let test: TestServer;
let participant: number;
beforeAll(async () => {
  test = await startTestServer();
  const person = await test.person();
  await person.contribute(await person.compute(await person.tryContribute()));
  const { db } = test.server.application.ctx.store;
  participant = (await db.selectFrom('participant').select('id').executeTakeFirstOrThrow()).id;
});
afterAll(() => test.close());

function pageOf(
  path: string,
  {
    params = {},
    query = {},
    headers = {},
    built = true,
  }: { params?: object; query?: object; headers?: object; built?: boolean } = {},
): Promise<string | null> {
  const shape = (Object.values(OPERATIONS) as Operation[]).find(
    (one) => one.path === path && one.method === 'GET',
  );
  const request = { params, query, headers: { accept: BROWSERS.Firefox, ...headers } };
  return pageFor(test.server.application.ctx.store.db, shape!, request as unknown as FastifyRequest, built);
}

describe('a browser', () => {
  it.each(Object.entries(BROWSERS))('%s is led to the page', async (_, accept) => {
    expect(await pageOf('/ceremonies/{id}', { params: { id: '5' }, headers: { accept } })).toBe('/c/5');
  });

  it('is led to where the thing is shown, for every path', async () => {
    const id = { params: { id: String(participant) } };
    expect(await pageOf('/ceremonies')).toBe('/');
    expect(await pageOf('/ceremonies/by-slug/{slug}', { params: { slug: 'a b' } })).toBe('/c/a%20b');
    expect(await pageOf('/ceremonies/{id}/participants', { params: { id: '1' } })).toBe('/c/1/people');
    expect(await pageOf('/ceremonies/{id}/events', { params: { id: '1' } })).toBe('/c/1/record');
    expect(await pageOf('/ceremonies/{id}/invitations', { params: { id: '1' } })).toBe('/c/1/coordinate');
    expect(await pageOf('/participants/{id}', id)).toBe('/c/kzg/people');
    expect(await pageOf('/participants/{id}/history', id)).toBe('/c/kzg/people');
    expect(await pageOf('/contributions/{id}', { params: { id: '1' } })).toBe('/c/kzg/people');
    expect(await pageOf('/circuits/{id}', { params: { id: '1' } })).toBe('/c/kzg');
    expect(await pageOf('/circuits', { query: { ceremonyId: '1' } })).toBe('/c/1');
    expect(await pageOf('/auth/me')).toBe('/app/account');
    expect(await pageOf('/projects/{id}', { params: { id: '1' } })).toBe('/app/coordinate');
    expect(await pageOf('/policies')).toBe('/docs');
    for (const shape of Object.values(OPERATIONS) as Operation[])
      if (shape.method === 'GET')
        expect((await pageOf(shape.path, { params: { id: '1', slug: 'x' } })) ?? 'file').toBeTruthy();
  });

  it('is led to plain pages, which have no tabs, where no others are built', async () => {
    const plain = { params: { id: '1' }, built: false };
    expect(await pageOf('/ceremonies/{id}/events', plain)).toBe('/c/1');
    expect(await pageOf('/participants/{id}', { params: { id: String(participant) }, built: false })).toBe(
      '/c/kzg',
    );
    expect(await pageOf('/projects', plain)).toBe('/docs');
  });

  it('gets the description of the interface for numbers that are none', async () => {
    for (const id of ['999999', '1e3', 'x', '-1', '99999999999999999999', '1; drop table circuit'])
      expect(await pageOf('/participants/{id}', { params: { id } }), id).toBe('/docs');
  });

  it('gets the file where that is what a link leads to', async () => {
    for (const path of [
      '/contributions/{id}/receipt',
      '/ceremonies/{id}/manifest',
      '/circuits/{id}/transcripts',
    ])
      expect(await pageOf(path, { params: { id: '1' } }), path).toBeNull();
  });
});

describe('a program', () => {
  it.each(Object.entries(PROGRAMS))('%s gets JSON', async (_, accept) => {
    expect(await pageOf('/ceremonies/{id}', { params: { id: '1' }, headers: { accept } })).toBeNull();
  });

  it('gets JSON with a session, and from a page’s script, whatever it accepts', async () => {
    expect(await pageOf('/ceremonies', { headers: { authorization: 'Bearer x' } })).toBeNull();
    for (const mode of ['cors', 'same-origin', 'no-cors'])
      expect(await pageOf('/ceremonies', { headers: { 'sec-fetch-mode': mode } })).toBeNull();
    expect(await pageOf('/ceremonies', { headers: { 'sec-fetch-mode': 'navigate' } })).toBe('/');
  });

  it('of the sequencer protocol is led nowhere, with the headers of a browser, too', async () => {
    const headers = { accept: BROWSERS.Chromium };
    const { port } = test.server;
    for (const path of ['/info/status', '/info/current_state', '/auth/request_link']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: 'manual' });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toMatch(/^\{/);
    }
    expect((await get(test, '/ceremonies/1')).json).toMatchObject({ slug: 'kzg' });
  });
});
