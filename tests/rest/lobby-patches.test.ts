/** A lobby's participants over REST: what clients of the sequencer protocol do, and what patches may. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Contributor, newApiContributor } from '../support/contributor.ts';
import { coordinatorOf, enrolled, must } from '../support/participants.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

describe.each(backings())('a lobby over REST on $name', ({ start }) => {
  let server: TestServer;
  let coordinator: RestPerson;
  beforeEach(async () => {
    server = await start();
    coordinator = await coordinatorOf(server);
  });
  afterEach(() => server.close());

  const db = () => server.running.application.ctx.store.db;
  /** A client of the sequencer protocol that has been handed the state, and its participant. */
  const atWork = async () => {
    const client = await newApiContributor(server);
    const handedOut = await client.start();
    const row = await db()
      .selectFrom('participant')
      .selectAll()
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    const headers = { authorization: `Bearer ${client.session.sessionId}` };
    const call = (method: string, path: string, body?: unknown) =>
      server.send(path, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const path = `/participants/${row.id}`;
    return {
      client,
      handedOut,
      id: row.id,
      path,
      get: async () => (await call('GET', path)).json,
      patch: (body: unknown) => call('PATCH', path, body),
    };
  };
  const types = async () =>
    (await db().selectFrom('event').select('type').orderBy('seq').execute()).map(({ type }) => type);

  it('shows the life of an unmodified client as a participant’s life', async () => {
    const person = await atWork();
    const seen = await person.get();
    const now = Math.floor(server.now() / 1000);
    expect(seen).toMatchObject({
      number: 1,
      publicName: 'contributor-1',
      status: 'CONTRIBUTING',
      contributionStep: 'DOWNLOADING',
      contributionStartedAt: now,
      timeout: { type: 'FIXED', duration: 600, startedAt: now, expiresAt: now + 600 },
      tempContributionData: { downloadProgress: 0, computationProgress: 0, uploadProgress: 0 },
    });
    const contribution = await person.client.compute(person.handedOut);
    expect((await person.client.post(contribution)).status).toBe(200);
    const done = await person.get();
    expect(done).toMatchObject({
      status: 'DONE',
      contributionStep: 'COMPLETED',
      contributionProgress: 100,
      verificationStartedAt: now,
      circuitsDone: 1,
    });
    expect(done.timeout).toBeUndefined();
    // "Complete verification", when it is.
    expect((await person.patch({ contributionStep: 'COMPLETED', status: 'CONTRIBUTED' })).status).toBe(200);
  });

  it('believes steps in order, and none that it cannot see', async () => {
    const person = await atWork();
    for (const contributionStep of ['UPLOADING', 'VERIFYING', 'COMPLETED'])
      expect((await person.patch({ contributionStep })).status).toBe(409);
    const step = must(await person.patch({ contributionStep: 'COMPUTING', contributionProgress: 50 })).json;
    expect(step).toMatchObject({ contributionStep: 'COMPUTING', contributionProgress: 50 });
    expect((await person.patch({ contributionStep: 'COMPUTING', contributionProgress: 75 })).status).toBe(
      200,
    );
    expect(await person.patch({ contributionStep: 'UPLOADING' })).toMatchObject({
      status: 409,
      json: { code: 'NOT_SEEN' },
    });
    expect((await person.patch({ contributionStep: 'DOWNLOADING' })).status).toBe(409);
    expect((await person.patch({ contributionProgress: 101 })).status).toBe(400);
    const other = await restPerson(server);
    for (const who of [other, coordinator])
      expect((await who.patch(person.path, { contributionProgress: 1 })).status).toBe(403);
  });

  it('takes progress as often as it comes without a transaction, an event or a new version', async () => {
    const person = await atWork();
    await person.patch({ contributionStep: 'COMPUTING' });
    const before = { types: await types(), version: (await row(person.id)).version };
    for (let percent = 1; percent <= 60; percent++)
      expect((await person.patch({ contributionProgress: percent })).json.contributionProgress).toBe(percent);
    const figures = { downloadProgress: 100, computationProgress: 75, uploadProgress: 0 };
    const kept = { upload: { id: 4, parts: [{ number: 1, etag: 'a' }] } };
    const told = await person.patch({ tempContributionData: { ...figures, ...kept } });
    expect(told.json).toMatchObject({
      contributionProgress: 75,
      tempContributionData: { ...figures, ...kept },
    });
    expect(await row(person.id)).toMatchObject({ contributionProgress: 0, version: before.version });
    await server.tick();
    expect(await row(person.id)).toMatchObject({ contributionProgress: 75, version: before.version });
    expect(await types()).toEqual(before.types);
    expect((await person.get()).tempContributionData).toEqual({ ...figures, ...kept });
    const seen = (await server.send(person.path)).json;
    expect(seen.contributionProgress).toBe(75);
    expect(seen.tempContributionData).toBeUndefined();
    for (const tempContributionData of [null, kept])
      expect((await coordinator.patch(person.path, { tempContributionData })).status).toBe(403);
    // Another attempt begins without it.
    must(await coordinator.post(`${person.path}/timeout`, { reason: 'hangs' }));
    expect((await person.get()).tempContributionData).toBeUndefined();
    expect((await person.patch({ contributionProgress: 80 })).status).toBe(409);
  });

  const row = (id: number) =>
    db().selectFrom('participant').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  it('lets people into the lobby who accepted the terms, and leaves the turn to check-ins', async () => {
    const person = await enrolled(server, undefined, { acceptTerms: undefined });
    const path = `/participants/${person.id}`;
    const early = await person.patch(path, { status: 'READY' });
    expect(early).toMatchObject({ status: 409, json: { code: 'NOT_SELECTED', allowed: ['WAITING'] } });
    expect(early.json.detail).toContain('0 people wait in the lobby');
    expect(await person.patch(path, { status: 'WAITING' })).toMatchObject({
      status: 409,
      json: { code: 'TERMS_NOT_ACCEPTED' },
    });
    expect((await coordinator.patch(path, { acceptTerms: 1 })).status).toBe(403);
    expect((await person.patch(path, { acceptTerms: 9 })).json.code).toBe('TERMS_NOT_ACCEPTED');
    const inside = must(await person.patch(path, { acceptTerms: 1, status: 'WAITING' })).json;
    expect(inside).toMatchObject({ status: 'WAITING', termsVersion: 1 });
    expect(inside.position).toBeUndefined();
    expect((await person.patch(path, { status: 'WAITING' })).status).toBe(200);
    // The same session checks in, and has the slot at once.
    const client = new Contributor(server, { ...person, sub: '', nickname: '', provider: 'Ethereum' });
    await client.start();
    expect((await person.get(path)).json.status).toBe('CONTRIBUTING');
  });

  it('removes from the lobby who does not check in after entering it by a patch', async () => {
    const person = await enrolled(server);
    must(await person.patch(`/participants/${person.id}`, { status: 'WAITING' }));
    await server.pass(60_000);
    const gone = (await person.get(`/participants/${person.id}`)).json;
    expect(gone).toMatchObject({ status: 'TIMEDOUT', barredUntil: 'forever', cause: 'MISSED_CHECK_IN' });
    expect(gone.infractions).toEqual([
      { cause: 'UNKNOWN', why: 'MISSED_CHECK_IN', at: expect.any(Number), until: 'forever' },
    ]);
  });

  it('ends a turn by the coordinator’s patch, then marks it as gone, each with who did it', async () => {
    const person = await atWork();
    for (const status of ['TIMEDOUT', 'EXHUMED']) expect((await person.patch({ status })).status).toBe(409);
    expect(await coordinator.patch(person.path, { status: 'EXHUMED' })).toMatchObject({
      status: 409,
      json: { code: 'ILLEGAL_TRANSITION', allowed: ['TIMEDOUT'] },
    });
    const lost = must(await coordinator.patch(person.path, { status: 'TIMEDOUT' })).json;
    expect(lost).toMatchObject({ status: 'TIMEDOUT', cause: 'REPLACED', attempts: 1 });
    expect(lost.infractions).toMatchObject([{ cause: 'BLOCKING_CONTRIBUTION', why: 'REPLACED' }]);
    expect((await coordinator.patch(person.path, { status: 'TIMEDOUT' })).status).toBe(200);
    expect((await coordinator.patch(person.path, { status: 'EXHUMED' })).json.status).toBe('EXHUMED');
    expect((await coordinator.patch(person.path, { status: 'TIMEDOUT' })).status).toBe(409);
    const told = await db()
      .selectFrom('event')
      .select('body')
      .where('type', '=', 'coordinator.override')
      .execute();
    expect(JSON.parse(told[0]!.body).data).toMatchObject({
      override: 'timeout',
      by: coordinator.userId,
      participant: person.id,
    });
    // The slot is free: the next has it.
    await (await newApiContributor(server)).start();
  });

  it('lets people return after a coordinator’s word, with their next check-in', async () => {
    const person = await atWork();
    const path = `${person.path}/readmit`;
    expect((await coordinator.post(path, { reason: 'x' })).status).toBe(409);
    must(await coordinator.post(`${person.path}/replace`, { reason: 'hangs' }));
    expect((await person.get()).status).toBe('EXHUMED');
    expect((await person.client.poll()).status).toBe(401);
    expect((await coordinator.post(path, {})).status).toBe(400);
    const back = must(await coordinator.post(path, { reason: 'network outage' })).json;
    expect(back).toMatchObject({ status: 'EXHUMED', attempts: 0 });
    expect(back.barredUntil).toBeUndefined();
    expect((await person.client.poll()).status).toBe(200);
  });

  it('gives an open turn more time, and says when no clock runs', async () => {
    const person = await atWork();
    const { expiresAt } = (await person.get()).timeout;
    const more = { seconds: 90, reason: 'slow line' };
    const longer = must(await coordinator.post(`${person.path}/extend`, more)).json;
    expect(longer.timeout).toMatchObject({ expiresAt: expiresAt + 90, duration: 690 });
    expect(await asking(person, 'more-time')).toMatchObject({ status: 409, json: { code: 'NO_MORE_TIME' } });
    await server.pass(620_000);
    expect((await person.get()).status).toBe('CONTRIBUTING');
    await server.pass(80_000);
    expect(await person.get()).toMatchObject({ status: 'TIMEDOUT', cause: 'DEADLINE' });
    expect((await coordinator.post(`${person.path}/extend`, more)).status).toBe(409);
  });

  const asking = ({ client, path }: { client: Contributor; path: string }, word: string) =>
    client.call(`${path}/${word}`);

  it('shows no clock while a pause lasts', async () => {
    const person = await atWork();
    must(
      await coordinator.patch(`/ceremonies/${server.running.ceremony.id}`, { status: 'PAUSED', reason: 'x' }),
    );
    expect((await person.get()).timeout).toBeUndefined();
  });

  it('takes somebody out of the lobby, and an open turn with them', async () => {
    const person = await atWork();
    const waiting = await enrolled(server);
    must(await waiting.patch(`/participants/${waiting.id}`, { status: 'WAITING' }));
    expect((await coordinator.remove(`/participants/${waiting.id}`)).status).toBe(204);
    expect((await coordinator.remove(`${person.path}?reason=asked`)).status).toBe(204);
    expect(await row(person.id)).toMatchObject({ status: 'TIMEDOUT', cause: 'REMOVED', attempts: 0 });
    expect(await row(waiting.id)).toMatchObject({ status: 'TIMEDOUT', cause: 'REMOVED' });
    expect((await person.get()).infractions).toEqual([]);
    expect((await person.client.poll()).status).toBe(401);
    await (await newApiContributor(server)).start();
    expect((await types()).filter((type) => type === 'participant.removed')).toHaveLength(2);
  });

  it('shows again who went by themselves and checks in once more, no sooner than others', async () => {
    await atWork();
    const client = await newApiContributor(server);
    await client.poll();
    const { id } = await db()
      .selectFrom('participant')
      .selectAll()
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    const headers = { authorization: `Bearer ${client.session.sessionId}` };
    const leave = () => server.send(`/participants/${id}`, { method: 'DELETE', headers });
    expect((await leave()).status).toBe(204);
    expect(await row(id)).toMatchObject({ archivedAt: server.now(), cause: 'REMOVED' });
    expect(await coordinator.post(`/participants/${id}/readmit`, { reason: 'x' })).toMatchObject({
      status: 409,
    });
    expect((await client.poll()).json.code).toBe('TryContributeError::RateLimited');
    const { userId, ceremonyId } = await row(id);
    const again = { userId, ceremonyId, status: 'CREATED' };
    must(await client.call('/participants', { body: JSON.stringify(again) }));
    expect((await client.poll()).json.code).toBe('TryContributeError::RateLimited');
    server.step(16_000);
    expect((await client.poll()).json.code).toBe('TryContributeError::AnotherContributionInProgress');
    expect(await row(id)).toMatchObject({ status: 'WAITING', archivedAt: null, cause: null });
  });

  it('has lost the turn whoever leaves in the middle of it', async () => {
    const person = await atWork();
    expect((await person.client.call(person.path, { method: 'DELETE' } as never)).status).toBe(204);
    expect(await row(person.id)).toMatchObject({ status: 'TIMEDOUT', cause: 'REMOVED', attempts: 1 });
    expect((await person.client.poll()).status).toBe(401);
  });

  it('leaves nobody in a lobby to be moved by priority', async () => {
    const person = await enrolled(server);
    const answer = await coordinator.patch(`/participants/${person.id}`, { priority: 5 });
    expect(answer).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
    expect((await person.patch(`/participants/${person.id}`, { priority: 5 })).status).toBe(403);
  });
});
