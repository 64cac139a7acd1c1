import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { excuseTurn } from '../sequencer/excuse-turn.ts';
import { loadCircuit } from '../sequencer/load.ts';
import { startTestServer, type TestServer } from '../sequencer/test-server.ts';
import { openTurnOfCircuit } from '../store/turns.ts';
import { haltCircuit, resumeCircuit } from './halt.ts';

const BUSY = 'TryContributeError::AnotherContributionInProgress';
const COMMAND = { who: 'operator', reason: 'the disk was changed' } as const;

describe('a lobby whose checks cannot run', () => {
  let test: TestServer;
  beforeEach(async () => {
    test = await startTestServer();
  });
  afterEach(() => test.close());

  const ctx = () => test.server.application.ctx;
  const circuit = () => loadCircuit(ctx().store.db, test.server.ceremony.id);

  it('takes nobody after three faults in a row, loses nobody’s turn, and goes on when it is told to', async () => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute());
    const { verify } = ctx().schemes.KZG;
    ctx().schemes.KZG.verify = () => Promise.reject(new Error('no thread'));
    for (let fault = 1; fault <= 3; fault++) {
      expect((await person.contribute(contribution)).status).toBe(500);
      expect((await circuit()).faults).toBe(fault);
    }
    expect((await circuit()).haltedAt).toBe(test.clock.time);
    ctx().schemes.KZG.verify = verify;
    expect((await person.contribute(contribution)).status).toBe(200);
    const next = await test.person();
    expect((await next.tryContribute()).json.code).toBe(BUSY);
    await resumeCircuit(ctx(), await circuit(), COMMAND);
    expect(await circuit()).toMatchObject({ faults: 0, haltedAt: null, haltedWhy: null });
    await test.pass(32_000);
    expect((await next.tryContribute()).json.contributions).toHaveLength(2);
  });

  it('gives back the time that was promised, whatever was amended since', async () => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute());
    const { db } = ctx().store;
    const { id, policy } = test.server.ceremony;
    const before = JSON.parse(policy);
    test.clock.time += 1_000;
    await db
      .updateTable('ceremony')
      .set({
        policy: JSON.stringify({ ...before, timeout: { type: 'FIXED', duration: 60_000 } }),
        pastPolicies: JSON.stringify([{ version: 1, until: test.clock.time, policy: before }]),
      })
      .where('id', '=', id)
      .execute();
    const deadline = async () => (await openTurnOfCircuit(db, (await circuit()).id))?.deadlineAt;
    ctx().schemes.KZG.verify = () => Promise.reject(new Error('no thread'));
    expect((await person.contribute(contribution)).status).toBe(500);
    expect(await deadline()).toBe(test.clock.time + before.timeout.duration);
    test.clock.time += 60_000;
    const turn = await openTurnOfCircuit(db, (await circuit()).id);
    await excuseTurn(ctx(), turn!.id);
    expect(await deadline()).toBe(test.clock.time + before.timeout.duration);
  });

  it('counts faults in a row only', async () => {
    const { verify } = ctx().schemes.KZG;
    for (let round = 0; round < 2; round++) {
      const person = await test.person();
      const contribution = await person.compute(await person.tryContribute());
      ctx().schemes.KZG.verify = () => Promise.reject(new Error('no thread'));
      for (let fault = 0; fault < 2; fault++)
        expect((await person.contribute(contribution)).status).toBe(500);
      ctx().schemes.KZG.verify = verify;
      expect((await person.contribute(contribution)).status).toBe(200);
    }
    expect(await circuit()).toMatchObject({ faults: 0, haltedAt: null, position: 2 });
  });

  it('is halted and let go on once', async () => {
    await expect(resumeCircuit(ctx(), await circuit(), COMMAND)).rejects.toMatchObject({ code: 'CONFLICT' });
    const halted = await haltCircuit(ctx(), await circuit(), COMMAND);
    expect(halted.haltedWhy).toBe(COMMAND.reason);
    await expect(haltCircuit(ctx(), halted, COMMAND)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await (await test.person()).tryContribute()).json.code).toBe(BUSY);
  });
});
