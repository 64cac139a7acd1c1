/** A ceremony as people watch it. */
import { createHash } from 'node:crypto';
import { inCeremony } from '@brebaje/server/sequencer/ceremony-transaction';
import { afterEach, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { type EventStream, openStream, type StreamEvent } from '../support/event-stream.ts';
import { restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';

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

describe.each(backings())('listening on $name', ({ start }) => {
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
});
