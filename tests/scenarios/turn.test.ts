/** What may go wrong between being handed the state and the answer. */
import { encodeContribution } from '@brebaje/kzg/contribution';
import { afterEach, describe, expect, it } from 'vitest';
import { type Contributor, newContributor } from '../support/contributor.ts';
import { outcome } from '../support/http.ts';
import { backings, type TestServer } from '../support/server.ts';
import { overEthereum } from '../support/sign-in.ts';
import { slowUpload } from '../support/slow-upload.ts';
import { transcriptOf } from '../support/transcript.ts';

const NOT_TURN = [400, 'ContributeError::NotUsersTurn'];
const UNKNOWN = [401, 'TryContributeError::UnknownSessionId'];
const DEADLINE = 120_000;

describe.each(backings())('a turn on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  const two = async (): Promise<[Contributor, Contributor]> => [
    await newContributor(server),
    await newContributor(server),
  ];

  /** Lets time pass while this person checks in as they should. */
  async function passWith(person: Contributor, millis: number): Promise<string | undefined> {
    for (let left = millis; left > 0; left -= 30_000) {
      await server.pass(Math.min(left, 30_000));
      const answer = await person.poll();
      if (answer.json.contributions) return answer.text;
    }
    return undefined;
  }

  it('that is over goes to the next one, and the late contribution is refused', async () => {
    server = await start({ contributionTime: DEADLINE });
    const [late, next] = await two();
    const handedOut = await late.start();
    const contribution = await late.compute(handedOut);
    await next.poll();
    const state = await passWith(next, DEADLINE + 30_000);
    expect(state).toBe(handedOut);
    expect(outcome(await late.post(contribution))).toEqual(NOT_TURN);
    expect(outcome(await late.poll())).toEqual(UNKNOWN);
    expect(outcome(await overEthereum(server, late.wallet!))).toEqual([
      400,
      'AuthErrorPayload::UserAlreadyContributed',
    ]);
    expect((await next.post(await next.compute(handedOut))).status).toBe(200);
    expect((await transcriptOf(server)).participantIds).toEqual(['', next.identity]);
  });

  it('that is over while the upload is in flight: it is refused at its end, and nobody waits for it', async () => {
    server = await start({ contributionTime: DEADLINE });
    const [late, next] = await two();
    const handedOut = await late.start();
    await next.poll();
    const body = encodeContribution(await late.compute(handedOut));
    const upload = await slowUpload(server, late.session.sessionId, body.length);
    await upload.send(body.subarray(0, 1_000));
    expect(await passWith(next, DEADLINE + 30_000)).toBe(handedOut);
    await upload.send(body.subarray(1_000));
    expect(await upload.answer()).toMatchObject({ status: 400, json: { code: NOT_TURN[1] } });
    expect((await next.post(await next.compute(handedOut))).status).toBe(200);
  });

  it('that is over while nobody has looked yet still counts', async () => {
    server = await start({ contributionTime: DEADLINE });
    const [person] = await two();
    const handedOut = await person.start();
    await server.pass(DEADLINE - 1_000);
    server.step(2_000);
    expect((await person.post(await person.compute(handedOut))).status).toBe(200);
  });

  it('survives an upload that breaks off', async () => {
    server = await start();
    const [person] = await two();
    const handedOut = await person.start();
    const body = encodeContribution(await person.compute(handedOut));
    const upload = await slowUpload(server, person.session.sessionId, body.length);
    await upload.send(body.subarray(0, body.length - 10));
    upload.breakOff();
    expect((await person.post(body)).status).toBe(200);
  });

  it('survives bodies that are no contribution', async () => {
    server = await start();
    const [person, other] = await two();
    const handedOut = await person.start();
    await other.poll();
    const whole = Buffer.from(encodeContribution(await person.compute(handedOut))).toString();
    const bodies: [body: string, status: number, text: RegExp][] = [
      ['', 400, /^Failed to parse the request body as JSON: /],
      ['{', 400, /^Failed to parse the request body as JSON: /],
      [whole.slice(0, -1), 400, /^Failed to parse the request body as JSON: /],
      [`${whole},`, 400, /^Failed to parse the request body as JSON: /],
      ['{}', 422, /^Failed to deserialize the JSON body into the target type: /],
      ['[]', 422, /^Failed to deserialize the JSON body into the target type: /],
      [whole.replace('"numG1Powers":4', '"numG1Powers":5'), 422, /numG1Powers is 5, but there are 4/],
      [whole.replace('{', '{"more":1,'), 422, /more: no such key/],
      [whole.replace('"0x', '"0X'), 422, /expected/],
    ];
    for (const [body, status, text] of bodies) {
      const answer = await person.post(body);
      expect([body.slice(0, 20), answer.status]).toEqual([body.slice(0, 20), status]);
      expect(answer.text).toMatch(text);
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    }
    const typeless = await person.call('/contribute', {
      body: whole,
      headers: { 'content-type': 'text/plain' },
    });
    expect(typeless.status).toBe(415);
    const large = await person.post(' '.repeat(10_485_761));
    expect([large.status, large.text]).toEqual([413, 'length limit exceeded']);
    await server.pass(30_000);
    expect(outcome(await other.poll())).toEqual([200, 'TryContributeError::AnotherContributionInProgress']);
    expect((await person.post(whole)).status).toBe(200);
  });

  it('takes unknown keys of a sub-contribution, as the reference does', async () => {
    server = await start();
    const [person] = await two();
    const contribution = await person.compute(await person.start());
    const whole = Buffer.from(encodeContribution(contribution)).toString();
    const answer = await person.post(whole.replaceAll('"potPubkey"', '"bls_signature":null,"potPubkey"'));
    expect(answer.status).toBe(200);
  });

  it('stands still while the contribution is checked, however long that takes', async () => {
    server = await start({ contributionTime: DEADLINE });
    const [person, other] = await two();
    const contribution = await person.compute(await person.start());
    await other.poll();
    const { ctx } = server.running.application;
    const { verify } = ctx.schemes.KZG;
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const begun = new Promise<void>((resolve) => {
      ctx.schemes.KZG.verify = async (...job) => {
        resolve();
        await gate;
        return verify(...job);
      };
    });
    const answer = person.post(contribution);
    await begun;
    expect(outcome(await person.poll())).toEqual(UNKNOWN);
    expect(outcome(await person.abort())).toEqual(NOT_TURN);
    expect(outcome(await person.post(contribution))).toEqual(NOT_TURN);
    expect(await passWith(other, DEADLINE + 60_000)).toBeUndefined();
    expect((await server.send('/info/status')).json.num_contributions).toBe(0);
    goOn();
    expect((await answer).status).toBe(200);
    expect(await passWith(other, 30_000)).toBeDefined();
  });

  it('ends in one receipt however often it is sent at the same time', async () => {
    server = await start();
    const [person] = await two();
    const contribution = await person.compute(await person.start());
    const answers = await Promise.all([1, 2, 3, 4].map(() => person.post(contribution)));
    const accepted = answers.filter(({ status }) => status === 200);
    expect(accepted.length).toBeGreaterThan(0);
    expect(new Set(accepted.map(({ text }) => text)).size).toBe(1);
    for (const refused of answers.filter(({ status }) => status !== 200))
      expect(outcome(refused)).toEqual(NOT_TURN);
    expect((await transcriptOf(server)).participantIds).toHaveLength(2);
    expect((await person.post(contribution)).text).toBe(accepted[0]!.text);
  });

  it('whose answer is lost ends in the same receipt when it is sent again', async () => {
    server = await start();
    const [person, next] = await two();
    const contribution = await person.compute(await person.start());
    const body = encodeContribution(contribution);
    const upload = await slowUpload(server, person.session.sessionId, body.length);
    await upload.send(body);
    upload.breakOff();
    let again = await person.post(contribution);
    // Until the verdict is there it is nobody's turn to send.
    while (again.status !== 200) {
      expect(outcome(again)).toEqual(NOT_TURN);
      again = await person.post(contribution);
    }
    expect(JSON.parse(again.json.receipt).identity).toBe(person.identity);
    expect((await next.takeTurn()).answer.status).toBe(200);
    expect((await person.post('')).text).toBe(again.text);
  });

  it('on a base that has moved on is refused by its first equation', async () => {
    server = await start({ lostTurn: 'NOTHING', attempts: 10 });
    const [person, other] = await two();
    const stale = await person.compute(await person.start());
    await person.abort();
    expect((await other.takeTurn()).answer.status).toBe(200);
    await server.pass(30_000);
    await person.start();
    expect(outcome(await person.post(stale))).toEqual([400, 'CeremonyError::PubKeyPairingFailed']);
  });
});
