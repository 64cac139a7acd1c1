import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LobbyEvent, waitForTurn } from './lobby.ts';
import { sequencerUrl } from './sequencer-url.ts';
import { fakeSurroundings } from './testing/fake-surroundings.ts';
import {
  answering,
  breaking,
  cutting,
  type OriginalSequencer,
  refusal,
  startOriginalSequencer,
} from './testing/original-sequencer.ts';

const TRY = '/lobby/try_contribute';
const BUSY = refusal('TryContributeError::AnotherContributionInProgress', 'another contribution in progress');
const EARLY = refusal('TryContributeError::RateLimited', 'call came too early. rate limited');
const FULL = refusal('TryContributeError::LobbyIsFull', 'lobby is full');
const UNKNOWN = refusal('TryContributeError::UnknownSessionId', 'unknown session id');

let world: ReturnType<typeof fakeSurroundings>;
let server: OriginalSequencer;
beforeEach(async () => {
  world = fakeSurroundings();
  server = await startOriginalSequencer({ sizes: [{ g1: 4, g2: 2 }], now: world.now });
});
afterEach(() => server.close());

function wait(options: Partial<Parameters<typeof waitForTurn>[1]> = {}) {
  const events: LobbyEvent[] = [];
  const credential = { sessionId: server.signIn('git|1|somebody'), identity: undefined };
  const turn = waitForTurn(world, {
    url: sequencerUrl(server.url),
    credential,
    emit: (event) => events.push(event),
    ...options,
  });
  return { turn, events, credential };
}

it('gets the state at once when the slot is free', async () => {
  const { bytes } = await wait().turn;
  expect(JSON.parse(new TextDecoder().decode(bytes)).contributions).toHaveLength(1);
  expect(world.pauses).toEqual([]);
});

it('checks in every 30 seconds while somebody else contributes, within the window of 2023', async () => {
  server.occupy('somebody else');
  const { turn, events } = wait({
    emit: (event) => {
      events.push(event);
      if (events.length === 3) server.occupy(undefined);
    },
  });
  await turn;
  expect(world.pauses).toEqual([30_000, 30_000, 30_000]);
  expect(events.map((event) => event.type === 'waiting' && event.reason)).toEqual(['busy', 'busy', 'busy']);
});

it('after a held check-in returns sooner', async () => {
  server.script(TRY, answering(200, BUSY, { 'preference-applied': 'wait=25' }));
  const { turn, events } = wait();
  await turn;
  expect(world.pauses).toEqual([20_000]);
  expect(events[0]).toMatchObject({ reason: 'busy', held: true });
});

it('told that it was too early, counts from its last accepted check-in', async () => {
  server.script(TRY, answering(200, BUSY), answering(400, EARLY));
  await wait().turn;
  // 30 s have passed since the accepted one: only a short pause is left.
  expect(world.pauses).toEqual([30_000, 2_000]);
});

it('told so at first, tries again after ten seconds', async () => {
  server.script(TRY, answering(400, EARLY), answering(400, EARLY));
  await wait().turn;
  expect(world.pauses).toEqual([10_000, 10_000]);
});

it('survives broken connections, proxies and cut answers', async () => {
  server.script(
    TRY,
    breaking,
    answering(502, '<h1>Bad gateway</h1>'),
    answering(503, FULL.error, { 'retry-after': '7' }),
    cutting('{"contributions":['),
  );
  const { turn, events } = wait();
  await expect(turn).resolves.toBeDefined();
  expect(events.map((event) => event.type === 'waiting' && event.reason)).toEqual([
    'unreachable',
    'fault',
    'fault',
    'unreachable',
  ]);
  expect(world.pauses).toEqual([1000, 2000, 7000, 8000]);
});

it('gives up when nothing answers for long', async () => {
  server.script(TRY, ...Array(200).fill(breaking));
  await expect(wait({ times: { patience: 60_000 } }).turn).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect(world.pauses.reduce((sum, pause) => sum + pause)).toBeLessThanOrEqual(60_000);
});

it('signs in again when the session is lost, a few times', async () => {
  server.script(TRY, answering(401, UNKNOWN));
  const renewed = server.signIn('git|1|somebody');
  const { credential } = await wait({
    renew: async () => ({ sessionId: renewed, identity: 'git|1|somebody' }),
  }).turn;
  expect(credential.sessionId).toBe(renewed);
  server.script(TRY, ...Array(9).fill(answering(401, UNKNOWN)));
  const renew = async () => ({ sessionId: 'x', identity: undefined });
  await expect(wait({ renew }).turn).rejects.toMatchObject({ code: 'SESSION_UNKNOWN' });
});

it.each([
  ['SESSION_UNKNOWN', 1, answering(401, UNKNOWN)],
  ['LOBBY_FULL', 20, answering(400, FULL)],
  ['SIGN_IN_REFUSED', 1, answering(401, refusal('AuthErrorPayload::UserCreatedAfterDeadline', 'too young'))],
  ['REFUSED', 1, answering(400, refusal('Something::Else', 'no'))],
  ['NOT_A_SEQUENCER', 1, answering(404, '<h1>Error 404</h1>')],
  ['NOT_A_SEQUENCER', 1, answering(200, '<h1>Welcome</h1>')],
])('ends with %s after %i such answers', async (code, times, handler) => {
  server.script(TRY, ...Array(times).fill(handler));
  await expect(wait().turn).rejects.toMatchObject({ code });
});

it('ends at once where the server says that the ceremony takes nobody new in', async () => {
  server.script(TRY, answering(400, FULL), answering(400, FULL));
  const answers = [undefined, { test: false, paused: false, over: 'the ceremony is closed' }];
  const standing = async () => answers.shift();
  await expect(wait({ standing }).turn).rejects.toMatchObject({
    code: 'LOBBY_FULL',
    message: 'the ceremony is closed',
  });
  expect(world.pauses).toEqual([30_000]);
});

it('says that the ceremony is paused, and asks only now and then', async () => {
  server.script(TRY, ...Array(12).fill(answering(200, BUSY)));
  let asked = 0;
  const { turn, events } = wait({ standing: async () => ({ test: false, paused: asked++ === 0 }) });
  await turn;
  expect(asked).toBe(2);
  const reasons = events.map((event) => event.type === 'waiting' && event.reason);
  expect(reasons).toEqual([...Array(10).fill('paused'), 'busy', 'busy']);
});

it('refuses a state larger than the bound', async () => {
  server.script(TRY, answering(200, 'x'.repeat(9000)));
  await expect(wait({ maxBytes: 5000 }).turn).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

it('stops when told to', async () => {
  server.occupy('somebody else');
  const controller = new AbortController();
  const { turn } = wait({ signal: controller.signal, emit: () => controller.abort() });
  await expect(turn).rejects.toMatchObject({ code: 'STOPPED' });
});

it('shows the server’s words without control characters', async () => {
  server.script(TRY, answering(400, refusal('X', 'a\u001b[31mb')));
  await expect(wait().turn).rejects.toMatchObject({ serverText: 'a [31mb' });
});
