/** A queue's participants over REST: the whole way by patches, and what coordinators do about it. */

import { QUEUE_POLICY } from '@brebaje/ceremony/policy';
import { pauseCeremony, resumeCeremony } from '@brebaje/server/sequencer/ceremony-commands';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coordinatorOf, enrolled, must } from '../support/participants.ts';
import { type QueueStage, queueStage, sendParts, verdicts } from '../support/queue-stage.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';
import { contribute } from '../support/test-scheme.ts';

type Person = RestPerson & { id: number };

describe.each(backings())('queues over REST on $name', ({ start }) => {
  let server: TestServer;
  let stage: QueueStage;
  let coordinator: RestPerson;
  beforeEach(async () => {
    server = await start();
    stage = await queueStage(server, { circuits: 2 });
    coordinator = stage.coordinator;
  });
  afterEach(() => server.close());

  const db = () => server.running.application.ctx.store.db;
  const join = async (more: object = {}) => {
    const person = await enrolled(server, stage.ceremonyId, more);
    must(await patch(person, { status: 'WAITING' }));
    return person;
  };
  const patch = (person: Person, body: object, by: RestPerson = person, headers = {}) =>
    by.patch(`/participants/${person.id}`, body, headers);
  const see = async (person: Person) => (await person.get(`/participants/${person.id}`)).json;
  const upload = async (person: Person) => {
    const turn = (await person.get(`/participants/${person.id}/turn`)).json;
    const bytes = contribute(await server.running.application.ctx.blobs.read(turn.base.sha256), 'x');
    const path = `/participants/${person.id}/uploads`;
    const begun = must(await person.post(path, { kind: 'whole', size: bytes.length }), 201).json;
    return () => sendParts(server, person, begun, bytes);
  };
  const types = async () =>
    (await db().selectFrom('event').select('type').where('ceremonyId', '=', stage.ceremonyId).execute()).map(
      ({ type }) => type,
    );

  it('tells of every circuit who has the turn and who comes next, and who of them is there', async () => {
    const first = await stage.person();
    const second = await stage.person();
    const others = [await stage.person(), await stage.person(), await stage.person()];
    await first.start();
    await stage.pass(QUEUE_POLICY.checkInInterval * 3, [second]);
    const { circuits } = must(await coordinator.get(`/ceremonies/${stage.ceremonyId}/queue`)).json;
    expect(circuits).toHaveLength(2);
    expect(circuits[0]).toMatchObject({ waiting: 4, now: { participantId: first.id, present: false } });
    expect(
      circuits[0].upcoming.map(({ place, participantId, present }: Record<string, unknown>) => [
        place,
        participantId,
        present,
      ]),
    ).toEqual([
      [1, second.id, true],
      [2, others[0]!.id, false],
      [3, others[1]!.id, false],
    ]);
    expect(circuits[1]).toMatchObject({ waiting: 0, upcoming: [] });
    const { waitingSince } = (await coordinator.get(`/participants/${second.id}`)).json;
    expect(waitingSince).toBe(Math.floor(((await second.row()).queuedAt ?? 0) / 1000));
    expect((await coordinator.get(`/participants/${first.id}`)).json.waitingSince).toBeUndefined();
  });

  it('carries out one of two orders that were given on the same sight of somebody', async () => {
    const person = await join();
    must(await patch(person, { status: 'CONTRIBUTING' }));
    const path = `/participants/${person.id}`;
    const etag = (await coordinator.get(path)).headers.get('etag')!;
    const order = (what: string, body: object = {}) =>
      coordinator.post(`${path}/${what}`, { reason: 'slow', ...body }, { 'if-match': etag });
    const longer = must(await order('extend', { seconds: 600 }));
    expect(longer.json.timeout.duration).toBe(1_200);
    expect(longer.headers.get('etag')).not.toBe(etag);
    for (const what of ['timeout', 'replace', 'readmit', 'extend'])
      expect(await order(what, what === 'extend' ? { seconds: 600 } : {})).toMatchObject({
        status: 412,
        json: { code: 'VERSION_MISMATCH' },
      });
    expect(await see(person)).toMatchObject({ status: 'CONTRIBUTING', timeout: { duration: 1_200 } });
    must(await coordinator.post(`${path}/timeout`, { reason: 'slow' }));
  });

  it('goes the whole way by patches, through both circuits', async () => {
    const person = await enrolled(server, stage.ceremonyId);
    expect(must(await patch(person, { status: 'WAITING' })).json.status).toBe('READY');
    for (let circuit = 0; circuit < 2; circuit++) {
      expect(must(await patch(person, { status: 'READY' })).json).toMatchObject({
        status: 'READY',
        circuitId: stage.circuits[circuit],
      });
      const begun = { status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' };
      const started = must(await patch(person, begun)).json;
      expect(started).toMatchObject({
        ...begun,
        contributionProgress: 0,
        timeout: { type: 'FIXED', duration: 600 },
      });
      expect((await patch(person, begun)).status).toBe(200);
      expect(
        must(await patch(person, { contributionStep: 'COMPUTING', contributionProgress: 50 })).status,
      ).toBe(200);
      expect((await patch(person, { contributionStep: 'UPLOADING' })).json.code).toBe('NOT_SEEN');
      const send = await upload(person);
      expect((await patch(person, { contributionStep: 'UPLOADING' })).json.contributionStep).toBe(
        'UPLOADING',
      );
      expect((await patch(person, { contributionStep: 'VERIFYING' })).json.code).toBe('NOT_SEEN');
      must(await send());
      await verdicts(server);
      const late = { contributionStep: 'COMPLETED', status: 'CONTRIBUTED' };
      expect((await patch(person, late)).status).toBe(200);
    }
    const done = await see(person);
    expect(done).toMatchObject({ status: 'DONE', circuitsDone: 2 });
    expect(done.circuitId).toBeUndefined();
  });

  it('says who asks too early where they stand, and offers the free slot to who asks in time', async () => {
    const [a, b, c] = [await join(), await join(), await join()];
    const early = await patch(c!, { status: 'READY' });
    expect(early).toMatchObject({ status: 409, json: { code: 'NOT_SELECTED', position: 2 } });
    expect(early.json.allowed).toEqual([]);
    expect(await see(c!)).toMatchObject({ position: 2, estimate: { seconds: expect.any(Number) } });
    // "Not now" costs nothing and gives the turn to the next.
    expect((await patch(a!, { status: 'WAITING' })).json).toMatchObject({ status: 'WAITING', attempts: 0 });
    expect((await see(b!)).status).toBe('READY');
    // Nobody answers: the offer passes, and then whoever asks first has it.
    await stage.pass(190_000);
    expect((await see(b!)).status).toBe('WAITING');
    expect((await see(c!)).status).toBe('WAITING');
    const refused = await patch(c!, { contributionStep: 'COMPUTING' });
    expect(refused.json.allowed).toEqual(['READY']);
    expect((await patch(c!, { status: 'READY' })).json.status).toBe('READY');
  });

  it('begins no work in a pause, and none without an offer', async () => {
    const [a, b] = [await join(), await join()];
    expect((await patch(b, { status: 'CONTRIBUTING' })).json.code).toBe('ILLEGAL_TRANSITION');
    const { ctx } = server.running.application;
    const by = { who: 'coordinator', reason: 'x' } as const;
    await pauseCeremony(ctx, stage.ceremonyId, by);
    expect(await patch(a, { status: 'CONTRIBUTING' })).toMatchObject({
      status: 409,
      json: { code: 'PAUSED' },
    });
    await resumeCeremony(ctx, stage.ceremonyId, by);
    expect((await patch(a, { status: 'CONTRIBUTING' })).status).toBe(200);
  });

  it('lets coordinators move people in the queue, each time with an event', async () => {
    const [, b, c] = [await join(), await join(), await join()];
    expect((await patch(c, { priority: 3 })).status).toBe(403);
    expect((await patch(c, { priority: 3, reason: 'early bird' }, coordinator)).json.position).toBe(1);
    expect((await see(b)).position).toBe(2);
    expect((await patch(b, { queueClass: 'PRIVATE' }, coordinator)).json).toMatchObject({ position: 1 });
    const told = await db()
      .selectFrom('event')
      .select('body')
      .where('type', '=', 'coordinator.override')
      .execute();
    expect(told.map(({ body }) => JSON.parse(body).data)).toMatchObject([
      { override: 'priority', reason: 'early bird', by: coordinator.userId, participant: c.id },
      { override: 'priority', participant: b.id },
    ]);
  });

  it('ends a turn, keeps the cause, and gives the slot to the next at once', async () => {
    const [a, b] = [await join(), await join()];
    must(await patch(a, { status: 'CONTRIBUTING' }));
    expect((await patch(a, { status: 'TIMEDOUT' })).status).toBe(409);
    const other = await coordinatorOf(server);
    expect((await patch(a, { status: 'TIMEDOUT' }, other)).status).toBe(403);
    const lost = must(await coordinator.post(`/participants/${a.id}/timeout`, { reason: 'silent' })).json;
    // The next one is there: their turn has taken the place.
    expect(lost.status).toBe('EXHUMED');
    expect(lost).toMatchObject({ attempts: 1, cause: 'REPLACED' });
    expect(lost.infractions).toHaveLength(1);
    expect(lost.infractions[0]).toMatchObject({
      cause: 'BLOCKING_CONTRIBUTION',
      circuitId: stage.circuits[0],
    });
    expect(lost.infractions[0].until).toBe(Math.ceil((server.now() + 600_000) / 1000));
    expect((await see(b)).status).toBe('READY');
    expect((await types()).filter((type) => type === 'participant.exhumed')).toHaveLength(1);
    // Return after the penalty, at the end of the queue.
    await stage.pass(600_000 + 8_000);
    expect(await see(a)).toMatchObject({ status: 'WAITING', circuitId: stage.circuits[0] });
  });

  it('replaces somebody at work in one step, and lets them return at a word', async () => {
    const a = await join();
    must(await patch(a, { status: 'CONTRIBUTING' }));
    const gone = must(await coordinator.post(`/participants/${a.id}/replace`, { reason: 'hangs' })).json;
    expect(gone.status).toBe('EXHUMED');
    expect((await coordinator.post(`/participants/${a.id}/replace`, { reason: 'x' })).status).toBe(409);
    const back = must(await coordinator.post(`/participants/${a.id}/readmit`, { reason: 'line cut' })).json;
    expect(back).toMatchObject({ attempts: 0 });
    expect(['WAITING', 'READY']).toContain(back.status);
    expect(back.barredUntil).toBeUndefined();
  });

  it('ends a verification that hangs without any penalty', async () => {
    const [a, b] = [await join(), await join()];
    must(await patch(a, { status: 'CONTRIBUTING' }));
    let open = () => {};
    server.scheme.gate = new Promise((resolve) => {
      open = resolve;
    });
    const send = await upload(a);
    must(await send());
    expect(await see(a)).toMatchObject({ status: 'CONTRIBUTING', contributionStep: 'VERIFYING' });
    expect((await see(a)).timeout).toBeUndefined();
    const confirmed = { contributionStep: 'VERIFYING', verificationStartedAt: 1640997000 };
    expect((await patch(a, confirmed)).json.verificationStartedAt).toBe(Math.floor(server.now() / 1000));
    expect((await a.remove(`/participants/${a.id}`)).status).toBe(409);
    const lost = must(await coordinator.post(`/participants/${a.id}/timeout`, { reason: 'hangs' })).json;
    expect(lost).toMatchObject({ cause: 'BLOCKING_VERIFICATION', attempts: 0 });
    expect(lost.barredUntil).toBeUndefined();
    expect(lost.infractions).toMatchObject([{ cause: 'BLOCKING_VERIFICATION' }]);
    expect(lost.infractions[0].until).toBeUndefined();
    open();
    await verdicts(server);
    await server.tick();
    expect((await see(b)).status).toBe('READY');
    expect((await stage.heads())[0]!.position).toBe(0);
    const jobs = await db().selectFrom('job').select('state').where('kind', '=', 'verify').execute();
    expect(jobs).toEqual([{ state: 'FAILED' }]);
    expect((await see(a)).status).toBe('WAITING');
  });

  it('gives more time once to who asks, and as much as a coordinator says', async () => {
    const a = await join();
    expect((await a.post(`/participants/${a.id}/more-time`)).json.code).toBe('NOT_YOUR_TURN');
    must(await patch(a, { status: 'CONTRIBUTING' }));
    const { expiresAt } = (await see(a)).timeout;
    const asked = must(await a.post(`/participants/${a.id}/more-time`)).json;
    expect(asked.timeout.expiresAt).toBe(expiresAt + 600);
    expect(await a.post(`/participants/${a.id}/more-time`)).toMatchObject({
      status: 409,
      json: { code: 'NO_MORE_TIME' },
    });
    expect((await coordinator.post(`/participants/${a.id}/more-time`)).status).toBe(403);
    const more = { seconds: 60, reason: 'slow line' };
    const longer = must(await coordinator.post(`/participants/${a.id}/extend`, more)).json;
    expect(longer.timeout.expiresAt).toBe(expiresAt + 660);
    expect((await a.post(`/participants/${a.id}/extend`, more)).status).toBe(403);
  });

  it('removes somebody from the queue and from a turn, and takes them back at the end', async () => {
    const [a, b, c] = [await join(), await join(), await join()];
    must(await patch(a, { status: 'CONTRIBUTING' }));
    expect((await coordinator.remove(`/participants/${b.id}`)).status).toBe(204);
    expect((await a.remove(`/participants/${a.id}`)).status).toBe(204);
    expect((await see(c)).status).toBe('READY');
    expect((await see(a)).archived).toBe(true);
    await stage.pass(20_000);
    expect((await see(a)).status).toBe('EXHUMED');
    const body = { userId: a.userId, ceremonyId: stage.ceremonyId, status: 'CREATED' };
    // Leaving in the middle of a turn costs what losing it does.
    expect((await a.post('/participants', body)).json.code).toBe('BARRED');
    server.step(QUEUE_POLICY.penalty);
    expect(must(await a.post('/participants', body)).json).toMatchObject({ id: a.id, status: 'WAITING' });
    expect((await b.post('/participants', { ...body, userId: b.userId })).status).toBe(403);
  });

  it('lets one of two changes at once win', async () => {
    for (let round = 0; round < 5; round++) {
      const person = await enrolled(server, stage.ceremonyId);
      const { headers } = await person.get(`/participants/${person.id}`);
      const etag = { 'if-match': headers.get('etag') ?? '' };
      expect(etag['if-match']).toMatch(/^"\d+"$/);
      const [one, two] = await Promise.all([
        patch(person, { publicName: `name ${round}` }, person, etag),
        patch(person, { publicName: `other ${round}` }, person, etag),
      ]);
      expect([one!.status, two!.status].sort()).toEqual([200, 412]);
      expect((await patch(person, { status: 'WAITING' }, person, etag)).status).toBe(412);
      // Without If-Match the second is judged by what the first has made of it.
      const both = await Promise.all([
        patch(person, { status: 'WAITING' }),
        patch(person, { status: 'CONTRIBUTING' }),
      ]);
      expect(both.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
      must(await person.remove(`/participants/${person.id}`), 204);
    }
  });

  it('hides a stranger’s view of what is not theirs, in lists as in one', async () => {
    const person = await join();
    const other = await restPerson(server);
    for (const answer of [
      (await other.get(`/participants/${person.id}`)).json,
      (await other.get(`/participants?ceremonyId=${stage.ceremonyId}`)).json.items[0],
    ]) {
      expect(answer.status).toBe('READY');
      for (const secret of ['infractions', 'attempts', 'termsVersion', 'tempContributionData', 'cohort'])
        expect(answer).not.toHaveProperty(secret);
    }
    const own = (await person.get(`/participants?userId=${person.userId}`)).json.items[0];
    expect(own).toMatchObject({ termsVersion: 1, infractions: [] });
  });
});
