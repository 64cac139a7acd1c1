import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Surroundings } from '../surroundings.ts';
import { fakeSurroundings } from '../testing/fake-surroundings.ts';
import { followEvents, messages, type StreamEvent } from './event-stream.ts';
import { restClient } from './rest-client.ts';

const encoder = new TextEncoder();

async function* pieces(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield encoder.encode(text);
}

async function read(texts: readonly string[]) {
  const found = [];
  for await (const message of messages(pieces(texts))) found.push(message);
  return found;
}

it.each(['\n', '\r\n', '\r'])('reads lines that end in %j', async (end) => {
  const text = [
    'retry: 3000',
    'id: 4',
    '',
    ': a comment',
    'id: 5',
    'event: a',
    'data: {"b":',
    'data: 1}',
    '',
    '',
    '',
  ];
  expect(await read([text.join(end)])).toEqual([
    { id: '4', event: 'message', data: '', own: true },
    { id: '5', event: 'a', data: '{"b":\n1}', own: true },
  ]);
});

it('reads the same however the bytes are cut', async () => {
  const text = 'id: 1\r\nevent: é\r\ndata: {"x":"ü"}\r\n\r\nevent: progress\ndata: 2\n\nid: 3\ndata: 3\n\n';
  const whole = await read([text]);
  expect(whole).toHaveLength(3);
  expect(whole[1]).toMatchObject({ id: '1', own: false });
  const bytes = encoder.encode(text);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      async function* cut() {
        for (let index = 1; index < at.length; index++) yield bytes.slice(at[index - 1], at[index]);
      }
      const found = [];
      for await (const message of messages(cut())) found.push(message);
      expect(found).toEqual(whole);
    }),
  );
});

it('gives up on an event without an end', async () => {
  const endless = Array.from({ length: 40 }, () => `data: ${'x'.repeat(65_536)}\n`);
  await expect(read(endless)).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

/** Answers one request after the other, and remembers what was asked. */
function answering(
  answers: (Response | Error)[],
): Surroundings & { asked: (string | null)[]; pauses: number[] } {
  const world = fakeSurroundings();
  const asked: (string | null)[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    asked.push(new Headers(init?.headers).get('last-event-id'));
    const answer = answers.shift() ?? new Error('nobody is there');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return Object.assign(world, { fetch: fetch as typeof globalThis.fetch, asked });
}

const stream = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream' } });

async function follow(world: Surroundings, count: number, options = {}): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  const client = restClient(world, 'https://x.org', undefined);
  for await (const event of followEvents(world, client, 1, options)) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

it('goes on after the last event that came, across breaks and faults of the server', async () => {
  const world = answering([
    stream('retry: 3000\nid: 7\n\nid: 8\nevent: a\ndata: 1\n\nevent: progress\ndata: 2\n\n'),
    new Error('connection reset'),
    new Response('{}', { status: 503 }),
    stream('id: 9\nevent: b\ndata: 3\n\n'),
  ]);
  const states: string[] = [];
  const events = await follow(world, 3, { connection: (state: string) => states.push(state) });
  expect(events).toEqual([
    { type: 'a', seq: 8, data: 1 },
    { type: 'progress', seq: undefined, data: 2 },
    { type: 'b', seq: 9, data: 3 },
  ]);
  expect(world.asked).toEqual([null, '8', '8', '8']);
  expect(states).toEqual(['open', 'broken', 'broken', 'broken', 'open']);
});

it('begins where it is told, even before anything came', async () => {
  const world = answering([stream(''), stream('id: 1\nevent: a\ndata: 1\n\n')]);
  await follow(world, 1, { after: 0 });
  expect(world.asked).toEqual(['0', '0']);
});

it.each([
  ['a refusal', () => new Response('{"code":"NOT_FOUND"}', { status: 404 }), 'REFUSED'],
  ['a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'NOT_A_SEQUENCER'],
  ['no JSON', () => stream('id: 1\ndata: {\n\n'), 'NOT_A_SEQUENCER'],
])('ends with %s', async (_, answer, code) => {
  await expect(follow(answering([answer()]), 1)).rejects.toMatchObject({ code });
});

it('loses patience in the end', async () => {
  await expect(follow(answering([]), 1, { patience: 100_000 })).rejects.toMatchObject({
    code: 'UNREACHABLE',
  });
});
