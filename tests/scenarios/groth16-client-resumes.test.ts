/** Contributors to circuits whose run, connection, server or turn ends in the middle. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CircuitEvent } from '@brebaje/client/groth16/events';
import type { Surroundings } from '@brebaje/client/surroundings';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CircuitContributor,
  type CircuitStage,
  circuitStage,
  quickSurroundings,
} from '../support/circuit-client.ts';
import { freePort } from '../support/free-port.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

afterAll(endSnarkjs);

let server: TestServer;
let stage: CircuitStage;
beforeAll(async () => {
  server = await startTestServer({ port: await freePort() }, undefined, { ownSchemes: true });
  stage = await circuitStage(server, [smallCircuit('bn254')], { policy: { penalty: 60_000, attempts: 5 } });
});
afterAll(async () => {
  await stage.close();
  await server.close();
});

/** Runs until an event of this type, and ends there as Ctrl-C does. */
async function runUntil(person: CircuitContributor, type: CircuitEvent['type']): Promise<void> {
  const controller = new AbortController();
  const run = person.run({
    signal: controller.signal,
    emit: (event) => {
      person.events.push(event);
      if (event.type === type) controller.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ code: 'STOPPED' });
}

/** Does something in the middle of a run, once. */
async function runWith(
  person: CircuitContributor,
  type: CircuitEvent['type'],
  act: (event: CircuitEvent) => void,
  world?: Surroundings,
) {
  let done = false;
  return person.run(
    {
      emit: (event) => {
        person.events.push(event);
        if (event.type === type && !done) {
          done = true;
          act(event);
        }
      },
    },
    world,
  );
}

const computed = (person: CircuitContributor) =>
  person.events.flatMap((event) => (event.type === 'computed' ? [event.work] : []));

describe('a run that ends', () => {
  it.each(['waiting', 'fetching-genesis', 'turn', 'computing'] as const)(
    'at %s leaves nothing behind that a later run would trip over',
    async (type) => {
      const person = await stage.contributor();
      await runUntil(person, type);
      expect(readdirSync(person.folder)).not.toContain('1.work.json');
      const { accepted } = await person.run();
      expect(accepted).toHaveLength(1);
    },
  );

  it.each(['computed', 'uploading', 'verifying'] as const)(
    'at %s keeps the finished work, which the next one hands in',
    async (type) => {
      const person = await stage.contributor();
      await runUntil(person, type);
      const [work] = computed(person);
      const note = readFileSync(join(person.folder, '1.work.json'), 'utf8');
      expect(JSON.parse(note)).toMatchObject({ turnId: work!.turnId, file: work!.file });
      const { accepted } = await person.run();
      expect(accepted[0]!.content.contributionHash).toBe(work!.contributionHash);
      expect(computed(person)).toHaveLength(1);
      expect(readdirSync(person.folder)).toEqual([]);
    },
  );

  it('never stores what a secret could be found from', async () => {
    const person = await stage.contributor();
    const extraEntropy = new TextEncoder().encode('a phrase of the person');
    const controller = new AbortController();
    const emit = (event: CircuitEvent) => event.type === 'computed' && controller.abort();
    await expect(person.run({ extraEntropy, emit, signal: controller.signal })).rejects.toThrow();
    for (const name of readdirSync(person.folder))
      expect(readFileSync(join(person.folder, name), 'latin1')).not.toContain('a phrase of the person');
    const note = JSON.parse(readFileSync(join(person.folder, '1.work.json'), 'utf8'));
    expect(Object.keys(note).toSorted()).toEqual(
      [
        'base',
        'ceremony',
        'circuit',
        'circuitId',
        'contributionHash',
        'evidence',
        'file',
        'name',
        'position',
        'previousState',
        'record',
        'state',
        'turnId',
        'whole',
      ].toSorted(),
    );
    await person.run();
  });
});

describe('a contribution goes on', () => {
  it('when the server restarts in the middle', async () => {
    for (const type of ['turn', 'computed', 'verifying'] as const) {
      const person = await stage.contributor();
      let restarted = Promise.resolve();
      const { accepted } = await runWith(person, type, () => {
        restarted = server.restart();
      });
      // The run may end with an answer of the server that stops.
      await restarted;
      expect(accepted).toHaveLength(1);
      expect(computed(person)).toHaveLength(1);
    }
  });

  it('when the connection is lost again and again', async () => {
    const person = await stage.contributor();
    let state = 1;
    const real = quickSurroundings();
    const lossy: Surroundings = {
      ...real,
      fetch: async (input, init) => {
        // A fixed sequence without a period: before the request arrives, or its answer on the way.
        state = (state * 48_271) % 2_147_483_647;
        const chance = state % 8;
        if (chance < 2) throw new TypeError('fetch failed');
        const answer = await real.fetch(input, init);
        if (chance < 4) throw new TypeError('fetch failed');
        return answer;
      },
    };
    const { accepted } = await person.run({}, lossy);
    expect(accepted).toHaveLength(1);
    expect(computed(person)).toHaveLength(1);
  });

  it('when the session ends, where somebody can sign in again', async () => {
    const person = await stage.contributor();
    let renewed = 0;
    const renew = async () => {
      renewed += 1;
      return person.person.sessionId;
    };
    const { accepted } = await person.run({ sessionId: crypto.randomUUID(), renew });
    expect([accepted.length, renewed]).toEqual([1, 1]);
    await expect(person.run({ sessionId: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'SESSION_UNKNOWN',
    });
  });

  it('when the name in it is not the one that the server has', async () => {
    const person = await stage.contributor({ publicName: 'Grace' });
    const { accepted } = await person.run({ publicName: 'Somebody else' });
    expect(accepted[0]!.work.name).toBe('Grace');
    expect(computed(person)).toHaveLength(1);
    expect(person.events).toContainEqual(expect.objectContaining({ type: 'mending', how: 'name' }));
  });

  it('when the finished file is damaged on this disk', async () => {
    const person = await stage.contributor();
    const path = join(person.folder, '1.new.zkey');
    await runWith(person, 'computed', () => writeFileSync(path, readFileSync(path).fill(0, 0, 4)));
    expect(person.results).toHaveLength(1);
    expect(computed(person)).toHaveLength(2);
    expect(person.events).toContainEqual(expect.objectContaining({ type: 'mending', how: 'computing' }));
  });
});

describe('a turn that is lost', () => {
  const timeOut = (person: CircuitContributor) =>
    stage.coordinator.post(`/participants/${person.enrolled.participantId}/timeout`, { reason: 'a test' });
  const readmit = (person: CircuitContributor) =>
    stage.coordinator.post(`/participants/${person.enrolled.participantId}/readmit`, { reason: 'a test' });

  it('is accounted for, and work for it is never used on another state', async () => {
    const slow = await stage.contributor();
    await runUntil(slow, 'computed');
    const [before] = computed(slow);
    expect((await timeOut(slow)).status).toBe(200);
    const quick = await stage.contributor();
    await quick.run();
    await readmit(slow);
    const { accepted } = await slow.run();
    expect(slow.events).toContainEqual(
      expect.objectContaining({ type: 'lost-before', why: expect.stringContaining('turn has ended') }),
    );
    expect(accepted[0]!.content.contributionHash).not.toBe(before!.contributionHash);
    expect(accepted[0]!.work.base).toBe(quick.results[0]!.work.file.sha256);
    expect(readdirSync(slow.folder)).toEqual([]);
  });

  it('ends the run with what happened and what can be done', async () => {
    const person = await stage.contributor();
    const real = quickSurroundings();
    let lost: Promise<unknown> = Promise.resolve();
    // Nothing reaches the server before the turn is lost, however quickly this is computed.
    const world: Surroundings = {
      ...real,
      fetch: async (input, init) => {
        await lost;
        return real.fetch(input, init);
      },
    };
    const act = () => {
      lost = timeOut(person);
    };
    const run = runWith(person, 'computing', act, world);
    await expect(run).rejects.toMatchObject({
      code: 'TURN_LOST',
      message: expect.stringMatching(/the turn has ended without a contribution/),
      next: expect.stringMatching(/run the same command again/),
    });
    expect(computed(person).length).toBeLessThan(2);
    await readmit(person);
    expect((await person.run()).accepted).toHaveLength(1);
  });

  it('is waited for again when its penalty is over', async () => {
    const person = await stage.contributor();
    await runUntil(person, 'computed');
    await stage.pass(620_000);
    const path = `/participants/${person.enrolled.participantId}`;
    expect((await person.person.get(path)).json.status).toMatch(/TIMEDOUT|EXHUMED/);
    // The clock of the test, which the client takes for its own.
    const run = person.run({}, { ...quickSurroundings(), now: server.now });
    await expect.poll(() => person.events.map(({ type }) => type)).toContain('penalty');
    await stage.pass(120_000);
    expect((await run).accepted).toHaveLength(1);
  });
});
