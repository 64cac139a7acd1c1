/** A ceremony as people watch it. */
import { createHash } from 'node:crypto';
import { inCeremony } from '@brebaje/server/sequencer/ceremony-transaction';
import { afterEach, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { type EventStream, openStream, type StreamEvent } from '../support/event-stream.ts';
import { restPerson, stranger } from '../support/rest-person.ts';
import { oneBacking, type TestServer } from '../support/server.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

interface Told {
  hash: string;
  body: {
    seq: number;
    type: string;
    at: number;
    previous: string | null;
    data: Record<string, unknown>;
  };
}

const told = ({ data }: StreamEvent): Told => JSON.parse(data);

describe.each(oneBacking())('listening on $name', ({ start }) => {
  let server: TestServer;
  const streams: EventStream[] = [];
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    await server.close();
  });

  const ceremonyId = () => server.running.ceremony.id;
  const events = () => `/ceremonies/${ceremonyId()}/events`;
  async function listen(query = '', headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = await openStream(`${server.url}${events()}${query}`, headers);
    streams.push(stream);
    return stream;
  }
  const note = (text: string) =>
    inCeremony(server.running.application.ctx, ceremonyId(), async ({ emit }) =>
      emit([{ type: 'coordinator.note', data: { note: 'TEST', text, who: 'server' } }]),
    );
  const lastSeq = async () => (await stranger(server).get(`/ceremonies/${ceremonyId()}/live`)).json.lastSeq;

  it('shows the life of somebody with a client of the KZG protocol while it happens', async () => {
    server = await start();
    const stream = await listen();
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': '*',
    });
    const person = await newContributor(server);
    const handedOut = await person.start();
    const began = await stream.take(4);
    expect(began.map(({ type }) => type)).toEqual([
      'participant.enrolled',
      'participant.waiting',
      'participant.ready',
      'turn.opened',
    ]);
    const participant = told(began[0]!).body.data.participant as number;
    const read = async () => (await stranger(server).get(`/ceremonies/${ceremonyId()}/live`)).json;
    server.step(1_000);
    expect(await read()).toMatchObject({
      status: 'OPENED',
      contributions: 0,
      turns: [{ participantId: participant, phase: 'WORKING', step: 'DOWNLOADING', percent: 0 }],
    });
    await server.tick();
    expect(await stream.next()).toMatchObject({
      type: 'progress',
      data: JSON.stringify({ participant, step: 'DOWNLOADING', percent: 0 }),
    });
    expect((await person.post(await person.compute(handedOut))).status).toBe(200);
    const ended = await stream.take(5);
    expect(ended.map(({ type }) => type)).toEqual([
      'contribution.received',
      'turn.step',
      'contribution.accepted',
      'turn.closed',
      'participant.barred',
    ]);
    server.step(1_000);
    expect(await read()).toMatchObject({
      contributions: 1,
      turns: [],
      latest: [{ participantId: participant, position: 1 }],
    });
    for (const event of [...began, ...ended]) expect(event.data).not.toContain(person.identity.slice(4));
  });

  it('misses nothing and repeats nothing, whoever writes at the same time and whenever one comes', async () => {
    server = await start();
    const early = await listen('?after=0');
    const writes: Promise<void>[] = [];
    const late: EventStream[] = [];
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 10; n++) writes.push(note(`${round}/${n}`));
      late.push(await listen('?after=0'));
    }
    await Promise.all(writes);
    const last = await lastSeq();
    expect(last).toBeGreaterThanOrEqual(50);
    for (const stream of [early, ...late]) {
      const events = await stream.take(last);
      expect(events.map(({ id }) => Number(id))).toEqual(Array.from({ length: last }, (_, n) => n + 1));
      let previous: string | null = null;
      for (const event of events) {
        expect(told(event).body.previous).toBe(previous);
        previous = told(event).hash;
        expect(sha256(event.data.slice('{"hash":"","body":'.length + 64, -1))).toBe(previous);
      }
    }
  });

  it('goes on after the event that was heard last', async () => {
    server = await start();
    await note('before');
    const first = await listen();
    expect(first.retry).toBe(3_000);
    await note('one');
    await note('two');
    const [one] = await first.take(2);
    first.close();
    await note('three');
    const header = await listen('', { 'last-event-id': one!.id });
    expect((await header.take(2)).map((event) => told(event).body.data.text)).toEqual(['two', 'three']);
    const query = await listen(`?after=${one!.id}`);
    expect((await query.take(2)).map((event) => told(event).body.data.text)).toEqual(['two', 'three']);
    // What an EventSource sends when it comes back goes before the address it was made with.
    const both = await listen('?after=0', { 'last-event-id': one!.id });
    expect(told(await both.next()).body.data.text).toBe('two');
  });

  it('tells one that has heard nothing yet from where to go on', async () => {
    server = await start();
    await note('before');
    const quiet = await listen();
    await server.pass(16_000);
    const { lastEventId } = quiet;
    quiet.close();
    await note('missed');
    const again = await listen('', { 'last-event-id': lastEventId });
    expect(told(await again.next()).body.data.text).toBe('missed');
  });

  it.each(['900000', '99999999999999999999', 'garbage', '-1', '1.5'])(
    'resets a listener that comes from %s, which this log has not reached',
    async (known) => {
      server = await start();
      const last = await lastSeq();
      const stream = await listen('', { 'last-event-id': known });
      const reset = await stream.next();
      expect([reset.type, reset.data]).toEqual(['reset', JSON.stringify({ lastSeq: last })]);
      await note('later');
      expect(await stream.next()).toMatchObject({ id: String(last + 1), type: 'coordinator.note' });
    },
  );

  it('refuses what is no number in the address, and what is no ceremony', async () => {
    server = await start();
    const answer = async (path: string) => {
      const { status, headers } = await openStream(server.url + path);
      return [status, headers['content-type']];
    };
    const problem = 'application/problem+json';
    expect(await answer(`${events()}?after=x`)).toEqual([400, problem]);
    expect(await answer(`${events()}?nothing=1`)).toEqual([400, problem]);
    expect(await answer('/ceremonies/999/events')).toEqual([404, problem]);
    expect(await answer('/ceremonies/999/live')).toEqual([404, problem]);
  });

  it('passes on only what is asked for', async () => {
    server = await start();
    const people = [await newContributor(server), await newContributor(server)];
    const types = await listen('?type=participant.enrolled,turn.opened');
    for (const person of people) await person.poll();
    const enrolled = await types.take(3);
    const [first, , second] = enrolled.map((event) => told(event).body.data.participant);
    expect(enrolled.map(({ type }) => type)).toEqual([
      'participant.enrolled',
      'turn.opened',
      'participant.enrolled',
    ]);
    for (const [participant, types] of [
      [first, ['enrolled', 'waiting', 'ready']],
      [second, ['enrolled', 'waiting']],
    ] as const) {
      const own = await listen(`?after=0&participant=${participant}`);
      const heard = (await own.take(types.length)).map(({ type }) => type);
      expect(heard).toEqual(types.map((type) => `participant.${type}`));
    }
  });

  it('keeps idle listeners by a heartbeat and lets them go', async () => {
    server = await start();
    const stream = await listen();
    await server.pass(40_000);
    await expect.poll(() => stream.text.split('\n:\n').length).toBeGreaterThan(2);
    expect(server.running.application.ctx.live.size).toBe(1);
    stream.close();
    await expect.poll(() => server.running.application.ctx.live.size).toBe(0);
  });

  it('takes so many listeners and no more, in all and from one place', async () => {
    server = await start({ maxListeners: 3, maxListenersPerPrefix: 2 });
    const [first] = [await listen(), await listen()];
    const refused = await listen();
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '60']);
    first!.close();
    await expect.poll(() => server.running.application.ctx.live.size).toBe(1);
    expect((await listen()).status).toBe(200);
  });

  it('sends its listeners away in order when it stops, and they miss nothing', async () => {
    server = await start();
    const stream = await listen();
    await note('before');
    expect(told(await stream.next()).body.data.text).toBe('before');
    await server.restart();
    // Not cut, as what does not end by itself is.
    expect(await stream.ended).toBe('end');
    expect(stream.text).toContain('come back');
    await note('after');
    const again = await listen('', { 'last-event-id': stream.lastEventId });
    expect(told(await again.next()).body.data.text).toBe('after');
  });

  it('counts as being here for somebody with a session, and for nobody else', async () => {
    server = await start();
    const { presence } = server.running.application.ctx;
    const person = await restPerson(server);
    await listen(`?participant=${person.userId}`);
    expect(presence.size).toBe(0);
    const own = await listen('', { authorization: `Bearer ${person.sessionId}` });
    expect(presence.size).toBe(1);
    own.close();
    await expect.poll(() => presence.size).toBe(0);
    const wrong = await listen('', { authorization: 'Bearer 0e5c4b1c-0000-4000-8000-000000000000' });
    expect(wrong.status).toBe(401);
  });
});

