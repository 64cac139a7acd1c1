/** Rules of a draft that contradict each other: a page finds them without asking, in the words of the server. */
import { draftProblems } from '@brebaje/client/coordinate/draft-problems';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

describe.each(backings())('contradictions on $name', ({ start }) => {
  let server: TestServer;
  let coordinator: RestPerson;
  beforeAll(async () => {
    server = await start();
    coordinator = await restPerson(server, { role: 'coordinator' });
  });
  afterAll(() => server.close());

  const sizes = [{ g1: 4, g2: 3 }];
  const draft = (more: object) => ({ slug: 'winter', title: 'Winter', scheme: 'KZG', ...more });
  const found = (body: object) => draftProblems(body, server.now());
  const check = (body: object) => coordinator.post('/ceremonies/check', body);
  const groth16 = { scheme: 'GROTH16' };

  it.each([
    ['a tolerance above the interval', { policy: { checkIn: { interval: 10, tolerance: 11 } } }],
    ['a close below the minimum', { policy: { closing: { count: 2 }, minimumContributions: 3 } }],
    ['a penalty of no length', { policy: { costs: { lostTurn: 'PENALTY' }, penalty: 0 } }],
    ['no contribution at least', { policy: { minimumContributions: 0 } }],
    ['contributing again outside of tests', { test: false, policy: { multiContribution: true } }],
    ['a queue for KZG', { policy: { preset: 'queue' } }],
    ['a lobby for GROTH16', { ...groth16, policy: { preset: 'kzg' } }],
    [
      'a phase that ends first',
      { eligibility: { phases: [{ name: 'early', from: 20, until: 10, who: 'OPEN' }] } },
    ],
    ['more powers in G2', { sizes: [...sizes, { g1: 4, g2: 8 }] }],
    ['sizes without a result', { sizes: [{ g1: 6, g2: 3 }] }],
    ['sizes that nobody could send', { sizes: Array(2).fill({ g1: 65536, g2: 65 }) }],
    [
      'all of it at once',
      { policy: { minimumContributions: 0, checkIn: { interval: 1 } }, sizes: [{ g1: 6, g2: 7 }] },
    ],
  ])('%s: are refused in the same words, with the same fields', async (_, more) => {
    const body = draft(more);
    const { json, ...answer } = await check(body);
    expect(outcome({ json, ...answer })).toEqual([409, 'CEREMONY_UNFIT']);
    expect(json.errors).toEqual(found(body));
    expect(json.detail).toBe(found(body)[0]?.message);
    for (const { fields } of json.errors) expect(fields).not.toEqual([]);
  });

  it('names the sizes that a ceremony of circuits cannot have', async () => {
    const body = draft({ ...groth16, sizes });
    const refused = await check(body);
    expect(outcome(refused)).toEqual([400, 'INVALID_REQUEST']);
    const [{ message, fields } = { message: '' }] = found(body);
    expect(fields).toEqual(['sizes']);
    expect(refused.json).toMatchObject({ detail: message, errors: [{ path: 'sizes', message }] });
  });

  it.each<[string, { opensAt?: number; closesAt?: number; scheme?: string; policy?: object }]>([
    ['a close before the opening', { opensAt: 7200, closesAt: 3600 }],
    ['a close that is over', { closesAt: 0 }],
    [
      'a beacon before the close',
      { ...groth16, closesAt: 3600, policy: { beacon: { source: 'ethereum-slot', slot: 1 } } },
    ],
    ['a beacon that is published', { ...groth16, policy: { beacon: { source: 'ethereum-slot', slot: 1 } } }],
    ['a beacon for KZG', { policy: { beacon: { source: 'ethereum-slot', slot: 1 } } }],
  ])('%s: are found before the opening in the same words', async (_, { opensAt, closesAt, ...more }) => {
    const now = Math.floor(server.now() / 1000);
    const moments = Object.entries({ opensAt, closesAt }).flatMap(([name, at]) =>
      at === undefined ? [] : [[name, now + at]],
    );
    const body = draft({ ...more, ...Object.fromEntries(moments) });
    const { status, json } = await check(body);
    expect(status).toBe(200);
    const told = json.findings.filter(({ level }: { level: string }) => level === 'FAULT');
    const [problem, ...others] = found(body);
    expect(others).toEqual([]);
    expect(told).toContainEqual({ level: 'FAULT', code: problem?.path, message: problem?.message });
  });

  it('names the fields also where a ceremony is changed, and amended', async () => {
    const projectId = (await coordinator.post('/projects', { slug: 'mine', name: 'Mine' })).json.id;
    const about = { support: 'help@example.org' };
    const made = await coordinator.post('/ceremonies', { ...draft({ sizes, about }), projectId });
    expect(made.status, made.text).toBe(201);
    const change = (body: object) => coordinator.patch(`/ceremonies/${made.json.id}`, body);
    const policy = { checkIn: { tolerance: 1000 } };
    const named = found(draft({ policy }));
    expect(named).toMatchObject([{ fields: ['policy.checkIn.interval', 'policy.checkIn.tolerance'] }]);
    expect((await change({ policy })).json.errors).toEqual(named);
    expect((await change({ status: 'OPENED' })).status).toBe(200);
    const refused = await change({ policy, reason: 'why not' });
    expect(outcome(refused)).toEqual([409, 'NOT_AMENDABLE']);
    expect(refused.json.errors).toEqual(named);
    const fewer = await change({ policy: { closing: { lets: 'OPEN_TURN' } }, reason: 'why not' });
    expect(fewer.json.errors).toMatchObject([{ path: 'drainLets', fields: ['policy.closing.lets'] }]);
    const eligibility = { phases: [{ name: 'early', from: 20, until: 10, who: 'OPEN' }] };
    const ends = await change({ eligibility, reason: 'why not' });
    expect(outcome(ends)).toEqual([409, 'NOT_AMENDABLE']);
    expect(ends.json.errors).toEqual(found(draft({ eligibility })));
    expect(ends.json.detail).toBe('The phase early ends before it begins.');
  });

  it.each<[string, object, string]>([
    ['slot', { source: 'ethereum-slot', slot: 2 ** 34 + 1 }, 'at most 17179869184'],
    ['round', { source: 'drand-quicknet', round: 2 ** 36 + 1 }, 'at most 68719476736'],
  ])(
    'refuses a beacon whose %s no date shows, and shows the last that one does',
    async (name, beacon, why) => {
      const refused = await check(draft({ ...groth16, policy: { beacon } }));
      expect(outcome(refused)).toEqual([400, 'INVALID_REQUEST']);
      expect(refused.json.errors).toEqual([{ path: `policy.beacon.${name}`, message: why }]);
      const operator = await restPerson(server, { role: 'operator' });
      const last = { ...beacon, [name]: name === 'slot' ? 2 ** 34 : 2 ** 36 };
      const { projectId } = server.running.ceremony;
      const body = draft({ ...groth16, slug: `last-${name}`, policy: { beacon: last } });
      const made = await operator.post('/ceremonies', { ...body, projectId });
      expect(made.json.beacon.words).toMatch(/ UTC/);
    },
  );
});

