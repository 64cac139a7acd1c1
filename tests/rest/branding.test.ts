import { testPng } from '@brebaje/server/branding/test-pictures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

describe.each(backings())('what a project looks like on $name', ({ start }) => {
  let server: TestServer;
  let coordinator: RestPerson;
  let person: RestPerson;
  let path: string;
  beforeAll(async () => {
    server = await start();
    coordinator = await restPerson(server, { role: 'coordinator' });
    person = await restPerson(server);
    const made = await coordinator.post('/projects', {
      slug: 'fair',
      name: 'Fair',
      homepage: 'https://fair.example/a?b=c#d',
      accentLight: '#7A1F5C',
    });
    expect(made.json).toMatchObject({ homepage: 'https://fair.example/a?b=c#d', accentLight: '#7a1f5c' });
    path = `/projects/${made.json.id}`;
  });
  afterAll(() => server.close());

  const put = (by: Pick<RestPerson, 'sessionId'>, body: Uint8Array, headers: Record<string, string> = {}) =>
    server.send(`${path}/logo`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${by.sessionId}`, 'content-type': 'image/png', ...headers },
      body,
    });

  it('takes colours that people can read, and names the nearest one otherwise', async () => {
    const taken = await coordinator.patch(path, { accentLight: '#0B6E4F', accentDark: '#5fd3a8' });
    expect(taken.json).toMatchObject({ accentLight: '#0b6e4f', accentDark: '#5fd3a8' });
    const pale = await coordinator.patch(path, { accentLight: '#ffcc00' });
    expect(outcome(pale)).toEqual([400, 'INVALID_REQUEST']);
    const { message } = pale.json.errors[0];
    expect(message).toMatch(/#ffcc00 has a contrast of 1\.\d on our light pages.*nearest.* is #[0-9a-f]{6}$/);
    const nearest = message.slice(-7);
    expect((await coordinator.patch(path, { accentLight: nearest })).json.accentLight).toBe(nearest);
    expect(outcome(await coordinator.patch(path, { accentDark: '#0b2e4f' }))[0]).toBe(400);
    for (const accentLight of ['red', '#fff', '#12345g', 'url(x)', '#000000;', 7])
      expect(outcome(await coordinator.patch(path, { accentLight }))[0], String(accentLight)).toBe(400);
    expect((await coordinator.patch(path, { accentDark: null })).json.accentDark).toBeUndefined();
    expect((await stranger(server).get(path)).json).toMatchObject({ accentLight: nearest });
  });

  it('takes a page that is https and nothing else', async () => {
    for (const homepage of [
      'http://fair.example',
      'javascript:alert(1)',
      'https://',
      'https://user:pass@fair.example',
      'https://fair.example/\u202eb',
      'https://fair.example/" onclick="x',
      ' ',
      'x'.repeat(400),
    ])
      expect(outcome(await coordinator.patch(path, { homepage }))[0], homepage).toBe(400);
    expect((await coordinator.patch(path, { homepage: null })).json.homepage).toBeUndefined();
  });

  it('has a logo, which is served as a picture and as nothing else', async () => {
    const png = testPng(64, 32);
    const { status, json, headers } = await put(coordinator, png, { 'content-type': 'text/html' });
    expect(status).toBe(200);
    expect(json.logo).toMatchObject({ mediaType: 'image/png', width: 64, height: 32 });
    expect(headers.get('etag')).toMatch(/^"\d+"$/);
    const shown = await fetch(server.url + json.logo.url);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png);
    const listed = (await stranger(server).get('/projects?slug=fair')).json.items[0];
    expect(listed.logo).toEqual(json.logo);
    // Another one has another address, and the one before is gone.
    const other = (await put(coordinator, testPng(48, 48))).json.logo;
    expect(other.url).not.toBe(json.logo.url);
    expect((await server.send(json.logo.url)).status).toBe(404);
    expect((await coordinator.remove(`${path}/logo`)).json.logo).toBeUndefined();
    expect((await server.send(other.url)).status).toBe(404);
    for (const hash of ['x', '0'.repeat(64), '..%2f', "'"])
      expect((await server.send(`/app/logo/${hash}`)).status, hash).toBe(404);
  });

  it('refuses what is no logo, and whoever may not give one', async () => {
    const png = testPng(64, 32);
    expect(outcome(await put(person, png))).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await put({ sessionId: 'x' }, png))[0]).toBe(401);
    expect(outcome(await put(coordinator, new Uint8Array(0)))).toEqual([400, 'INVALID_REQUEST']);
    const svg = await put(coordinator, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    expect(svg.json.detail).toBe('It is neither a PNG nor a JPEG nor a WebP.');
    for (const [width, height] of [
      [8, 64],
      [64, 4096],
    ] as const)
      expect((await put(coordinator, testPng(width, height))).json.detail).toContain(`${width} × ${height}`);
    const large = await put(coordinator, Buffer.concat([png, Buffer.alloc(262_144)]));
    expect(outcome(large)).toEqual([413, 'TOO_LARGE']);
    const old = await put(coordinator, png, { 'if-match': '"1"' });
    expect(outcome(old)).toEqual([412, 'VERSION_MISMATCH']);
  });

  it('goes with the project', async () => {
    await put(coordinator, testPng(20, 20));
    const { url } = (await coordinator.get(path)).json.logo;
    expect((await coordinator.remove(path)).status).toBe(204);
    expect((await server.send(url)).status).toBe(404);
  });
});
