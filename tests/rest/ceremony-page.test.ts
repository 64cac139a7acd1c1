import { wellKnownSchema } from '@brebaje/protocol/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { navigate } from '../support/http.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let coordinator: RestPerson;
let id: number;
beforeAll(async () => {
  server = await startTestServer();
  coordinator = await restPerson(server, { role: 'coordinator' });
  const project = (await coordinator.post('/projects', { slug: 'mine', name: 'Mine' })).json.id;
  const created = await coordinator.post('/ceremonies', {
    projectId: project,
    slug: 'spring',
    title: 'Spring <b>',
    test: false,
    sizes: [{ g1: 4, g2: 3 }],
    closesAt: Math.floor(server.now() / 1000) + 86_400,
    about: {
      purpose: 'For <script>alert(1)</script> the rollup',
      instructions: '1. Sign in.\n2. Wait.',
      timeline: 'One week',
      capability: 'A laptop',
      support: 'https://chat.example.org/spring',
      terms: 'Everything stays.',
    },
    eligibility: { who: 'INVITED' },
  });
  expect(created.status, created.text).toBe(201);
  id = created.json.id;
  await coordinator.post(`/ceremonies/${id}/announcements`, { kind: 'INCIDENT', text: 'A flood' });
});
afterAll(() => server.close());

const page = async (path: string) => {
  const { status, text, headers } = await server.send(path);
  return { status, text, policy: headers.get('content-security-policy') ?? '' };
};

it('says without signing in all that concerns whoever thinks of joining', async () => {
  const { status, text, policy } = await page('/plain/c/spring');
  expect(status).toBe(200);
  expect(policy).toContain("default-src 'none'");
  for (const words of [
    'Spring &#60;b&#62;',
    '<strong>Mine</strong>',
    'For &#60;script&#62;',
    '1. Sign in.\n2. Wait.',
    'One week',
    'A laptop',
    '<a href="https://chat.example.org/spring" rel="noreferrer nofollow">',
    'Everything stays.',
    '(version 1)',
    'people whom the coordinator invited',
    '<dt>Closes</dt><dd><time datetime="2026-01-02T00:00:00.000Z">',
    '<strong>Incident:</strong> <span class="text">A flood</span>',
    'Not open yet.',
    '/sequencer/spring',
  ])
    expect(text).toContain(words);
  expect(text).not.toContain('<script>alert');
  expect(text).not.toContain('>TEST<');
});

it('is found by slug and by number, and nothing else is', async () => {
  expect((await page(`/plain/c/${id}`)).text).toContain('One week');
  for (const path of ['/plain/c/autumn', '/plain/c/999999', '/plain/c/0', '/plain/c/'])
    expect((await page(path)).status, path).not.toBe(200);
  const numbered = await navigate(`${server.url}/ceremonies/${id}`);
  expect([numbered.status, numbered.location]).toEqual([303, `/c/${id}`]);
  const named = await navigate(`${server.url}/ceremonies/by-slug/spring`);
  expect([named.status, named.location]).toEqual([303, '/c/spring']);
});

it('links nothing that a support line smuggles in', async () => {
  const supported = async (support: string) => {
    await coordinator.patch(`/ceremonies/${id}`, { about: { support } });
    return (await page('/plain/c/spring')).text;
  };
  expect(await supported('javascript:alert(1)')).toContain('<dd>javascript:alert(1)</dd>');
  expect(await supported('a@b.example')).toContain('<a href="mailto:a@b.example"');
  expect(await supported('a@b.example?cc=c@d.example')).not.toContain('mailto:');
  expect(await supported('https://x" onclick="y')).not.toContain('href="https://x');
});

it('the plain page stays that of the default ceremony and links to the others, but not to archived ones', async () => {
  const { text } = await page('/plain');
  expect(text).toContain('<h1>TEST ceremony</h1>');
  expect(text).toContain('<a href="/c/spring">Spring &#60;b&#62;</a>: not open yet');
  await coordinator.post(`/ceremonies/${id}/archive`, {});
  expect((await page('/plain')).text).not.toContain('/c/spring');
  expect((await page('/plain/c/spring')).status).toBe(200);
});

it('the well-known document says where each ceremony stands', async () => {
  const standing = async () => {
    const { ceremonies } = wellKnownSchema.parse((await server.send('/.well-known/brebaje.json')).json);
    return ceremonies.map(({ slug, status, drained }) => [slug, status, drained]);
  };
  expect(await standing()).toEqual([
    ['kzg', 'OPENED', false],
    ['spring', 'SCHEDULED', false],
  ]);
  const operator = await restPerson(server, { role: 'operator' });
  const kzg = server.running.ceremony.id;
  await operator.patch(`/ceremonies/${kzg}`, { status: 'CLOSED', reason: 'enough' });
  await server.tick();
  expect((await standing())[0]).toEqual(['kzg', 'CLOSED', true]);
});
