import { randomScalar } from '@brebaje/curves/scalar';
import { encodedInfinity } from '@brebaje/curves/test-points';
import { contribute } from '@brebaje/kzg/contribute';
import { parseContribution } from '@brebaje/kzg/contribution';
import { G2_GENERATOR } from '@brebaje/kzg/generators';
import { verifyReceipt } from '@brebaje/kzg/receipt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../support/compute.ts';
import { Contributor, newApiContributor, newContributor } from '../support/contributor.ts';
import { type FakeGithub, githubUser, startFakeGithub } from '../support/fake-github.ts';
import { outcome } from '../support/http.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { overEthereum, overGithub, signedIn } from '../support/sign-in.ts';
import { hex, transcriptOf, verdictOf } from '../support/transcript.ts';

let github: FakeGithub;
beforeAll(async () => {
  github = await startFakeGithub();
});
afterAll(() => github.close());

const NOT_TURN = [400, 'ContributeError::NotUsersTurn'];

describe.each(oneBacking())('contributing on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  it('by somebody of GitHub leaves the record that the receipt promises', async () => {
    server = await start(github.config);
    const person = new Contributor(server, signedIn(await overGithub(server, github, githubUser(7, 'Ada'))));
    const handedOut = await person.start();
    const received = parseContribution(Buffer.from(handedOut));
    expect(received.contributions.every(({ potPubkey }) => hex(potPubkey) === hex(G2_GENERATOR))).toBe(true);
    // The whole care of an honest client, once.
    const sent = await contribute(await engine(), received, received.contributions.map(randomScalar), {
      identity: person.identity,
    });
    const answer = await person.post(sent);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json)).toEqual(['receipt', 'signature']);
    const pubkeys = sent.contributions.map(({ potPubkey }) => hex(potPubkey));
    const receipt = JSON.parse(answer.json.receipt);
    expect(Object.entries(receipt)).toEqual([
      ['identity', 'git|7|Ada'],
      ['witness', pubkeys],
    ]);
    const status = (await server.send('/info/status')).json;
    expect(Object.keys(status)).toEqual(['lobby_size', 'num_contributions', 'sequencer_address']);
    expect(status).toMatchObject({ lobby_size: 0, num_contributions: 1 });
    expect(answer.json.signature).toMatch(/^[0-9a-f]{128}(1b|1c)$/);
    expect(verifyReceipt(answer.json.receipt, answer.json.signature, status.sequencer_address)).toBe(true);
    const transcript = await transcriptOf(server);
    expect(transcript.participantIds).toEqual(['', 'git|7|Ada']);
    expect(transcript.participantEcdsaSignatures).toEqual(['', '']);
    for (const [index, { witness, powersOfTau }] of transcript.transcripts.entries()) {
      const sub = sent.contributions[index]!;
      expect(witness.potPubkeys[1]).toBe(pubkeys[index]);
      expect(witness.runningProducts[1]).toBe(powersOfTau.G1Powers[1]);
      expect(witness.blsSignatures[1]).toBe(hex(sub.blsSignature!));
      expect(powersOfTau.G1Powers.join('')).toBe(
        powersOfTau.G1Powers.map((_, i) => hex(sub.g1.subarray(48 * i, 48 * i + 48))).join(''),
      );
    }
    expect(await verdictOf(server)).toMatchObject({
      ok: true,
      participants: 1,
      signed: { bls: 1, ecdsa: 0 },
    });
  });

  it('is for once: afterwards there is the receipt and nothing else', async () => {
    server = await start();
    const person = await newContributor(server);
    const { sent, answer } = await person.takeTurn();
    const before = (await server.send('/info/current_state')).text;
    // The reference answers 400 here; whoever lost the answer gets it again.
    for (const body of [sent, 'anything']) {
      const again = await person.post(body);
      expect([again.status, again.text]).toEqual([200, answer.text]);
    }
    await server.pass(32_000);
    expect(outcome(await person.poll())).toEqual([401, 'TryContributeError::UnknownSessionId']);
    expect(outcome(await person.abort())).toEqual(NOT_TURN);
    const second = await overEthereum(server, person.wallet!);
    expect(outcome(second)).toEqual([400, 'AuthErrorPayload::UserAlreadyContributed']);
    const stranger = await newContributor(server);
    expect(outcome(await stranger.post(sent))).toEqual(NOT_TURN);
    expect((await server.send('/info/current_state')).text).toBe(before);
  });

  it('goes on and on where the ceremony is set so', async () => {
    server = await start({ multiContribution: true });
    const person = await newContributor(server);
    for (let turn = 0; turn < 3; turn++) {
      expect((await person.takeTurn()).answer.status).toBe(200);
      await server.pass(32_000);
    }
    expect((await transcriptOf(server)).participantIds).toEqual(['', ...Array(3).fill(person.identity)]);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 3 });
    expect((await overEthereum(server, person.wallet!)).status).toBe(200);
  });

  it('is refused to those who are not at turn, whatever they send', async () => {
    server = await start();
    const [atTurn, other] = [await newContributor(server), await newContributor(server)];
    const handedOut = await atTurn.start();
    expect((await other.poll()).json.code).toBe('TryContributeError::AnotherContributionInProgress');
    const theirs = await other.compute(handedOut);
    for (const body of [theirs, '{"contributions":', 'x'.repeat(100_000)])
      expect(outcome(await other.post(body))).toEqual(NOT_TURN);
    expect(outcome(await other.abort())).toEqual(NOT_TURN);
    expect((await atTurn.post(await atTurn.compute(handedOut))).status).toBe(200);
  });

  it('with a key that is nothing is refused, and the next one has the state from before', async () => {
    server = await start();
    const [liar, honest] = [await newContributor(server), await newContributor(server)];
    const handedOut = await liar.start();
    expect((await honest.poll()).status).toBe(200);
    const bad = await liar.compute(handedOut);
    bad.contributions[1]!.potPubkey = encodedInfinity('G2');
    const refused = await liar.post(bad);
    expect([refused.status, refused.json]).toEqual([
      400,
      {
        code: 'CeremonyError::ZeroPubkey',
        error: 'contribution invalid: Error in contribution 1: pubkey is zero',
      },
    ]);
    expect(outcome(await liar.post(await liar.compute(handedOut)))).toEqual(NOT_TURN);
    expect(outcome(await liar.poll())).toEqual([401, 'TryContributeError::UnknownSessionId']);
    expect(outcome(await overEthereum(server, liar.wallet!))).toEqual([
      400,
      'AuthErrorPayload::UserAlreadyContributed',
    ]);
    await server.pass(32_000);
    expect(await honest.start()).toBe(handedOut);
    expect((await honest.post(await honest.compute(handedOut))).status).toBe(200);
    expect((await transcriptOf(server)).participantIds).toEqual(['', honest.identity]);
  });

  it('twice makes exactly the transcript of the two', async () => {
    server = await start();
    const people = [await newContributor(server), await newApiContributor(server)];
    const sent = [];
    for (const person of people) sent.push((await person.takeTurn()).sent);
    const transcript = await transcriptOf(server);
    expect(transcript.participantIds).toEqual(['', ...people.map(({ identity }) => identity)]);
    expect(transcript.participantEcdsaSignatures).toEqual([
      '',
      ...sent.map((one) => hex(one.ecdsaSignature!)),
    ]);
    for (const [index, { witness, numG1Powers }] of transcript.transcripts.entries()) {
      const subs = sent.map(({ contributions }) => contributions[index]!);
      expect(witness.potPubkeys.slice(1)).toEqual(subs.map(({ potPubkey }) => hex(potPubkey)));
      expect(witness.runningProducts.slice(1)).toEqual(subs.map(({ g1 }) => hex(g1.subarray(48, 96))));
      expect(witness.blsSignatures.slice(1)).toEqual(subs.map(({ blsSignature }) => hex(blsSignature!)));
      expect(numG1Powers).toBe([4, 8, 16][index]);
    }
    expect(await verdictOf(server)).toMatchObject({
      ok: true,
      participants: 2,
      signed: { bls: 2, ecdsa: 2 },
    });
  });

  it.each(['/contribute/abort', '/contribution/abort'])('can be given back at %s', async (path) => {
    server = await start();
    const [first, next] = [await newContributor(server), await newContributor(server)];
    const handedOut = await first.start();
    await next.poll();
    const aborted = await first.abort(path);
    expect([aborted.status, aborted.text, aborted.headers.get('content-type')]).toEqual([200, '', null]);
    expect(outcome(await first.abort(path))).toEqual(NOT_TURN);
    expect(outcome(await first.post(await first.compute(handedOut)))).toEqual(NOT_TURN);
    expect(outcome(await first.poll())).toEqual([401, 'TryContributeError::UnknownSessionId']);
    await server.pass(32_000);
    expect(await next.start()).toBe(handedOut);
  });

  it('without entropy is refused, of all of it or of one sub-ceremony', async () => {
    server = await start({ lostTurn: 'NOTHING', attempts: 10 });
    const person = await newContributor(server);
    const one = new Uint8Array(32);
    one[0] = 1;
    for (const [sub, secrets] of [
      [0, [one, one, one]],
      [2, [randomScalar(), randomScalar(), one]],
    ] as const) {
      const refused = await person.post(
        await person.compute(await person.start(), { secrets: [...secrets] }),
      );
      expect([refused.status, refused.json]).toEqual([
        400,
        {
          code: 'CeremonyError::ContributionNoEntropy',
          error: `contribution invalid: Error in contribution ${sub}: Contribution contains no entropy: pubkey equals generator`,
        },
      ]);
      await server.pass(32_000);
    }
    expect((await server.send('/info/status')).json.num_contributions).toBe(0);
  });
});
