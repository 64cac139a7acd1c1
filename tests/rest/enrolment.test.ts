/** Registering participants: who, once, with which name, on which terms; and taking them out again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coordinatorOf, enrolled, enrolment, must } from '../support/participants.ts';
import { queueStage } from '../support/queue-stage.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

describe.each(backings())('registering participants on $name', ({ start }) => {
  let server: TestServer;
  let ceremonyId: number;
  let coordinator: RestPerson;
  beforeAll(async () => {
    server = await start();
    ceremonyId = server.running.ceremony.id;
    coordinator = await coordinatorOf(server);
  });
  afterAll(() => server.close());

  const db = () => server.running.application.ctx.store.db;
  const change = (values: object, id = ceremonyId) =>
    db().updateTable('ceremony').set(values).where('id', '=', id).execute();

  it('takes the caller, with the next number and the name that goes with it', async () => {
    const person = await restPerson(server);
    const answer = must(await person.post('/participants', enrolment(person, ceremonyId)), 201);
    const { number } = answer.json;
    expect(answer.json).toMatchObject({
      userId: person.userId,
      ceremonyId,
      status: 'CREATED',
      contributionStep: 'DOWNLOADING',
      contributionProgress: 0,
      publicName: `contributor-${number}`,
      queueClass: 'PUBLIC',
      circuitsDone: 0,
      archived: false,
      createdAt: Math.floor(server.now() / 1000),
    });
    expect(answer.headers.get('location')).toBe(`/participants/${answer.json.id}`);
    const next = await enrolled(server);
    expect((await next.get(`/participants/${next.id}`)).json.number).toBe(number + 1);
  });

  it('is idempotent, and takes one of many at once', async () => {
    const person = await restPerson(server);
    const body = enrolment(person, ceremonyId);
    const answers = await Promise.all(Array.from({ length: 20 }, () => person.post('/participants', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  });

  it('takes somebody else from coordinators only', async () => {
    const [other, nobody] = [await restPerson(server), await restPerson(server)];
    const body = enrolment(other, ceremonyId);
    expect((await nobody.post('/participants', body)).json).toMatchObject({ code: 'NOT_PERMITTED' });
    expect((await stranger(server).post('/participants', body)).status).toBe(401);
    const made = must(await coordinator.post('/participants', body), 201).json;
    expect(await coordinator.post('/participants', body)).toMatchObject({
      status: 409,
      json: { code: 'ALREADY_ENROLLED', existing: made.id },
    });
    const events = await db()
      .selectFrom('event')
      .select('body')
      .where('type', '=', 'participant.enrolled')
      .execute();
    const told = events.map(({ body }) => JSON.parse(body).data).find((data) => data.participant === made.id);
    expect(told).toMatchObject({ who: 'coordinator', by: coordinator.userId, number: made.number });
    expect(told.identity).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{ status: 'WAITING' }, 400, 'INVALID_REQUEST'],
    [{ status: undefined }, 400, 'INVALID_REQUEST'],
    [{ ceremonyId: 999_999 }, 404, 'NOT_FOUND'],
    [{ rank: 1 }, 400, 'INVALID_REQUEST'],
    [{ publicName: '<b>' }, 400, 'INVALID_REQUEST'],
    [{ publicName: 'a\u202eb' }, 400, 'INVALID_REQUEST'],
    [{ publicName: '\u3164' }, 400, 'INVALID_REQUEST'],
    [{ publicName: '\u2800\u034f\u0301' }, 400, 'INVALID_REQUEST'],
    [{ acceptTerms: 2 }, 409, 'TERMS_NOT_ACCEPTED'],
    [{ priority: 1 }, 403, 'NOT_PERMITTED'],
    [{ queueClass: 'PRIVATE' }, 403, 'NOT_PERMITTED'],
    [{ profile: { links: ['javascript:alert(1)'] } }, 400, 'INVALID_REQUEST'],
  ])('refuses %o with %i', async (wrong, status, code) => {
    const person = await restPerson(server);
    const answer = await person.post('/participants', enrolment(person, ceremonyId, wrong));
    expect(answer).toMatchObject({ status, json: { code } });
    expect((await person.get(`/participants?userId=${person.userId}`)).json.total).toBe(0);
  });

  it('refuses coordinators what only the person may do, and users that are not there', async () => {
    const other = await restPerson(server);
    for (const more of [{ acceptTerms: 1 }, { profile: { region: 'Asia' } }])
      expect(await coordinator.post('/participants', enrolment(other, ceremonyId, more))).toMatchObject({
        status: 403,
      });
    const missing = enrolment({ userId: 999_999 }, ceremonyId);
    expect((await coordinator.post('/participants', missing)).status).toBe(404);
  });

  it('lets names be chosen, each once, and leaves those by number alone', async () => {
    const ada = await enrolled(server, ceremonyId, { publicName: 'Ada  Lovelace' });
    const other = await enrolled(server);
    // Case, spaces, dashes, and signs that nobody sees: a joiner, a selector, a filler.
    for (const publicName of [
      'ada lovelace',
      'ADA\u00a0Lovelace',
      'Ada\u034f Lovelace\ufe0f',
      'Ada Love\u115flace',
      'Ada\u2800 Lovelace',
      'contributor-1',
      'Contributor-99999',
      'contributor\u20111',
      'contri\u034fbutor-1',
    ]) {
      const answer = await other.patch(`/participants/${other.id}`, { publicName });
      expect(answer).toMatchObject({ status: 409, json: { code: 'NAME_TAKEN' } });
    }
    const { number } = (await other.get(`/participants/${other.id}`)).json;
    const own = await other.patch(`/participants/${other.id}`, { publicName: `contributor-${number}` });
    expect(own.json.publicName).toBe(`contributor-${number}`);
    expect((await ada.patch(`/participants/${ada.id}`, { publicName: 'Ada L.' })).json.publicName).toBe(
      'Ada L.',
    );
    expect((await other.patch(`/participants/${other.id}`, { publicName: 'Ada Lovelace' })).status).toBe(200);
    expect((await coordinator.patch(`/participants/${ada.id}`, { publicName: 'X' })).status).toBe(403);
    const twice = enrolment(ada, ceremonyId, { publicName: 'Somebody else' });
    expect(await ada.post('/participants', twice)).toMatchObject({ status: 409, json: { existing: ada.id } });
  });

  it('says beforehand who may take part, in words, with the terms and where help is', async () => {
    const person = await restPerson(server);
    // The line is remembered for a minute.
    server.step(60_001);
    await change({
      about: JSON.stringify({ support: 'help@example.org', terms: { version: 3, text: 'T' } }),
    });
    const open = must(await person.get(`/ceremonies/${ceremonyId}/eligibility`)).json;
    expect(open).toMatchObject({ eligible: true, queueClass: 'PUBLIC', support: 'help@example.org' });
    expect(open.terms).toEqual({ version: 3, text: 'T' });
    await change({ eligibility: JSON.stringify({ who: 'INVITED' }) });
    const closed = must(await person.get(`/ceremonies/${ceremonyId}/eligibility`)).json;
    expect(closed).toMatchObject({ eligible: false, reason: expect.stringContaining('invited') });
    expect(await person.post('/participants', enrolment(person, ceremonyId))).toMatchObject({
      status: 403,
      json: { code: 'NOT_ELIGIBLE', detail: closed.reason },
    });
    await change({ about: null, eligibility: null });
    expect((await stranger(server).get(`/ceremonies/${ceremonyId}/eligibility`)).status).toBe(401);
  });

  it('takes people on the roster by their account, in the part of the queue that stands there', async () => {
    const stage = await queueStage(server, { slug: `roster-${server.port}` });
    await change({ eligibility: JSON.stringify({ who: 'INVITED' }) }, stage.ceremonyId);
    const address = `0x${'ab'.repeat(20)}`;
    const person = await restPerson(server, { address });
    const line = {
      ceremonyId: stage.ceremonyId,
      role: 'participant' as const,
      identity: `eth|${address}`,
      cohort: 'friends',
      queueClass: 'PRIVATE' as const,
      priority: 7,
      createdAt: server.now(),
    };
    const { id } = await db().insertInto('invitation').values(line).returning('id').executeTakeFirstOrThrow();
    const body = enrolment(person, stage.ceremonyId);
    const made = must(await person.post('/participants', body), 201).json;
    expect(made).toMatchObject({ queueClass: 'PRIVATE', priority: 7 });
    expect(made.cohort).toBeUndefined();
    const seen = (await stage.coordinator.get(`/participants/${made.id}`)).json;
    expect(seen.cohort).toBe('friends');
    const used = await db()
      .selectFrom('invitation')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(used).toMatchObject({ userId: person.userId, usedAt: server.now() });
    await db().updateTable('invitation').set({ revokedAt: 1, userId: null }).where('id', '=', id).execute();
    const late = await restPerson(server);
    expect((await late.post('/participants', enrolment(late, stage.ceremonyId))).status).toBe(403);
  });

  it('takes nobody once the ceremony is over', async () => {
    const [person, other] = [await restPerson(server), await restPerson(server)];
    await change({ status: 'CLOSED', draining: 1 });
    expect(await person.post('/participants', enrolment(person, ceremonyId))).toMatchObject({
      status: 409,
      json: { code: 'CLOSED' },
    });
    expect((await coordinator.post('/participants', enrolment(other, ceremonyId))).status).toBe(409);
    await change({ status: 'OPENED', draining: 0 });
  });

  it('keeps what people tell about themselves from everybody but coordinators', async () => {
    const profile = { background: 'Cryptographer', region: 'Asia', measured: { uploadMbit: 40 } };
    const person = await enrolled(server, ceremonyId, { profile });
    const [path, other] = [`/participants/${person.id}/profile`, await restPerson(server)];
    expect((await person.get(path)).json).toEqual(profile);
    expect((await coordinator.get(path)).json).toEqual(profile);
    expect((await other.get(path)).status).toBe(403);
    expect((await stranger(server).get(path)).status).toBe(401);
    expect((await coordinator.put(path, {})).status).toBe(403);
    expect((await stranger(server).get(`/participants/${person.id}`)).text).not.toContain('Cryptographer');
    const filters = ['region=asia', 'search=CRYPTO', 'minUploadMbit=39'];
    for (const filter of filters) {
      const list = must(await coordinator.get(`/ceremonies/${ceremonyId}/participants?${filter}`)).json;
      expect(list.items.map(({ id }: { id: number }) => id)).toEqual([person.id]);
      expect((await other.get(`/ceremonies/${ceremonyId}/participants?${filter}`)).status).toBe(403);
    }
    const none = await coordinator.get(`/ceremonies/${ceremonyId}/participants?minUploadMbit=41`);
    expect(none.json.total).toBe(0);
    expect((await person.put(path, {})).json).toEqual({});
    expect(
      await db().selectFrom('profile').selectAll().where('participantId', '=', person.id).execute(),
    ).toEqual([]);
  });

  it('finds people by their public name, however it is written, and by their number', async () => {
    const zoe = await enrolled(server, ceremonyId, { publicName: 'Zoë 100%_Quux' });
    const nameless = await enrolled(server, ceremonyId);
    const { number } = (await nameless.get(`/participants/${nameless.id}`)).json;
    const found = async (name: string) => {
      const path = `/ceremonies/${ceremonyId}/participants?name=${encodeURIComponent(name)}`;
      const { items } = must(await stranger(server).get(path)).json;
      return items.map(({ id }: { id: number }) => id);
    };
    expect(await found('quux')).toEqual([zoe.id]);
    expect(await found('ＺＯË  100%_')).toEqual([zoe.id]);
    expect(await found('100_')).toEqual([]);
    expect(await found('%')).toEqual([zoe.id]);
    expect(await found(`#${number}`)).toEqual([nameless.id]);
    expect(await found(`contributor-${number}`)).toEqual([nameless.id]);
    expect(await found('contributor')).toContain(nameless.id);
    expect(await found("' or 1=1 --")).toEqual([]);
  });

  it('finds people by the numbers of their rows, a hundred at once', async () => {
    const [one, two] = [await enrolled(server, ceremonyId), await enrolled(server, ceremonyId)];
    const path = (ids: string) => `/ceremonies/${ceremonyId}/participants?id=${ids}`;
    const { items } = must(await stranger(server).get(path(`${one.id},${two.id},999999999`))).json;
    expect(items.map(({ id }: { id: number }) => id)).toEqual([one.id, two.id]);
    for (const ids of ['', '1,', '1;2', '0', Array.from({ length: 101 }, () => 1).join(',')])
      expect((await stranger(server).get(path(ids))).status, ids).toBe(400);
  });

  it('removes who never came without a trace, and lets them register anew', async () => {
    const person = await enrolled(server, ceremonyId, { profile: { region: 'Asia' } });
    const other = await restPerson(server);
    expect((await other.remove(`/participants/${person.id}`)).status).toBe(403);
    expect((await person.remove(`/participants/${person.id}`)).status).toBe(204);
    expect((await person.get(`/participants/${person.id}`)).status).toBe(404);
    must(await person.post('/participants', enrolment(person, ceremonyId)), 201);
  });

  it('lets back only by a coordinator whom a coordinator has removed', async () => {
    const person = await enrolled(server);
    const gone = await coordinator.remove(`/participants/${person.id}?reason=spam`);
    expect(gone.status).toBe(204);
    expect((await coordinator.remove(`/participants/${person.id}`)).status).toBe(204);
    const seen = (await person.get(`/participants/${person.id}`)).json;
    expect(seen).toMatchObject({ archived: true, barredUntil: 'forever' });
    const body = enrolment(person, ceremonyId);
    expect(await person.post('/participants', body)).toMatchObject({ status: 403, json: { code: 'BARRED' } });
    const listed = await stranger(server).get(`/participants?userId=${person.userId}`);
    expect(listed.json.items).toEqual([]);
    expect((await coordinator.post('/participants', body)).json).toMatchObject({ archived: false });
    expect((await person.get(`/participants/${person.id}`)).json.barredUntil).toBeUndefined();
    const { items } = (await person.get(`/participants/${person.id}/history`)).json;
    expect(items.slice(-3)).toMatchObject([
      { type: 'participant.removed', who: 'coordinator', why: 'spam' },
      { type: 'coordinator.override', who: 'coordinator', why: 'enrolled again' },
      { type: 'participant.enrolled', who: 'coordinator', after: 'CREATED' },
    ]);
  });

  it('lets nobody out of what a lost turn costs by leaving and coming back', async () => {
    const stage = await queueStage(server, { slug: `leaving-${server.port}` });
    const person = await stage.person();
    await person.start();
    must(await person.remove(`/participants/${person.id}`), 204);
    const body = enrolment(person, stage.ceremonyId);
    expect(await person.post('/participants', body)).toMatchObject({ status: 403, json: { code: 'BARRED' } });
    server.step(600_000);
    expect((await person.post('/participants', body)).json).toMatchObject({
      status: 'WAITING',
      contributionStep: 'DOWNLOADING',
      attempts: 1,
    });
    expect((await person.row()).contributionStartedAt).toBeNull();
  });

  it('takes nobody back who left after a lost turn where lost turns are for good', async () => {
    const policy = { returnAfterPenalty: false, lostTurn: 'NOTHING' } as const;
    const stage = await queueStage(server, { slug: `for-good-${server.port}`, policy });
    const person = await stage.person();
    await person.start();
    must(await stage.coordinator.post(`/participants/${person.id}/timeout`, { reason: 'hangs' }));
    must(await person.remove(`/participants/${person.id}`), 204);
    const body = enrolment(person, stage.ceremonyId);
    expect(await person.post('/participants', body)).toMatchObject({ status: 403, json: { code: 'BARRED' } });
    expect((await stage.coordinator.post('/participants', body)).json).toMatchObject({ status: 'WAITING' });
  });

  it('lets nobody fill the record by coming and going', async () => {
    const person = await restPerson(server);
    let rounds = 0;
    for (; rounds < 40; rounds++) {
      const answer = await person.post('/participants', enrolment(person, ceremonyId));
      if (answer.status === 429) break;
      must(await person.remove(`/participants/${must(answer, 201).json.id}`), 204);
    }
    expect(rounds).toBe(30);
    const stage = await queueStage(server, { slug: `declining-${server.port}` });
    const waiting = await stage.person();
    const patch = (status: string) => waiting.patch(`/participants/${waiting.id}`, { status });
    let declined = 0;
    while (declined < 40 && (await patch('WAITING')).status === 200 && (await patch('READY')).status === 200)
      declined++;
    expect(declined).toBe(30);
    server.step(3_600_000);
    must(await person.post('/participants', enrolment(person, ceremonyId)), 201);
  });

  it('keeps whoever has contributed, and hides them when asked', async () => {
    const person = await enrolled(server);
    await db()
      .updateTable('participant')
      .set({ status: 'DONE', contributionStep: 'COMPLETED', circuitsDone: 1 })
      .where('id', '=', person.id)
      .execute();
    const path = `/participants/${person.id}`;
    for (const who of [person, coordinator])
      expect(await who.remove(path)).toMatchObject({ status: 409, json: { code: 'HISTORY_IS_KEPT' } });
    expect((await person.patch(path, { archived: true })).status).toBe(403);
    expect((await coordinator.patch(path, { archived: true, reason: 'a test' })).json.archived).toBe(true);
    expect((await coordinator.patch(path, { archived: true })).json.archived).toBe(true);
    const list = `/ceremonies/${ceremonyId}/participants`;
    const ids = ({ items }: { items: { id: number }[] }) => items.map(({ id }) => id);
    expect(ids((await stranger(server).get(list)).json)).not.toContain(person.id);
    expect(ids((await coordinator.get(`${list}?archived=true`)).json)).toContain(person.id);
    expect((await person.get(`${list}?archived=true`)).status).toBe(403);
    expect((await coordinator.patch(path, { archived: false })).json.archived).toBe(false);
    const { items } = (await stranger(server).get(`${path}/history`)).json;
    const { userId: by } = coordinator;
    expect(items.slice(-2)).toMatchObject([
      { type: 'coordinator.override', who: 'coordinator', by, why: 'a test' },
      { type: 'coordinator.override', who: 'coordinator', by, why: 'none was given' },
    ]);
  });
});
