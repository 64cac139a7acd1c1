import { openApi } from '@brebaje/protocol/rest/openapi';
import { OPERATIONS } from '@brebaje/protocol/rest/operations';
import { PROBLEM_TABLE } from '@brebaje/protocol/rest/problems';
import { VERSION } from '@brebaje/protocol/version';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ publicUrl: 'https://c.example/kzg' });
});
afterAll(() => server.close());

it('serves the OpenAPI document, which names the server, to any page', async () => {
  const answer = await server.send('/openapi.json');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.json).toEqual(
    JSON.parse(JSON.stringify(openApi({ version: VERSION, serverUrl: 'https://c.example/kzg' }))),
  );
});

it('says not modified to whoever has the document', async () => {
  const etag = (await server.send('/openapi.json')).headers.get('etag')!;
  for (const header of [etag, `"old", W/${etag}`, '*'])
    expect(await server.send('/openapi.json', { headers: { 'if-none-match': header } })).toMatchObject({
      status: 304,
      text: '',
    });
  const other = await server.send('/openapi.json', { headers: { 'if-none-match': '"old"' } });
  expect(other.status).toBe(200);
});

it('has a place on its page for every operation and every code, and no link into nothing', async () => {
  const { status, text, headers } = await server.send('/docs');
  expect(status).toBe(200);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  for (const id of Object.keys(OPERATIONS)) expect(ids).toContain(id);
  for (const code of Object.keys(PROBLEM_TABLE))
    expect(ids).toContain(code.toLowerCase().replaceAll('_', '-'));
  for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  expect(text).not.toMatch(/<script(?! src="\/kzg\/frame\.js">)|style="|undefined|\[object/);
  expect(text).toContain('curl https://c.example/kzg/users');
  expect(text).toContain('href="/kzg/openapi.json"');
});

it('has a style sheet of its own', async () => {
  const { status, headers } = await server.send('/docs.css');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
});

it('is a document that a validator of OpenAPI 3.1 finds no fault in', async () => {
  const { json } = await server.send('/openapi.json');
  const validator = new Validator();
  expect(await validator.validate(json)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const broken = structuredClone(json);
  delete broken.paths['/users'].get.responses;
  broken.paths['/users'].get.parameters.push({ name: 'x' });
  expect((await validator.validate(broken)).valid).toBe(false);
});