/** Beyond loopback, where an operator has said nothing else. */
describe.each(backings())('accounts on $name', ({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start({ publicUrl: 'https://example.org', qualification: 'checked' });
  });
  afterAll(() => server.close());

  it('are looked at where the server demands it, also by an amendment', async () => {
    const coordinator = await restPerson(server, { role: 'coordinator' });
    const projectId = (await coordinator.post('/projects', { slug: 'mine', name: 'Mine' })).json.id;
    const about = { support: 'help@example.org' };
    const made = await coordinator.post('/ceremonies', { slug: 'w', title: 'W', about, projectId });
    const change = (body: object) => coordinator.patch(`/ceremonies/${made.json.id}`, body);
    const eligibility = { accounts: 'ANY' };
    expect(outcome(await change({ eligibility }))).toEqual([409, 'CEREMONY_UNFIT']);
    const opened = await change({ status: 'OPENED' });
    expect(opened.status, opened.text).toBe(200);
    const refused = await change({ eligibility, reason: 'why not' });
    expect(outcome(refused)).toEqual([409, 'NOT_AMENDABLE']);
    expect(refused.json.errors).toMatchObject([{ path: 'OPEN_TO_ANYONE', fields: ['eligibility.accounts'] }]);
    expect((await coordinator.get(`/ceremonies/${made.json.id}`)).json.eligibility.accounts).toBe('CHECKED');
    expect((await change({ eligibility: { who: 'INVITED' }, reason: 'why not' })).status).toBe(200);
    // A server that has become stricter refuses only what is new.
    const { db } = server.running.application.ctx.store;
    const qualification = JSON.stringify({ mode: 'open', ethereum: null, github: null });
    await db.updateTable('ceremony').set({ qualification }).where('id', '=', made.json.id).execute();
    expect((await change({ eligibility: { who: 'OPEN' }, reason: 'why not' })).status).toBe(200);
  });
});
