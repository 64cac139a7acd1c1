/** Many at once: everybody polls at the interval until the turn comes, some of them not as they should. */

import { randomBytes } from 'node:crypto';
import { G1_GENERATOR } from '@brebaje/kzg/generators';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Contributor, newContributor } from '../support/contributor.ts';
import { type FakeGithub, githubUser, startFakeGithub } from '../support/fake-github.ts';
import { type Answer, outcome } from '../support/http.ts';
import { backings, type TestServer } from '../support/server.ts';
import { overGithub, signedIn } from '../support/sign-in.ts';
import { hex, transcriptOf, verdictOf } from '../support/transcript.ts';

let github: FakeGithub;
beforeAll(async () => {
  github = await startFakeGithub();
});
afterAll(() => github.close());

type Kind = 'honest' | 'slow' | 'foreign-ecdsa' | 'wrong-bls';

interface Actor {
  person: Contributor;
  kind: Kind;
  /** The answer to the contribution, once there is one. */
  answer?: Answer;
}

const INTERVAL = 30_000;
/** No more than the people who poll between two check-ins of each. */
const DEADLINE = 40_000;

/**
 * Rounds of one interval: everybody who waits polls, all at once; who is handed the state works on it, the
 * slow ones until their time is over.
 */
async function run(server: TestServer, actors: Actor[]): Promise<void> {
  const waiting = new Set(actors);
  for (let round = 0; waiting.size > 0; round++) {
    if (round > 4 * actors.length) throw new Error(`${waiting.size} still wait`);
    const polled = await Promise.all(
      [...waiting].map(async (actor) => [actor, await actor.person.poll()] as const),
    );
    const selected = polled.filter(([, { json }]) => json.contributions);
    // Never two at once.
    expect(selected.length).toBeLessThanOrEqual(1);
    for (const [actor, { text }] of selected) {
      waiting.delete(actor);
      await work(server, actor, text, [...waiting]);
    }
    await server.pass(INTERVAL);
  }
}

async function work(server: TestServer, actor: Actor, handedOut: string, others: Actor[]): Promise<void> {
  const { person, kind } = actor;
  const contribution = await person.compute(handedOut);
  if (kind === 'foreign-ecdsa') contribution.ecdsaSignature = new Uint8Array(randomBytes(65));
  if (kind === 'wrong-bls') for (const sub of contribution.contributions) sub.blsSignature = G1_GENERATOR;
  if (kind === 'slow') {
    await server.pass(28_000);
    for (const other of others) expect((await other.person.poll()).json.contributions).toBeUndefined();
    await server.pass(DEADLINE + 4_000 - 28_000);
  }
  actor.answer = await person.post(contribution);
}

describe.each(backings())('a crowd on $name', ({ name, start }) => {
  // The same code; what differs is how long a statement takes.
  const size = name === 'SQLite' ? 40 : 16;
  let server: TestServer;
  afterEach(() => server.close());

  const crowd = async (kinds: Kind[]): Promise<Actor[]> => {
    const actors: Actor[] = [];
    for (const [index, kind] of kinds.entries()) {
      const person =
        index % 3 === 0
          ? new Contributor(server, signedIn(await overGithub(server, github, githubUser(index))))
          : await newContributor(server);
      actors.push({ person, kind });
    }
    return actors;
  };

  it(`of ${size / 2} well-behaved ends with all of them in the transcript`, async () => {
    server = await start({ ...github.config, ceremonySizes: '4,3:8,3' });
    const actors = await crowd(Array(size / 2).fill('honest'));
    await run(server, actors);
    expect(actors.map(({ answer }) => answer?.status)).toEqual(Array(size / 2).fill(200));
    const transcript = await transcriptOf(server);
    expect(transcript.participantIds.slice(1).sort()).toEqual(
      actors.map(({ person }) => person.identity).sort(),
    );
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: size / 2 });
  });

  it(`of ${size} of every kind ends as each of them deserves`, { timeout: 120_000 }, async () => {
    server = await start({ ...github.config, ceremonySizes: '4,3:8,3', contributionTime: DEADLINE });
    const kinds: Kind[] = ['honest', 'slow', 'foreign-ecdsa', 'wrong-bls'];
    const actors = await crowd(Array.from({ length: size }, (_, index) => kinds[index % 4]!));
    await run(server, actors);
    const transcript = await transcriptOf(server);
    for (const { person, kind, answer } of actors) {
      const place = transcript.participantIds.indexOf(person.identity);
      if (kind === 'slow') {
        expect(outcome(answer!)).toEqual([400, 'ContributeError::NotUsersTurn']);
        expect(place).toBe(-1);
        continue;
      }
      expect(answer?.status).toBe(200);
      expect(place).toBeGreaterThan(0);
      const bls = transcript.transcripts.map(({ witness }) => witness.blsSignatures[place]!);
      expect(
        bls.every((signature) => (kind === 'wrong-bls' ? signature === '' : signature.length === 98)),
      ).toBe(true);
      const ecdsa = transcript.participantEcdsaSignatures[place]!;
      const signs = person.wallet !== null && kind !== 'foreign-ecdsa';
      expect(ecdsa.length).toBe(signs ? 132 : 0);
    }
    const records = 1 + (size * 3) / 4;
    expect(transcript.participantIds).toHaveLength(records);
    for (const { witness } of transcript.transcripts)
      for (const column of Object.values(witness)) expect(column).toHaveLength(records);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: records - 1 });
    expect(hex(G1_GENERATOR)).toBe(transcript.transcripts[0]!.witness.runningProducts[0]);
  });
});
