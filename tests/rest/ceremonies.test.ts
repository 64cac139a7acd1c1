import { checkEventLog, eventsAfter } from '@brebaje/server/store/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

const HOUR = 3600;

describe.each(backings())('ceremonies on $name', ({ start }) => {
  let server: TestServer;
  let coordinator: RestPerson;
  let other: RestPerson;
  let project: number;
  let anybody: ReturnType<typeof stranger>;
  let number = 0;
  beforeAll(async () => {
    server = await start();
    coordinator = await restPerson(server, { role: 'coordinator' });
    other = await restPerson(server, { role: 'coordinator' });
    anybody = stranger(server);
    project = (await coordinator.post('/projects', { slug: 'mine', name: 'Mine' })).json.id;
  });
  afterAll(() => server.close());

  const now = () => Math.floor(server.now() / 1000);
  const draft = (more: Record<string, unknown> = {}) => ({
    projectId: project,
    slug: `c-${++number}`,
    title: 'A ceremony',
    sizes: [{ g1: 4, g2: 3 }],
    about: { support: 'help@example.org', purpose: 'To test', instructions: 'Contribute.' },
    ...more,
  });
  const create = async (more: Record<string, unknown> = {}): Promise<number> => {
    const answer = await coordinator.post('/ceremonies', draft(more));
    expect(answer.status, answer.text).toBe(201);
    return answer.json.id;
  };
  const change = (id: number, body: unknown, headers?: Record<string, string>) =>
    coordinator.patch(`/ceremonies/${id}`, body, headers);
  const opened = async (more: Record<string, unknown> = {}): Promise<number> => {
    const id = await create(more);
    expect((await change(id, { status: 'OPENED' })).json).toMatchObject({ status: 'OPENED' });
    return id;
  };
  const eventsOf = async (id: number) =>
    (await eventsAfter(server.running.application.ctx.store.db, id, 0, 1000)).map(({ type, body }) => ({
      type,
      data: JSON.parse(body).data,
    }));

  it('are created by coordinators of the project, and read by anybody with all that concerns them', async () => {
    const wanted = draft({ policy: { timeout: { type: 'FIXED', duration: 900 }, closing: { count: 7 } } });
    expect(outcome(await other.post('/ceremonies', wanted))).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await anybody.post('/ceremonies', wanted))).toEqual([401, 'SIGN_IN_REQUIRED']);
    const created = await coordinator.post('/ceremonies', wanted);
    expect(created.status, created.text).toBe(201);
    expect(created.headers.get('location')).toBe(`/ceremonies/${created.json.id}`);
    const { status, json, headers } = await anybody.get(`/ceremonies/${created.json.id}`);
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"0"');
    expect(json).toEqual(created.json);
    expect(json).toMatchObject({
      slug: wanted.slug,
      scheme: 'KZG',
      status: 'SCHEDULED',
      test: true,
      draining: false,
      drained: false,
      about: {
        ...wanted.about,
        terms: { version: 1, text: expect.stringMatching(/account you signed in with/) },
      },
      policy: {
        discipline: 'LOBBY',
        checkIn: { interval: 32, tolerance: 16 },
        timeout: { type: 'FIXED', duration: 900 },
        closing: { count: 7, lets: 'EVERYBODY' },
      },
      eligibility: { who: 'OPEN', accounts: 'ANY', words: expect.stringMatching(/anybody/) },
      circuits: [{ sequence: 1, contributions: 0, sizes: [{ g1: 4, g2: 3 }] }],
      expected: { turn: { seconds: 900, basis: 'LIMIT' }, wait: { seconds: 0 } },
      links: { page: `/c/${wanted.slug}`, sequencer: `/sequencer/${wanted.slug}` },
    });
    expect(json.expected.download).toBeGreaterThan(500);
    expect((await anybody.get(`/ceremonies/by-slug/${wanted.slug}`)).json).toEqual(json);
    expect(outcome(await anybody.get('/ceremonies/by-slug/nobody'))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await anybody.get('/ceremonies/999999'))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await anybody.get(`/ceremonies/${json.id}/manifest`))).toEqual([404, 'NOT_FOUND']);
    expect(await eventsOf(json.id)).toEqual([
      {
        type: 'ceremony.created',
        data: expect.objectContaining({ who: 'coordinator', by: coordinator.userId, slug: wanted.slug }),
      },
    ]);
  });

  it('are listed by filters, archived ones only on request', async () => {
    const id = await create();
    const hidden = await create();
    await coordinator.post(`/ceremonies/${hidden}/archive`, { reason: 'a mistake' });
    const ids = async (query: string) =>
      (await anybody.get(`/ceremonies?projectId=${project}&${query}`)).json.items.map(
        (item: { id: number }) => item.id,
      );
    expect(await ids('status=SCHEDULED&scheme=KZG')).toContain(id);
    expect(await ids('status=SCHEDULED')).not.toContain(hidden);
    expect(await ids('archived=true')).toContain(hidden);
    expect(await ids('status=FINALIZED')).toEqual([]);
    // A name that is taken stays so, whatever lists show.
    for (const one of [id, hidden]) {
      const { slug } = (await anybody.get(`/ceremonies/${one}`)).json;
      expect(await ids(`slug=${slug}`)).toEqual([one]);
    }
    expect((await anybody.get('/ceremonies?slug=nobody-has-this')).json).toMatchObject({
      items: [],
      total: 0,
    });
    expect((await anybody.get(`/ceremonies/${hidden}`)).json.archivedAt).toBe(now());
    const shown = await coordinator.post(`/ceremonies/${hidden}/archive`, { archived: false });
    expect(shown.json.archivedAt).toBeUndefined();
  });

  it.each([
    ['a slug that is taken', { slug: 'kzg' }, 409, 'CONFLICT', /kzg/],
    ['a slug that is a number', { slug: '2024' }, 400, 'INVALID_REQUEST', /digits/],
    ['a project that is not there', { projectId: 999_999 }, 404, 'NOT_FOUND', /project/],
    ['an unknown field', { color: 'red' }, 400, 'INVALID_REQUEST', /color/],
    ['a queue for KZG', { policy: { preset: 'queue' } }, 409, 'CEREMONY_UNFIT', /LOBBY/],
    [
      'a lobby for GROTH16',
      { scheme: 'GROTH16', sizes: undefined, policy: { preset: 'kzg' } },
      409,
      'CEREMONY_UNFIT',
      /QUEUE/,
    ],
    ['sizes for GROTH16', { scheme: 'GROTH16' }, 400, 'INVALID_REQUEST', /sizes/],
    [
      'sizes that nobody could send',
      {
        sizes: [
          { g1: 65536, g2: 65 },
          { g1: 65536, g2: 65 },
        ],
      },
      409,
      'CEREMONY_UNFIT',
      /larger/,
    ],
    ['sizes without a result', { sizes: [{ g1: 6, g2: 3 }] }, 409, 'CEREMONY_UNFIT', /power of two/],
    ['more powers in G2', { sizes: [{ g1: 4, g2: 8 }] }, 409, 'CEREMONY_UNFIT', /G2/],
    [
      'a tolerance above the interval',
      { policy: { checkIn: { interval: 10, tolerance: 11 } } },
      409,
      'CEREMONY_UNFIT',
      /tolerance/,
    ],
    [
      'contributing again outside of tests',
      { test: false, policy: { multiContribution: true } },
      409,
      'CEREMONY_UNFIT',
      /test/,
    ],
    [
      'a phase that ends first',
      { eligibility: { phases: [{ name: 'early', from: 20, until: 10, who: 'OPEN' }] } },
      409,
      'CEREMONY_UNFIT',
      /early/,
    ],
  ])('are not created with %s', async (_, more, status, code, detail) => {
    const answer = await coordinator.post('/ceremonies', draft(more));
    expect(outcome(answer)).toEqual([status, code]);
    expect(answer.json.detail).toMatch(detail);
  });

  describe('before they open', () => {
    it.each([
      ['no support line', { about: { support: null } }, 'NO_SUPPORT'],
      ['an empty roster', { eligibility: { who: 'INVITED' } }, 'EMPTY_ROSTER'],
      ['nobody who could sign in', { eligibility: { providers: ['Github'] } }, 'NO_SIGN_IN'],
      ['no minimum of contributions', { policy: { minimumContributions: 0 } }, 'NO_MINIMUM'],
    ])('are refused with %s', async (_, fields, code) => {
      const id = await create();
      const changed = await change(id, fields);
      // What contradicts itself is refused at once, what is missing at the opening.
      const refused = changed.status === 200 ? await change(id, { status: 'OPENED' }) : changed;
      expect(outcome(refused)).toEqual([409, 'CEREMONY_UNFIT']);
      expect(refused.json.errors.map(({ path }: { path: string }) => path)).toContain(code);
      if (changed.status !== 200) return;
      const { json } = await anybody.get(`/ceremonies/${id}/check`);
      expect(json).toMatchObject({ ready: false });
      expect(json.findings).toContainEqual(expect.objectContaining({ level: 'FAULT', code }));
    });

    it('are refused with dates in the wrong order, or over', async () => {
      const id = await create({ opensAt: now() + 2 * HOUR, closesAt: now() + HOUR });
      expect((await change(id, { status: 'OPENED' })).json.errors[0].path).toBe('CLOSES_BEFORE_OPENING');
      await change(id, { opensAt: null, closesAt: now() - 1 });
      expect((await change(id, { status: 'OPENED' })).json.errors[0].path).toBe('CLOSED_ALREADY');
    });

    it('are refused without a circuit', async () => {
      const id = await create({ scheme: 'GROTH16', sizes: undefined });
      expect((await change(id, { status: 'OPENED' })).json.errors[0].path).toBe('NO_CIRCUIT');
    });

    it('can be changed in any part, and fields taken away', async () => {
      const id = await create({ opensAt: now() + HOUR });
      const { status, json } = await change(id, {
        title: 'Another',
        test: false,
        opensAt: null,
        closesAt: now() + HOUR,
        about: { timeline: 'Tomorrow', purpose: null, terms: 'Mine' },
        policy: { penalty: 60, costs: { lostTurn: 'PENALTY' } },
        eligibility: {
          who: 'INVITED',
          phases: [{ name: 'first', from: now(), until: now() + 60, who: 'INVITED', cohorts: ['a'] }],
        },
      });
      expect(status, JSON.stringify(json)).toBe(200);
      expect(json).toMatchObject({
        title: 'Another',
        test: false,
        closesAt: now() + HOUR,
        about: { support: 'help@example.org', timeline: 'Tomorrow', terms: { version: 2, text: 'Mine' } },
        policy: { penalty: 60, costs: { lostTurn: 'PENALTY', missedCheckIn: 'BARRED' } },
        eligibility: { who: 'INVITED', words: expect.stringMatching(/first: .*\(a\)/) },
      });
      expect(json.opensAt).toBeUndefined();
      expect(json.about.purpose).toBeUndefined();
      expect((await change(id, { eligibility: { phases: null } })).json.eligibility.phases).toBeUndefined();
      expect(await eventsOf(id)).toHaveLength(1);
    });

    it('can be deleted, unless somebody has joined or they have opened', async () => {
      const id = await create();
      expect(outcome(await other.remove(`/ceremonies/${id}`))).toEqual([403, 'NOT_PERMITTED']);
      expect((await coordinator.remove(`/ceremonies/${id}`)).status).toBe(204);
      expect((await anybody.get(`/ceremonies/${id}`)).status).toBe(404);
      const opening = await opened();
      const kept = await coordinator.remove(`/ceremonies/${opening}`);
      expect(outcome(kept)).toEqual([409, 'HISTORY_IS_KEPT']);
      expect(kept.json.next).toMatch(/archive/i);
      const joined = await create();
      const person = await restPerson(server);
      const { ctx } = server.running.application;
      await ctx.store.transaction(async (trx) => {
        const identity = await trx
          .selectFrom('identity')
          .select('id')
          .where('userId', '=', person.userId)
          .executeTakeFirstOrThrow();
        await trx
          .insertInto('participant')
          .values({
            userId: person.userId,
            ceremonyId: joined,
            identityId: identity.id,
            status: 'CREATED',
            contributionStep: 'DOWNLOADING',
            createdAt: 0,
          })
          .execute();
      });
      expect(outcome(await coordinator.remove(`/ceremonies/${joined}`))).toEqual([409, 'HISTORY_IS_KEPT']);
    });
  });

  it('open, pause, go on, close and drain by command, each with its reason in the log', async () => {
    const id = await create();
    const move = (status: string, reason?: string) => change(id, { status, ...(reason ? { reason } : {}) });
    expect((await move('OPENED')).json).toMatchObject({ status: 'OPENED', openedAt: now() });
    const { json: manifest } = await anybody.get(`/ceremonies/${id}/manifest`);
    expect(JSON.parse(manifest.text)).toMatchObject({
      type: 'brebaje/manifest/v1',
      terms: { version: 1 },
      eligibility: null,
    });
    expect(outcome(await move('PAUSED'))).toEqual([400, 'REASON_NEEDED']);
    expect((await move('PAUSED', 'a flood')).json).toMatchObject({ status: 'PAUSED', pausedAt: now() });
    expect((await move('PAUSED', 'again')).json.status).toBe('PAUSED');
    expect((await move('OPENED', 'dry again')).json.status).toBe('OPENED');
    expect((await move('CLOSED', 'enough')).json).toMatchObject({ status: 'CLOSED', closedAt: now() });
    await server.tick();
    expect((await anybody.get(`/ceremonies/${id}`)).json).toMatchObject({ drained: true, drainedAt: now() });
    const back = await move('OPENED', 'sorry');
    expect(outcome(back)).toEqual([409, 'ILLEGAL_TRANSITION']);
    expect(back.json.allowed).toEqual(['CANCELED']);
    const log = (await eventsOf(id)).map(({ type, data }) => [type, data.reason, data.who, data.by]);
    const by = coordinator.userId;
    expect(log).toEqual([
      ['ceremony.created', undefined, 'coordinator', by],
      ['ceremony.opened', undefined, 'coordinator', by],
      ['ceremony.paused', 'a flood', 'coordinator', by],
      ['ceremony.resumed', 'dry again', 'coordinator', by],
      ['ceremony.closed', 'enough', 'coordinator', by],
      ['ceremony.drained', undefined, expect.anything(), undefined],
    ]);
    await checkEventLog(server.running.application.ctx.store.db, id);
  });

  it('close from a pause with their clocks going on, and are canceled from anywhere but the end', async () => {
    const id = await opened();
    await change(id, { status: 'PAUSED', reason: 'wait' });
    expect((await change(id, { status: 'CLOSED', reason: 'over' })).json).toMatchObject({ status: 'CLOSED' });
    expect((await anybody.get(`/ceremonies/${id}`)).json.pausedAt).toBeUndefined();
    const canceled = await change(id, { status: 'CANCELED', reason: 'no' });
    expect(canceled.json).toMatchObject({ status: 'CANCELED', canceledAt: now() });
    expect(outcome(await change(id, { status: 'OPENED', reason: 'yes' }))).toEqual([
      409,
      'ILLEGAL_TRANSITION',
    ]);
    const never = await create();
    expect((await change(never, { status: 'CANCELED', reason: 'no' })).json.status).toBe('CANCELED');
  });

  it('open and close by their dates to the second, also when these are changed', async () => {
    const id = await create({ opensAt: now() + 10, closesAt: now() + 30 });
    const statusAfter = async (seconds: number) => {
      server.step(seconds * 1000);
      await server.tick();
      return (await anybody.get(`/ceremonies/${id}`)).json.status;
    };
    expect(await statusAfter(4)).toBe('SCHEDULED');
    await change(id, { opensAt: now() + 2 });
    expect(await statusAfter(1)).toBe('SCHEDULED');
    expect(await statusAfter(1)).toBe('OPENED');
    await change(id, { closesAt: now() + 4, reason: 'sooner' });
    expect(await statusAfter(3)).toBe('OPENED');
    expect(await statusAfter(1)).toBe('CLOSED');
    const closed = (await eventsOf(id)).find(({ type }) => type === 'ceremony.closed');
    expect(closed?.data).toMatchObject({ who: 'server', cause: 'date' });
  });

  it('stay closed on their day when they are not fit, and open once they are', async () => {
    const id = await create({ opensAt: now() + 2, about: {} });
    server.step(3000);
    await server.tick();
    expect((await anybody.get(`/ceremonies/${id}`)).json.status).toBe('SCHEDULED');
    await change(id, { about: { support: 'here' } });
    await server.tick();
    expect((await anybody.get(`/ceremonies/${id}`)).json.status).toBe('OPENED');
  });

  it('close when everybody on the roster is through', async () => {
    const id = await create({ policy: { closing: { roster: true } } });
    const invite = async () =>
      (await coordinator.post(`/ceremonies/${id}/invitations`, { name: 'Grace' })).json.id as number;
    const [first, second] = [await invite(), await invite()];
    await change(id, { status: 'OPENED' });
    await server.tick();
    expect((await anybody.get(`/ceremonies/${id}`)).json.status).toBe('OPENED');
    const { db } = server.running.application.ctx.store;
    await db.updateTable('invitation').set({ revokedAt: 1 }).where('id', '=', first!).execute();
    await server.tick();
    expect((await anybody.get(`/ceremonies/${id}`)).json.status).toBe('OPENED');
    await db.updateTable('invitation').set({ until: 1 }).where('id', '=', second!).execute();
    await server.tick();
    expect((await anybody.get(`/ceremonies/${id}`)).json.status).toBe('CLOSED');
    expect((await eventsOf(id)).find(({ type }) => type === 'ceremony.closed')?.data.cause).toBe('roster');
  });

  it('keep for those inside what they were promised', async () => {
    const id = await opened({ policy: { checkIn: { interval: 30, tolerance: 10 } } });
    const { slug } = (await anybody.get(`/ceremonies/${id}`)).json;
    const poll = async (person: RestPerson) => {
      const { status, json } = await person.post(`/sequencer/${slug}/lobby/try_contribute`);
      return status === 200 && json.contributions ? 'turn' : json.code.split('::').at(-1);
    };
    const BUSY = 'AnotherContributionInProgress';
    const [holder, early, late] = [
      await restPerson(server),
      await restPerson(server),
      await restPerson(server),
    ];
    expect(await poll(holder)).toBe('turn');
    expect(await poll(early)).toBe(BUSY);
    server.step(1000);
    await change(id, { policy: { checkIn: { interval: 4, tolerance: 1 } }, reason: 'faster' });
    expect(await poll(late)).toBe(BUSY);
    server.step(4000);
    await server.tick();
    expect(await poll(late)).toBe(BUSY);
    // Five seconds after the check-in: under the new rules late enough, under those of its time too early.
    expect(await poll(early)).toBe('RateLimited');
    await server.pass(12_000);
    // Under the new rules both are absent by now, and only one came under them.
    expect(await poll(late)).toBe('UnknownSessionId');
    await server.pass(12_000);
    expect(await poll(early)).toBe(BUSY);
  });

  describe('after they have opened', () => {
    it('are amended in public, with old and new', async () => {
      const id = await opened();
      expect(outcome(await change(id, { policy: { attempts: 3 } }))).toEqual([400, 'REASON_NEEDED']);
      const { json } = await change(id, {
        policy: { attempts: 3 },
        closesAt: now() + HOUR,
        about: { terms: 'New terms', support: 'alice@example.org' },
        eligibility: { providers: ['Ethereum'] },
        reason: 'people asked for it',
      });
      expect(json).toMatchObject({
        policy: { attempts: 3 },
        closesAt: now() + HOUR,
        about: { terms: { version: 2, text: 'New terms' } },
        eligibility: { providers: ['Ethereum'] },
      });
      const amended = (await eventsOf(id)).filter(({ type }) => type === 'ceremony.amended');
      expect(amended).toHaveLength(1);
      expect(amended[0]!.data).toMatchObject({
        who: 'coordinator',
        by: coordinator.userId,
        why: 'people asked for it',
        from: server.now(),
        changes: expect.arrayContaining([
          { field: 'attempts', old: 1, new: 3 },
          { field: 'closesAt', old: null, new: (now() + HOUR) * 1000 },
          {
            field: 'about.terms',
            old: expect.objectContaining({ version: 1 }),
            new: { version: 2, text: 'New terms' },
          },
        ]),
      });
      expect(JSON.stringify(amended)).not.toContain('alice@example.org');
      const row = await server.running.application.ctx.store.db
        .selectFrom('ceremony')
        .select('pastPolicies')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      expect(JSON.parse(row.pastPolicies ?? '')).toMatchObject([
        { version: 1, until: server.now(), policy: { attempts: 1 } },
      ]);
      await change(id, { policy: { attempts: 3 }, reason: 'the same again' });
      expect((await eventsOf(id)).filter(({ type }) => type === 'ceremony.amended')).toHaveLength(1);
    });

    it.each([
      ['title', { title: 'Another' }],
      ['test', { test: false }],
      ['opensAt', { opensAt: 1 }],
      ['drainLets', { policy: { closing: { lets: 'OPEN_TURN' } } }],
      ['multiContribution', { policy: { multiContribution: true } }],
      ['CHECK_IN_TOLERANCE', { policy: { checkIn: { tolerance: 1000 } } }],
      ['minimumContributions', { policy: { minimumContributions: 0 } }],
    ])('are not amended in %s', async (path, fields) => {
      const id = await opened();
      const refused = await change(id, { ...fields, reason: 'why not' });
      expect(outcome(refused)).toEqual([409, 'NOT_AMENDABLE']);
      expect(refused.json.errors).toContainEqual(expect.objectContaining({ path }));
    });

    it('do not close in the past, and change no rules once closed', async () => {
      const id = await opened();
      const over = await change(id, { closesAt: now(), reason: 'x' });
      expect(outcome(over)).toEqual([400, 'INVALID_REQUEST']);
      await change(id, { status: 'CLOSED', reason: 'x' });
      const late = await change(id, { policy: { attempts: 2 }, reason: 'x' });
      expect(outcome(late)).toEqual([409, 'NOT_AMENDABLE']);
      expect((await change(id, { about: { support: 'there' }, reason: 'moved' })).status).toBe(200);
    });
  });

  it('are changed only from the version that If-Match names', async () => {
    const id = await create();
    const first = await change(id, { title: 'One' }, { 'if-match': '"0"' });
    expect(first.headers.get('etag')).toBe('"1"');
    const late = await change(id, { title: 'Two' }, { 'if-match': '"0"' });
    expect(outcome(late)).toEqual([412, 'VERSION_MISMATCH']);
    expect((await change(id, { status: 'CANCELED', reason: 'x' }, { 'if-match': '"0"' })).status).toBe(412);
    expect((await coordinator.post(`/ceremonies/${id}/archive`, {}, { 'if-match': '"0"' })).status).toBe(412);
    expect((await anybody.get(`/ceremonies/${id}`)).json).toMatchObject({
      title: 'One',
      status: 'SCHEDULED',
    });
  });

  it('are archived only when nobody takes part', async () => {
    const id = await opened();
    const live = await coordinator.post(`/ceremonies/${id}/archive`, {});
    expect(outcome(live)).toEqual([409, 'ILLEGAL_TRANSITION']);
    await change(id, { status: 'CLOSED', reason: 'x' });
    expect((await coordinator.post(`/ceremonies/${id}/archive`, {})).status).toBe(409);
    await server.tick();
    expect((await coordinator.post(`/ceremonies/${id}/archive`, {})).json.archivedAt).toBe(now());
    expect((await eventsOf(id)).at(-1)).toMatchObject({ data: { override: 'archive' } });
  });

  it('keep their beginning when one of the same sizes is deleted while they are made', async () => {
    const sizes = [{ g1: 32, g2: 5 }];
    const { ctx } = server.running.application;
    const { put } = ctx.blobs;
    const before = await create({ sizes });
    ctx.blobs.put = async (...bytes) => {
      const stored = await put(...bytes);
      ctx.blobs.put = put;
      expect((await coordinator.remove(`/ceremonies/${before}`)).status).toBe(204);
      return stored;
    };
    const ids = [await create({ sizes })];
    const [gone, again, ...made] = await Promise.all([
      coordinator.remove(`/ceremonies/${ids[0]}`),
      coordinator.remove(`/ceremonies/${ids[0]}`),
      ...Array.from({ length: 6 }, () => create({ sizes })),
    ]);
    expect([gone?.status, again?.status].sort()).toEqual([204, 404]);
    for (const id of made) {
      const [circuit] = (await anybody.get(`/circuits?ceremonyId=${id}`)).json.items;
      expect(await ctx.blobs.size(circuit.genesis)).toBeGreaterThan(0);
    }
  });

  it('tell announcements and incidents to everybody', async () => {
    const id = await opened();
    const tell = (text: string, kind?: string) =>
      coordinator.post(`/ceremonies/${id}/announcements`, { text, ...(kind ? { kind } : {}) });
    expect((await tell('Welcome')).status).toBe(201);
    expect((await tell('The server was away', 'INCIDENT')).json.seq).toBe(4);
    expect((await tell('')).status).toBe(400);
    expect(outcome(await other.post(`/ceremonies/${id}/announcements`, { text: 'Hm' }))).toEqual([
      403,
      'NOT_PERMITTED',
    ]);
    expect((await anybody.get(`/ceremonies/${id}/announcements`)).json.items).toEqual([
      { seq: 4, at: now(), kind: 'INCIDENT', text: 'The server was away' },
      { seq: 3, at: now(), kind: 'ANNOUNCEMENT', text: 'Welcome' },
    ]);
  });

  it('are checked before they exist: minutes, bytes and people', async () => {
    const { projectId: _, ...wanted } = draft({
      opensAt: now() + HOUR,
      closesAt: now() + 25 * HOUR,
      sizes: [
        { g1: 4096, g2: 65 },
        { g1: 8192, g2: 65 },
        { g1: 16384, g2: 65 },
        { g1: 32768, g2: 65 },
      ],
    });
    const { status, json } = await coordinator.post('/ceremonies/check', wanted);
    expect(status, JSON.stringify(json)).toBe(200);
    expect(json).toMatchObject({
      ready: true,
      means: {
        turn: { seconds: 600, basis: 'LIMIT' },
        turnsPerDay: 144,
        days: 1,
        people: 144,
        download: 6_258_453,
        upload: 6_258_453,
        words: expect.arrayContaining(['144 people can have a turn.', 'Each receives and sends 6.26 MB.']),
      },
    });
    expect(json.means.disk).toBeGreaterThan(40e6);
    expect((await anybody.get(`/ceremonies/by-slug/${wanted.slug}`)).status).toBe(404);
    const poor = await coordinator.post('/ceremonies/check', { ...wanted, about: {} });
    expect(poor.json.ready).toBe(false);
    expect(poor.json.findings.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['NO_SUPPORT', 'NO_PURPOSE', 'NO_INSTRUCTIONS']),
    );
  });

  it('say whether people or time are too few for a result', async () => {
    const id = await create({ eligibility: { who: 'INVITED' }, policy: { minimumContributions: 3 } });
    const few = async () => {
      const { findings } = (await coordinator.get(`/ceremonies/${id}/check`)).json;
      return findings
        .map(({ code }: { code: string }) => code)
        .filter((code: string) => /SMALL|SHORT|EMPTY/.test(code));
    };
    expect(await few()).toEqual(['EMPTY_ROSTER']);
    for (const name of ['Ada', 'Ben']) await coordinator.post(`/ceremonies/${id}/invitations`, { name });
    expect(await few()).toEqual(['ROSTER_TOO_SMALL']);
    await coordinator.post(`/ceremonies/${id}/invitations`, { name: 'Cleo' });
    expect(await few()).toEqual([]);
    await change(id, { opensAt: now() + HOUR, closesAt: now() + HOUR + 1_200 });
    expect(await few()).toEqual(['TIME_TOO_SHORT']);
  });

  it('have presets of rules that anybody can read', async () => {
    const { json } = await anybody.get('/policies');
    expect(json.items.map(({ preset }: { preset: string }) => preset)).toEqual([
      'kzg',
      'ethereum-2023',
      'queue',
    ]);
    expect(json.items[1].policy).toMatchObject({
      checkIn: { interval: 32, tolerance: 2 },
      timeout: { duration: 192 },
    });
  });
});
