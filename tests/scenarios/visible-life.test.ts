/**
 * A client of the KZG protocol that knows nothing of participants, and the same person as everybody sees them
 * over REST and as server-sent events, while it happens: from the first poll to the finalized ceremony.
 */
import { encodeContribution } from '@brebaje/kzg/contribution';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from '../support/connection.ts';
import { type Contributor, newContributor } from '../support/contributor.ts';
import { type EventStream, openStream, type StreamEvent } from '../support/event-stream.ts';
import { restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

/** What CZG sends (pure JavaScript over axios), byte for byte as it was recorded. */
const post = (path: string, session: string, port: number, length = 0) => [
  `POST ${path} HTTP/1.1`,
  'Accept: application/json, text/plain, */*',
  `Content-Type: ${length > 0 ? 'application/json;charset=utf-8' : 'application/x-www-form-urlencoded'}`,
  `Authorization: Bearer ${session}`,
  'User-Agent: axios/1.2.2',
  `Content-Length: ${length}`,
  'Accept-Encoding: gzip, compress, deflate, br',
  `Host: 127.0.0.1:${port}`,
  'Connection: close',
];

interface Told {
  seq: number;
  type: string;
  data: Record<string, unknown>;
}
const told = ({ data }: StreamEvent): Told => JSON.parse(data).body;

describe.each(backings())('the life of a client of the KZG protocol on $name', ({ start }) => {
  let server: TestServer;
  let stream: EventStream;
  let person: Contributor;
  const connections: Connection[] = [];
  beforeEach(async () => {
    server = await start();
    stream = await openStream(`${server.url}/ceremonies/${server.running.ceremony.id}/events`);
    person = await newContributor(server);
  });
  afterEach(async () => {
    stream.close();
    for (const connection of connections.splice(0)) connection.close();
    await server.close();
  });

  const ceremonyId = () => server.running.ceremony.id;
  /** One request over a connection of its own, as this client makes them. */
  const call = (path: string, body: Uint8Array = new Uint8Array()) => {
    const connection = new Connection(server.port);
    connections.push(connection);
    return connection.exchange(post(path, person.session.sessionId, server.port, body.length), body);
  };
  /** Everybody's view of those who take part. */
  const participants = async () =>
    (await stranger(server).get(`/ceremonies/${ceremonyId()}/participants`)).json.items;
  const only = async () => {
    const [one, ...others] = await participants();
    expect(others).toEqual([]);
    return one;
  };
  /** The events that came next, progress aside; each is about this person and about nobody by name. */
  const heard = async (count: number): Promise<Told[]> => {
    const events: Told[] = [];
    while (events.length < count) {
      const event = await stream.next();
      if (event.type === 'progress') continue;
      expect(event.data).not.toContain(person.identity.split('|')[1]!);
      events.push(told(event));
    }
    return events;
  };
  const names = (events: Told[]) => events.map(({ type }) => type);

  it('is seen from the first poll to the finalized ceremony', async () => {
    // Signed in, and nothing else: nobody takes part yet.
    expect(await participants()).toEqual([]);

    // The first poll enters the lobby and is handed the state, in one answer.
    const handedOut = await call('/lobby/try_contribute');
    expect(handedOut.status).toBe(200);
    const began = await heard(4);
    expect(began.map(({ type, data: { from, to } }) => [type, from, to])).toEqual([
      ['participant.enrolled', undefined, 'CREATED'],
      ['participant.waiting', 'CREATED', 'WAITING'],
      ['participant.ready', 'WAITING', 'READY'],
      ['turn.opened', 'READY', 'CONTRIBUTING'],
    ]);
    const seconds = Math.floor(server.now() / 1000);
    const at = await only();
    expect(at).toMatchObject({
      id: began[0]!.data.participant,
      publicName: 'contributor-1',
      status: 'CONTRIBUTING',
      contributionStep: 'DOWNLOADING',
      contributionProgress: 0,
      contributionStartedAt: seconds,
      timeout: { type: 'FIXED', duration: 600, startedAt: seconds, expiresAt: seconds + 600 },
    });
    expect(at).not.toHaveProperty('verificationStartedAt');

    // A minute of computing, of which the server sees nothing; then half of the contribution arrives.
    await server.pass(60_000);
    expect(await only()).toMatchObject({ status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' });
    const body = encodeContribution(await person.compute(handedOut.text), { signatures: 'omit' });
    const half = Math.floor(body.length / 2);
    const upload = new Connection(server.port);
    connections.push(upload);
    upload.send(post('/contribute', person.session.sessionId, server.port, body.length));
    upload.body(body.subarray(0, half));
    await expect
      .poll(async () => (await only()).contributionStep, { interval: 5, timeout: 20_000 })
      .toBe('UPLOADING');
    server.step(1_000);
    await server.tick();
    await expect
      .poll(async () => JSON.parse((await stream.until('progress')).data).step, {
        interval: 1,
        timeout: 20_000,
      })
      .toBe('UPLOADING');

    // The rest arrives; what is looked at now is a check that takes its time.
    const { KZG } = server.running.application.ctx.schemes;
    const { verify } = KZG;
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    vi.spyOn(KZG, 'verify').mockImplementation(async (...args) => {
      await mayEnd;
      return verify(...args);
    });
    upload.body(body.subarray(half));
    expect(await heard(2)).toMatchObject([
      { type: 'contribution.received' },
      { type: 'turn.step', data: { to: 'VERIFYING', participant: at.id } },
    ]);
    const checked = await only();
    expect(checked).toMatchObject({
      status: 'CONTRIBUTING',
      contributionStep: 'VERIFYING',
      verificationStartedAt: Math.floor(server.now() / 1000),
    });
    // The clock is the person's, and it is the server that works now.
    expect(checked).not.toHaveProperty('timeout');
    end();

    const answer = await upload.answer();
    expect(answer.status, answer.text).toBe(200);
    const ended = await heard(3);
    expect(ended.map(({ type, data: { from, to } }) => [type, from, to])).toEqual([
      ['contribution.accepted', 'CONTRIBUTING', 'CONTRIBUTED'],
      ['turn.closed', 'CONTRIBUTED', 'DONE'],
      ['participant.barred', undefined, undefined],
    ]);
    expect(ended[0]!.data).toMatchObject({ position: 1 });
    expect(await only()).toMatchObject({ status: 'DONE', contributionStep: 'COMPLETED', circuitsDone: 1 });
    const { items } = (await stranger(server).get(`/contributions?ceremonyId=${ceremonyId()}`)).json;
    expect(items).toMatchObject([
      {
        participantId: at.id,
        position: 1,
        checks: {
          format: { verdict: 'passed' },
          mathematical: { verdict: 'passed' },
          consistency: { verdict: 'passed' },
        },
      },
    ]);

    // The result is made: everybody who is done becomes final, as one set.
    const coordinator = await restPerson(server, { role: 'operator' });
    await coordinator.patch(`/ceremonies/${ceremonyId()}`, { status: 'CLOSED', reason: 'enough' });
    await server.tick();
    await coordinator.post(`/ceremonies/${ceremonyId()}/finalize`, {});
    expect(names(await heard(3))).toEqual(['ceremony.closed', 'ceremony.drained', 'ceremony.finalizing']);
    expect(await only()).toMatchObject({ status: 'FINALIZING' });
    await server.tick();
    expect(names(await heard(2))).toEqual(['participant.finalized', 'ceremony.finalized']);
    expect(await only()).toMatchObject({ status: 'FINALIZED' });

    // The same life, in words, for whoever comes later.
    const history = (await stranger(server).get(`/participants/${at.id}/history`)).json.items;
    expect(history.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(names([...began, ...ended])),
    );
  });

  it('is seen to wait while somebody else is at turn, and to lose the place by silence', async () => {
    const holder = await newContributor(server);
    await holder.start();
    expect(names(await heard(4))).toContain('turn.opened');
    expect((await call('/lobby/try_contribute')).text).toContain('AnotherContributionInProgress');
    const [enrolled, waiting] = await heard(2);
    expect([enrolled!.type, waiting!.type]).toEqual(['participant.enrolled', 'participant.waiting']);
    const mine = enrolled!.data.participant;
    const me = async () => (await stranger(server).get(`/participants/${mine}`)).json;
    expect(await me()).toMatchObject({ status: 'WAITING', contributionStep: 'DOWNLOADING' });
    await server.pass(60_000);
    const lost = (await heard(2)).find(({ type }) => type === 'participant.timedout');
    expect(lost).toMatchObject({ data: { participant: mine, cause: 'MISSED_CHECK_IN', to: 'TIMEDOUT' } });
    expect((await me()).status).toBe('TIMEDOUT');
  });

  it('is seen to lose the turn, and the turn to go to somebody else', async () => {
    await call('/lobby/try_contribute');
    await heard(4);
    await server.pass(601_000);
    const lost = await heard(3);
    expect(names(lost)).toContain('participant.timedout');
    const [me] = await participants();
    expect(me).toMatchObject({ status: 'TIMEDOUT' });
    await (await newContributor(server)).start();
    expect((await stranger(server).get(`/participants/${me.id}`)).json).toMatchObject({ status: 'EXHUMED' });
    expect((await stream.until('participant.exhumed')).data).toContain(`"participant":${me.id}`);
  });
});
