import { afterEach, describe, expect, it } from 'vitest';
import { type Contributor, newContributor, newContributors } from '../support/contributor.ts';
import { outcome } from '../support/http.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { overEthereum } from '../support/sign-in.ts';

const BUSY = [200, 'TryContributeError::AnotherContributionInProgress'];
const EARLY = [400, 'TryContributeError::RateLimited'];
const UNKNOWN = [401, 'TryContributeError::UnknownSessionId'];
const FULL = [400, 'TryContributeError::LobbyIsFull'];

describe.each(oneBacking())('the lobby on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  const inLobby = async () => (await server.send('/info/status')).json.lobby_size;

  it('is walked through from the first call to the second hand-out', async () => {
    server = await start();
    const holder = await newContributor(server);
    const stranger = await server.send('/lobby/try_contribute', {
      method: 'POST',
      headers: { authorization: 'Bearer 00000000-0000-4000-8000-000000000000' },
    });
    expect(outcome(stranger)).toEqual(UNKNOWN);
    const handedOut = await holder.start();
    const person = await newContributor(server);
    expect(outcome(await person.poll())).toEqual(BUSY);
    expect(await inLobby()).toBe(1);
    // Too early while the slot is busy, and while it is free.
    await server.pass(12_000);
    expect(outcome(await person.poll())).toEqual(EARLY);
    await holder.abort();
    expect(outcome(await person.poll())).toEqual(EARLY);
    await server.pass(4_000);
    expect(await person.start()).toBe(handedOut);
    expect(await inLobby()).toBe(0);
    expect(outcome(await person.poll())).toEqual(EARLY);
    await server.pass(12_000);
    expect(outcome(await person.poll())).toEqual(EARLY);
    await server.pass(4_000);
    expect(await person.start()).toBe(handedOut);
    expect((await person.post(await person.compute(handedOut))).status).toBe(200);
  });

  it('does not let a call that comes too early move the window', async () => {
    server = await start();
    await (await newContributor(server)).start();
    const person = await newContributor(server);
    await person.poll();
    for (let second = 4; second < 16; second += 4) {
      await server.pass(4_000);
      expect(outcome(await person.poll())).toEqual(EARLY);
    }
    await server.pass(4_000);
    expect(outcome(await person.poll())).toEqual(BUSY);
  });

  it('owes no check-in before the first one, and none while somebody works', async () => {
    server = await start();
    const [atTurn, idle] = (await newContributors(server, 2)) as [Contributor, Contributor];
    const handedOut = await atTurn.start();
    await server.pass(400_000);
    expect(outcome(await idle.poll())).toEqual(BUSY);
    expect((await atTurn.post(await atTurn.compute(handedOut))).status).toBe(200);
  });

  it('bars whoever misses a check-in, for good', async () => {
    server = await start();
    await (await newContributor(server)).start();
    const [late, present] = (await newContributors(server, 2)) as [Contributor, Contributor];
    await late.poll();
    await present.poll();
    await server.pass(32_000);
    expect(outcome(await present.poll())).toEqual(BUSY);
    expect(await inLobby()).toBe(2);
    await server.pass(24_000);
    expect(await inLobby()).toBe(1);
    expect(outcome(await late.poll())).toEqual(UNKNOWN);
    expect(outcome(await overEthereum(server, late.wallet!))).toEqual([
      400,
      'AuthErrorPayload::UserAlreadyContributed',
    ]);
    expect(outcome(await present.poll())).toEqual(BUSY);
  });

  it('lets people in again after a missed check-in where that costs nothing', async () => {
    server = await start({ missedCheckIn: 'NOTHING' });
    const holder = await newContributor(server);
    await holder.start();
    const person = await newContributor(server);
    await person.poll();
    await server.pass(60_000);
    expect(await inLobby()).toBe(0);
    expect(outcome(await person.poll())).toEqual(BUSY);
    expect(await inLobby()).toBe(1);
    await holder.abort();
    await server.pass(32_000);
    expect((await person.takeTurn()).answer.status).toBe(200);
  });

  it('lets them in again when a penalty is over', async () => {
    server = await start({ missedCheckIn: 'PENALTY', penalty: 120_000 });
    await (await newContributor(server)).start();
    const person = await newContributor(server);
    await person.poll();
    await server.pass(60_000);
    expect(outcome(await person.poll())).toEqual(UNKNOWN);
    await server.pass(120_000);
    expect(outcome(await person.poll())).toEqual(BUSY);
  });

  it('removes exactly those who are absent', async () => {
    server = await start({ missedCheckIn: 'NOTHING' });
    await (await newContributor(server)).start();
    const people = await newContributors(server, 8);
    for (const person of people) await person.poll();
    const present = people.filter((_, index) => index % 2 === 0);
    await server.pass(32_000);
    for (const person of present) await person.poll();
    await server.pass(28_000);
    expect(await inLobby()).toBe(4);
    for (const person of present) expect(outcome(await person.poll())).toEqual(BUSY);
  });

  it('that is full keeps others out, and costs them neither session nor turn', async () => {
    server = await start({ maxLobbySize: 2 });
    const holder = await newContributor(server);
    const handedOut = await holder.start();
    const [a, b, outside] = (await newContributors(server, 3)) as [Contributor, Contributor, Contributor];
    await a.poll();
    await b.poll();
    expect(outcome(await outside.poll())).toEqual(FULL);
    // Those inside poll as before; trying again at once is no offence.
    expect(outcome(await outside.poll())).toEqual(FULL);
    await server.pass(30_000);
    expect(outcome(await a.poll())).toEqual(BUSY);
    expect(outcome(await b.poll())).toEqual(BUSY);
    await holder.post(await holder.compute(handedOut));
    await server.pass(30_000);
    await a.start();
    expect(outcome(await outside.poll())).toEqual(BUSY);
    expect(await inLobby()).toBe(2);
  });

  it('hears any session of a person, and counts the person once', async () => {
    server = await start();
    await (await newContributor(server)).start();
    const desk = await newContributor(server);
    const answer = await overEthereum(server, desk.wallet!);
    const phone = Object.create(desk, {
      session: { value: { ...desk.session, sessionId: answer.json.session_id } },
    });
    expect(outcome(await desk.poll())).toEqual(BUSY);
    expect(outcome(await phone.poll())).toEqual(EARLY);
    expect(await inLobby()).toBe(1);
    await server.pass(30_000);
    expect(outcome(await phone.poll())).toEqual(BUSY);
    await server.pass(30_000);
    expect(outcome(await desk.poll())).toEqual(BUSY);
  });

  it('answers those who wait the moment the slot is free', async () => {
    server = await start();
    const holder = await newContributor(server);
    const handedOut = await holder.start();
    const person = await newContributor(server);
    const held = person.poll({ prefer: 'wait=25' });
    await waiting(1);
    const { answer } = await (async () => ({ answer: await holder.post(await holder.compute(handedOut)) }))();
    expect(answer.status).toBe(200);
    const slot = await held;
    expect(slot.json.contributions).toHaveLength(3);
    expect(slot.text).not.toBe(handedOut);
    expect((await person.post(await person.compute(slot.text))).status).toBe(200);
  });

  it('counts those who wait as present, and lets them wait again at once', async () => {
    server = await start();
    await (await newContributor(server)).start();
    const person = await newContributor(server);
    for (let round = 0; round < 4; round++) {
      const held = person.poll({ prefer: 'wait=20' });
      await waiting(1);
      await server.pass(20_000);
      expect(outcome(await held)).toEqual(BUSY);
      // The next window starts at the answer, and 16 s later is the earliest.
      expect(outcome(await person.poll())).toEqual(EARLY);
      await server.pass(16_000);
    }
    expect(await inLobby()).toBe(1);
  });

  it('keeps the place of whoever waits and loses the connection', async () => {
    server = await start();
    const holder = await newContributor(server);
    await holder.start();
    const person = await newContributor(server);
    const gone = new AbortController();
    const request = { headers: { prefer: 'wait=25' }, signal: gone.signal };
    const held = person.call('/lobby/try_contribute', request).catch(() => 'gone');
    await waiting(1);
    gone.abort();
    expect(await held).toBe('gone');
    await waiting(0);
    await server.pass(16_000);
    // The slot frees and nobody is there to take it: the next call does.
    await holder.abort();
    expect(await inLobby()).toBe(1);
    await person.start();
  });

  it('gives a slot that nobody took in time to one of those who wait', async () => {
    server = await start({ contributionTime: 60_000 });
    await (await newContributor(server)).start();
    const people = await newContributors(server, 3);
    for (let millis = 0; millis < 48_000; millis += 24_000) {
      const held = people.map((person) => person.poll({ prefer: 'wait=8' }));
      await waiting(3);
      await server.pass(8_000);
      for (const answer of held) expect(outcome(await answer)).toEqual(BUSY);
      await server.pass(16_000);
    }
    const held = people.map((person) => person.poll({ prefer: 'wait=25' }));
    await waiting(3);
    await server.pass(16_000);
    expect((await Promise.race(held)).json.contributions).toHaveLength(3);
    await server.pass(12_000);
    const answers = await Promise.all(held);
    expect(answers.filter(({ json }) => json.contributions)).toHaveLength(1);
    for (const answer of answers) if (!answer.json.contributions) expect(outcome(answer)).toEqual(BUSY);
  });

  it('forgets a session that nobody uses, and none that is used', async () => {
    const MINUTE = 60_000;
    server = await start({ sessionExpiry: 10 * MINUTE, contributionTime: 60 * MINUTE });
    const [used, unused] = (await newContributors(server, 2)) as [Contributor, Contributor];
    await used.start();
    for (let minutes = 0; minutes < 12; minutes += 4) {
      await server.pass(4 * MINUTE);
      expect((await used.poll()).status).toBe(200);
    }
    expect(outcome(await unused.poll())).toEqual(UNKNOWN);
    // Time in which the server was away does not count.
    const patient = await newContributor(server);
    await server.restart({}, 60 * MINUTE);
    expect(outcome(await patient.poll())).toEqual(BUSY);
  });

  /** Resolves when so many requests are held. */
  async function waiting(count: number): Promise<void> {
    const { held } = server.running.application.ctx;
    while (held.size !== count) await new Promise((resolve) => setImmediate(resolve));
  }
});
