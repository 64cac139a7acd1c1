import { createHash } from 'node:crypto';
import { encodeContribution } from '@brebaje/kzg/contribution';
import { verifyReceipt } from '@brebaje/kzg/receipt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkEventLog } from '../store/events.ts';
import { get, startTestServer, type TestServer, transcriptOf } from './test-server.ts';
import { resumeVerifications } from './verification-jobs.ts';

const NOT_TURN = { code: 'ContributeError::NotUsersTurn', error: 'not your turn to participate' };
const UNKNOWN = { code: 'TryContributeError::UnknownSessionId', error: 'unknown session id' };
const BUSY = {
  code: 'TryContributeError::AnotherContributionInProgress',
  error: 'another contribution in progress',
};

let test: TestServer;
beforeEach(async () => {
  test = await startTestServer();
});
afterEach(() => test.close());

describe('a contribution over HTTP', () => {
  it('is handed out, accepted, receipted and in the transcript', async () => {
    const person = await test.person();
    const handedOut = await person.tryContribute();
    expect(handedOut.status).toBe(200);
    expect(handedOut.json.contributions).toHaveLength(2);
    const contribution = await person.compute(handedOut, { identity: person.identity });
    const answer = await person.contribute(contribution);
    expect(answer.status).toBe(200);
    const { receipt, signature } = answer.json as { receipt: string; signature: string };
    const status = (await get(test, '/info/status')).json;
    expect(status).toMatchObject({ num_contributions: 1, lobby_size: 0 });
    expect(verifyReceipt(receipt, signature, String(status.sequencer_address))).toBe(true);
    const transcript = await transcriptOf(test);
    expect(transcript.participantIds).toEqual(['', person.identity]);
    expect(transcript.transcripts.map(({ witness }) => witness.potPubkeys[1])).toEqual(
      JSON.parse(receipt).witness,
    );
    expect(transcript.transcripts[0]?.witness.blsSignatures[1]).toMatch(/^0x[0-9a-f]{96}$/);
  });

  it('is accepted once: its sender gets the receipt again, and may not come back', async () => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute());
    const first = await person.contribute(contribution);
    const again = await person.contribute(contribution);
    expect(again).toEqual(first);
    test.clock.time += 30_000;
    expect((await person.tryContribute()).json).toEqual(UNKNOWN);
    expect((await get(test, '/info/status')).json.num_contributions).toBe(1);
  });

  it('leaves the whole life of a participant in the audit log', async () => {
    const person = await test.person();
    await person.contribute(await person.compute(await person.tryContribute()));
    const { db } = test.server.application.ctx.store;
    await checkEventLog(db, test.server.ceremony.id);
    const events = await db.selectFrom('event').select('type').orderBy('seq').execute();
    expect(events.map(({ type }) => type)).toEqual([
      'ceremony.created',
      'ceremony.opened',
      'participant.enrolled',
      'participant.waiting',
      'participant.ready',
      'turn.opened',
      'contribution.received',
      'turn.step',
      'contribution.accepted',
      'turn.closed',
      'participant.barred',
    ]);
  });

  it('is seen at its steps while it happens', async () => {
    const person = await test.person();
    const body = encodeContribution(await person.compute(await person.tryContribute()));
    const { ctx } = test.server.application;
    const stepNow = async () =>
      (await ctx.store.db.selectFrom('participant').select('contributionStep').executeTakeFirstOrThrow())
        .contributionStep;
    expect(await stepNow()).toBe('DOWNLOADING');
    const steps: string[] = [];
    const { read, verify } = ctx.schemes.KZG;
    ctx.schemes.KZG.read = async (path) => {
      steps.push(await stepNow());
      return read(path);
    };
    ctx.schemes.KZG.verify = async (...args) => {
      steps.push(await stepNow());
      return verify(...args);
    };
    expect((await person.post('/contribute', body)).status).toBe(200);
    expect([...steps, await stepNow()]).toEqual(['UPLOADING', 'VERIFYING', 'COMPLETED']);
  });

  it('is enrolled under a commitment that shows nobody, opened by what may be erased', async () => {
    const person = await test.person();
    await person.tryContribute();
    const { db } = test.server.application.ctx.store;
    const event = await db
      .selectFrom('event')
      .selectAll()
      .where('type', '=', 'participant.enrolled')
      .executeTakeFirstOrThrow();
    const { identity, salt } = JSON.parse(event.private ?? '{}');
    expect(identity).toBe(person.identity);
    const commitment = createHash('sha256').update(Buffer.from(salt, 'hex')).update(identity).digest('hex');
    expect(JSON.parse(event.body).data.identity).toBe(commitment);
    expect(event.body).not.toContain(person.identity);
  });

  it('is counted where the operator looks', async () => {
    const person = await test.person();
    await person.contribute(await person.compute(await person.tryContribute()));
    const response = await fetch(`http://127.0.0.1:${test.server.operatorPort}/metrics`);
    const text = await response.text();
    expect(text).toContain('brebaje_verdicts_total{outcome="accepted"} 1');
    expect(text).toContain('brebaje_contributions 1');
    expect(text).toContain('brebaje_held_requests 0');
  });

  it('is refused to whoever is not at turn, before and after', async () => {
    const [first, other] = [await test.person(), await test.person()];
    const handedOut = await first.tryContribute();
    expect((await other.tryContribute()).json).toEqual(BUSY);
    const forged = await other.compute(handedOut);
    expect((await other.contribute(forged)).json).toEqual(NOT_TURN);
    expect((await other.post('/contribute/abort')).json).toEqual(NOT_TURN);
    expect((await first.contribute(await first.compute(handedOut))).status).toBe(200);
  });

  it('that is invalid costs the turn and is answered with the reference’s code', async () => {
    const [first, next] = [await test.person(), await test.person()];
    const handedOut = await first.tryContribute();
    const contribution = await first.compute(handedOut);
    const [sub] = contribution.contributions;
    const [, other] = (await first.compute(handedOut)).contributions;
    if (!sub || !other) throw new Error('no sub-contributions');
    sub.potPubkey = other.potPubkey;
    const answer = await first.contribute(contribution);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      code: 'CeremonyError::PubKeyPairingFailed',
      error: 'contribution invalid: Error in contribution 0: Pubkey pairing check failed',
    });
    expect((await first.contribute(contribution)).json).toEqual(NOT_TURN);
    test.clock.time += 30_000;
    expect((await first.tryContribute()).json).toEqual(UNKNOWN);
    expect((await next.tryContribute()).json.contributions).toHaveLength(2);
  });

  it('without entropy, and one whose public key was used before, are refused', async () => {
    const [idle, first, copy] = [await test.person(), await test.person(), await test.person()];
    const served = await idle.tryContribute();
    expect((await idle.post('/contribute', served.text)).json.code).toBe(
      'CeremonyError::ContributionNoEntropy',
    );
    const secrets = [1, 2].map((byte) => new Uint8Array(32).fill(byte));
    const clone = () => secrets.map((secret) => secret.slice());
    const accepted = await first.compute(await first.tryContribute(), { secrets: clone() });
    expect((await first.contribute(accepted)).status).toBe(200);
    const repeated = await copy.compute(await copy.tryContribute(), { secrets: clone() });
    expect((await copy.contribute(repeated)).json).toEqual({
      code: 'CeremonyError::DuplicatePubkey',
      error: 'contribution invalid: Error in contribution 0: pubkey was contributed before',
    });
  });

  it('on a stale base fails', async () => {
    const [first, stale] = [await test.person(), await test.person()];
    const old = await first.tryContribute();
    await first.contribute(await first.compute(old));
    await stale.tryContribute();
    expect((await stale.contribute(await stale.compute(old))).json.code).toBe(
      'CeremonyError::PubKeyPairingFailed',
    );
  });

  it('that does not parse is no verdict: the turn stays open', async () => {
    const person = await test.person();
    const handedOut = await person.tryContribute();
    expect((await person.post('/contribute', '{"contributions":[')).status).toBe(400);
    expect((await person.post('/contribute', '{"contributions":[],"more":1}')).status).toBe(422);
    const blobs: string[] = [];
    for await (const hash of test.server.application.ctx.blobs.list()) blobs.push(hash);
    expect(blobs).toHaveLength(1);
    expect((await person.contribute(await person.compute(handedOut))).status).toBe(200);
  });

  it('that does not parse takes nothing from a head that is stored at the same moment', async () => {
    const person = await test.person();
    await person.tryContribute();
    const { blobs } = test.server.application.ctx;
    const bytes = new Uint8Array(500).fill(0xb0);
    const head = await blobs.put(bytes);
    expect((await person.post('/contribute', bytes)).status).toBe(400);
    expect(await blobs.size(head.hash)).toBe(500);
  });

  it('keeps a valid BLS signature and drops others, per sub-ceremony', async () => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute(), { identity: person.identity });
    const [, second] = contribution.contributions;
    if (second) second.blsSignature = second.g1.slice(0, 48);
    contribution.ecdsaSignature = new Uint8Array(65).fill(7);
    expect((await person.contribute(contribution)).status).toBe(200);
    const { transcripts, participantEcdsaSignatures } = await transcriptOf(test);
    expect(transcripts.map(({ witness }) => witness.blsSignatures[1] !== '')).toEqual([true, false]);
    expect(participantEcdsaSignatures).toEqual(['', '']);
  });

  it('leaves no bytes behind but the genesis and the two latest heads', async () => {
    for (let count = 0; count < 4; count++) {
      const person = await test.person();
      const handedOut = await person.tryContribute();
      expect((await person.contribute(await person.compute(handedOut))).status).toBe(200);
      test.clock.time += 1_000;
    }
    await test.server.application.ctx.blobs.put(new TextEncoder().encode('left by a crash'));
    await test.restart();
    const files: string[] = [];
    for await (const hash of test.server.application.ctx.blobs.list()) files.push(hash);
    expect(files).toHaveLength(3);
    const rows = await test.server.application.ctx.store.db.selectFrom('blob').select('hash').execute();
    expect(rows.map(({ hash }) => hash).sort()).toEqual(files.sort());
  });

  it('is checked once, also when a round of the sweep comes before its check begins', async () => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute());
    const { ctx } = test.server.application;
    const { transaction } = ctx.store;
    ctx.store.transaction = async (work) => {
      const result = await transaction(work);
      await resumeVerifications(ctx, { alone: true });
      return result;
    };
    const verify = vi.spyOn(ctx.schemes.KZG, 'verify');
    expect((await person.contribute(contribution)).status).toBe(200);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['accepted', 200],
    ['refused', 400],
  ])('that was %s by a commit that looked like a failure is answered so', async (outcome, status) => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute());
    const [sub, other] = contribution.contributions;
    if (outcome === 'refused' && sub && other) sub.potPubkey = other.potPubkey;
    const { ctx } = test.server.application;
    const { transaction } = ctx.store;
    let commits = 0;
    ctx.store.transaction = async (work) => {
      const result = await transaction(work);
      if (++commits === 2) throw new Error('the connection was lost');
      return result;
    };
    const answer = await person.contribute(contribution);
    expect(answer.status).toBe(status);
    if (outcome === 'refused') expect(answer.json.code).toBe('CeremonyError::PubKeyPairingFailed');
  });

  it('whose check another process took over is not called out of turn', async () => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute());
    const { ctx } = test.server.application;
    const { verify } = ctx.schemes.KZG;
    const spy = vi.spyOn(ctx.schemes.KZG, 'verify').mockImplementation(async (...args) => {
      await ctx.store.db
        .updateTable('job')
        .set(({ eb }) => ({ fence: eb('fence', '+', 1), leaseOwner: 'another process' }))
        .execute();
      return verify(...args);
    });
    const answer = await person.contribute(contribution);
    expect([answer.status, answer.json.code]).toEqual([500, 'ContributeError::TaskError']);
    spy.mockRestore();
    await test.pass(1_000);
    await expect.poll(async () => (await person.contribute(contribution)).status).toBe(200);
    expect((await get(test, '/info/status')).json.num_contributions).toBe(1);
  });

  it('goes on when the client leaves while it is checked', async () => {
    const person = await test.person();
    const contribution = await person.compute(await person.tryContribute());
    const { ctx } = test.server.application;
    const { verify } = ctx.schemes.KZG;
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    ctx.schemes.KZG.verify = async (...args) => {
      await left;
      return verify(...args);
    };
    const leaving = new AbortController();
    const sent = fetch(`http://127.0.0.1:${test.server.port}/contribute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.sessionId}`, 'content-type': 'application/json' },
      body: encodeContribution(contribution) as BodyInit,
      signal: leaving.signal,
    });
    await expect.poll(() => ctx.verifications.size).toBe(1);
    leaving.abort();
    await expect(sent).rejects.toThrow();
    leave();
    await expect
      .poll(async () => (await get(test, '/info/status')).json.num_contributions, { timeout: 120_000 })
      .toBe(1);
    expect((await person.contribute(contribution)).json.receipt).toContain(person.identity);
  });
});

describe('an abort', () => {
  it.each(['/contribute/abort', '/contribution/abort'])('at %s frees the slot for another', async (path) => {
    const [first, next] = [await test.person(), await test.person()];
    await first.tryContribute();
    expect((await next.tryContribute()).json).toEqual(BUSY);
    const aborted = await first.post(path);
    expect([aborted.status, aborted.text]).toEqual([200, '']);
    expect((await first.post(path)).json).toEqual(NOT_TURN);
    test.clock.time += 30_000;
    expect((await next.tryContribute()).json.contributions).toHaveLength(2);
    expect((await first.tryContribute()).json).toEqual(UNKNOWN);
  });
});