describe.each(oneBacking())('the audit trail on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());
  const at = (path: string) => `/ceremonies/${server.running.ceremony.id}${path}`;
  const get = async (path: string) => (await stranger(server).get(path)).json;

  it('is a gapless chain that anybody can check, page by page, forwards and backwards', async () => {
    server = await start();
    for (let n = 0; n < 3; n++) await (await newContributor(server)).takeTurn();
    const forwards: Record<string, unknown>[] = [];
    let after = '';
    do {
      const page = await get(at(`/events?limit=5${after}`));
      forwards.push(...page.items);
      expect(page.total).toBe((await get(at('/live'))).lastSeq);
      after = page.next === undefined ? '' : `&after=${page.next}`;
    } while (after !== '');
    let previous: string | undefined;
    for (const [index, { seq, hash, previous: before, body, type }] of forwards.entries()) {
      expect([seq, before]).toEqual([index + 1, previous]);
      expect(sha256(body as string)).toBe(hash);
      expect(JSON.parse(body as string)).toMatchObject({ seq, type, previous: before ?? null });
      previous = hash as string;
    }
    const backwards = await get(at('/events?sort=-seq&limit=100'));
    expect(backwards.items).toEqual(forwards.toReversed());
    const second = await get(at('/events?sort=-seq&limit=2'));
    const third = await get(at(`/events?sort=-seq&limit=2&after=${second.next}`));
    expect([...second.items, ...third.items]).toEqual(backwards.items.slice(0, 4));
  });

  it('is filtered by whom, which chain, what and when', async () => {
    server = await start();
    const [one, two] = [await newContributor(server), await newContributor(server)];
    await one.takeTurn();
    await server.pass(60_000);
    const later = Math.floor(server.now() / 1000);
    await two.takeTurn();
    const all = (await get(at('/events?limit=100'))).items;
    const data = (event: { body: string }) => JSON.parse(event.body).data;
    const check = async (
      query: string,
      wanted: (event: { type: string; at: number; body: string }) => boolean,
    ) => {
      const page = await get(at(`/events?limit=100&${query}`));
      const expected = all.filter(wanted);
      expect([page.items, page.total]).toEqual([expected, expected.length]);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(all.length);
    };
    const { participant, circuit } = data(all.at(-1));
    await check(`participant=${participant}`, (event) => data(event).participant === participant);
    await check(`circuit=${circuit}`, (event) => data(event).circuit === circuit);
    await check(
      'type=turn.opened,turn.closed',
      ({ type }) => type === 'turn.opened' || type === 'turn.closed',
    );
    await check(`from=${later}`, ({ at }) => at >= later);
    await check(`until=${later}`, ({ at }) => at < later);
    expect((await stranger(server).get(at('/events?type=progress'))).status).toBe(400);
  });

  it('explains to anybody what happened to one participant, and why', async () => {
    server = await start({ contributionTime: 60_000 });
    const [slow, forger, lucky] = [
      await newContributor(server),
      await newContributor(server),
      await newContributor(server),
    ];
    const handedOut = await slow.start();
    for (let n = 0; n < 3; n++) {
      await server.pass(30_000);
      await forger.poll();
    }
    const wrong = await forger.compute(handedOut);
    wrong.contributions[0]!.potPubkey = wrong.contributions[1]!.potPubkey;
    expect((await forger.post(wrong)).status).toBe(400);
    await lucky.takeTurn();
    const enrolled = (await get(at('/events?type=participant.enrolled'))).items;
    const [slowId, forgerId, luckyId] = enrolled.map(
      ({ body }: { body: string }) => JSON.parse(body).data.participant,
    );
    const history = async (id: number) => (await get(`/participants/${id}/history?limit=100`)).items;
    const lost = await history(slowId);
    expect(lost.map(({ type }: { type: string }) => type)).toEqual([
      'participant.enrolled',
      'participant.waiting',
      'participant.ready',
      'turn.opened',
      'participant.timedout',
      'participant.barred',
      'turn.closed',
      'participant.exhumed',
    ]);
    expect(lost.at(4)).toMatchObject({
      before: 'CONTRIBUTING',
      after: 'TIMEDOUT',
      who: 'server',
      why: 'DEADLINE',
      words: 'Lost the turn, by the server, because the time for the contribution was over.',
    });
    const refused = (await history(forgerId)).find(
      ({ type }: { type: string }) => type === 'contribution.refused',
    );
    expect(refused.words).toMatch(/^The contribution was refused.* CeremonyError::/);
    const accepted = (await history(luckyId)).find(
      ({ type }: { type: string }) => type === 'contribution.accepted',
    );
    expect(accepted).toMatchObject({
      before: 'CONTRIBUTING',
      after: 'CONTRIBUTED',
      words: 'The contribution was accepted at position 1, by the server.',
    });
    expect((await stranger(server).get('/participants/999/history')).status).toBe(404);
    const page = await get(`/participants/${slowId}/history?limit=3`);
    expect(page).toMatchObject({ total: lost.length, items: lost.slice(0, 3) });
    const next = await get(`/participants/${slowId}/history?limit=3&after=${page.next}`);
    expect(next.items).toEqual(lost.slice(3, 6));
  });

  it('has a snapshot for crowds, made once a second and known by its ETag', async () => {
    server = await start();
    const person = stranger(server);
    const first = await person.get(at('/live'));
    expect(first.headers.get('cache-control')).toBe('public, max-age=1');
    const etag = first.headers.get('etag')!;
    expect((await person.get(at('/live'), { 'if-none-match': `"x", ${etag}` })).status).toBe(304);
    await (await newContributor(server)).poll();
    expect((await person.get(at('/live'))).json).toEqual(first.json);
    server.step(1_000);
    const second = await person.get(at('/live'), { 'if-none-match': etag });
    expect(second.status).toBe(200);
    expect(second.json.lastSeq).toBeGreaterThan(first.json.lastSeq);
  });
});
