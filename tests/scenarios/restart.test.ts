import { endless } from '@brebaje/server/sequencer/test-endless';
import { afterEach, describe, expect, it } from 'vitest';
import { newApiContributor, newContributor, newContributors } from '../support/contributor.ts';
import { freePort } from '../support/free-port.ts';
import { outcome } from '../support/http.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { requestLinks } from '../support/sign-in.ts';
import { transcriptOf, verdictOf } from '../support/transcript.ts';

const BUSY = [200, 'TryContributeError::AnotherContributionInProgress'];
const MINUTE = 60_000;

describe.each(oneBacking())('a restart on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  it('keeps every contribution, and the ceremony goes on from there', async () => {
    server = await start({ ceremonySizes: '4,3:8,3' });
    const before = await newContributors(server, 10);
    for (const person of before) expect((await person.takeTurn()).answer.status).toBe(200);
    const { sequencer_address } = (await server.send('/info/status')).json;
    const text = (await server.send('/info/current_state')).text;
    await server.restart();
    expect((await server.send('/info/current_state')).text).toBe(text);
    expect((await server.send('/info/status')).json).toEqual({
      lobby_size: 0,
      num_contributions: 10,
      sequencer_address,
    });
    const after = await newContributors(server, 10);
    for (const person of after) expect((await person.takeTurn()).answer.status).toBe(200);
    expect((await transcriptOf(server)).participantIds).toEqual([
      '',
      ...[...before, ...after].map(({ identity }) => identity),
    ]);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 20 });
  });

  it('changes nothing for sessions, the lobby and whoever is at turn', async () => {
    server = await start();
    const [atTurn, waiting, idle] = [
      await newContributor(server),
      await newContributor(server),
      await newApiContributor(server),
    ];
    const handedOut = await atTurn.start();
    await waiting.poll();
    await server.restart({}, 5 * MINUTE);
    expect((await server.send('/info/status')).json.lobby_size).toBe(1);
    expect(outcome(await waiting.poll())).toEqual(BUSY);
    expect(outcome(await idle.poll())).toEqual(BUSY);
    expect(await atTurn.start()).toBe(handedOut);
    expect((await atTurn.post(await atTurn.compute(handedOut))).status).toBe(200);
    await server.pass(30_000);
    expect((await waiting.takeTurn()).answer.status).toBe(200);
  });

  it('gives the time that it took to whoever is at turn', async () => {
    server = await start({ contributionTime: 10 * MINUTE });
    const atTurn = await newContributor(server);
    const handedOut = await atTurn.start();
    await server.pass(4 * MINUTE);
    await server.restart({}, 60 * MINUTE);
    await server.pass(5 * MINUTE);
    expect((await atTurn.post(await atTurn.compute(handedOut))).status).toBe(200);
  });

  it('and no more than that', async () => {
    server = await start({ contributionTime: 10 * MINUTE });
    const atTurn = await newContributor(server);
    const handedOut = await atTurn.start();
    await server.pass(4 * MINUTE);
    await server.restart({}, 60 * MINUTE);
    await server.pass(7 * MINUTE);
    expect(outcome(await atTurn.post(await atTurn.compute(handedOut)))).toEqual([
      400,
      'ContributeError::NotUsersTurn',
    ]);
  });

  it('bars nobody by ten minutes of downtime, nor by a clock that was stepped an hour either way', async () => {
    server = await start();
    const atTurn = await newContributor(server);
    const handedOut = await atTurn.start();
    const people = await newContributors(server, 12);
    for (const person of people) await person.poll();
    for (const disturb of [
      () => server.restart({}, 10 * MINUTE),
      async () => server.step(60 * MINUTE),
      async () => server.step(-60 * MINUTE),
      () => server.restart({}, -30 * MINUTE),
    ]) {
      await server.pass(16_000);
      await disturb();
      await server.tick();
      await server.pass(40_000);
      expect((await server.send('/info/status')).json.lobby_size).toBe(people.length);
      for (const person of people) expect(outcome(await person.poll())).toEqual(BUSY);
    }
    expect((await atTurn.post(await atTurn.compute(handedOut))).status).toBe(200);
  });

  it('in the middle of a verification decides afterwards, without being asked again', async () => {
    server = await start();
    const person = await newContributor(server);
    const contribution = await person.compute(await person.start());
    const { ctx } = server.running.application;
    // The commit that makes the turn VERIFYING is there; the verdict does not come before the end.
    const cut = person.post(contribution).catch(() => undefined);
    await new Promise<void>((resolve) => {
      ctx.schemes.KZG.verify = () => {
        resolve();
        return endless(ctx.stopping);
      };
    });
    await server.restart();
    await cut;
    // Until then another process that shares the database would be thought to be at work on it.
    await server.pass(32_000);
    await Promise.all([...server.running.application.ctx.verifications.values()].map(({ answer }) => answer));
    expect((await transcriptOf(server)).participantIds).toEqual(['', person.identity]);
    const receipt = await person.post('');
    expect(JSON.parse(receipt.json.receipt).identity).toBe(person.identity);
  });

  it('keeps receipts for those who have lost theirs', async () => {
    server = await start();
    const person = await newContributor(server);
    const { answer } = await person.takeTurn();
    await server.restart({}, MINUTE);
    expect((await person.post('')).text).toBe(answer.text);
  });

  it('keeps a sign-in that was under way', async () => {
    server = await start({ port: await freePort() });
    const links = await requestLinks(server);
    await server.restart();
    expect(links).toEqual(await requestLinks(server));
  });
});
