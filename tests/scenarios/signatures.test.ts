import { randomBytes } from 'node:crypto';
import { type BatchContribution, encodeContribution } from '@brebaje/kzg/contribution';
import { G1_GENERATOR } from '@brebaje/kzg/generators';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { besidePoints } from '../support/bad-points.ts';
import { Contributor, newContributor } from '../support/contributor.ts';
import { type FakeGithub, githubUser, startFakeGithub } from '../support/fake-github.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { overGithub, signedIn } from '../support/sign-in.ts';
import { transcriptOf, verdictOf } from '../support/transcript.ts';
import { newWallet } from '../support/wallet.ts';

let github: FakeGithub;
beforeAll(async () => {
  github = await startFakeGithub();
});
afterAll(() => github.close());

/** What becomes of the signatures: for each sub-ceremony whether its BLS signature is kept; the ECDSA one. */
interface Kept {
  bls: boolean[];
  ecdsa: boolean;
}

const ALL = [true, true, true];
const NONE = [false, false, false];

describe.each(oneBacking())('signatures on $name', ({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start(github.config);
  });
  afterAll(() => server.close());
  afterEach(() => server.pass(4_000));

  const eth = () => newContributor(server);
  let ids = 0;
  const git = async () => {
    ids += 1;
    return new Contributor(server, signedIn(await overGithub(server, github, githubUser(ids))));
  };

  const cases: [
    what: string,
    who: () => Promise<Contributor>,
    change: (contribution: BatchContribution, person: Contributor) => unknown,
    kept: Kept,
  ][] = [
    ['that are right are kept', eth, () => {}, { bls: ALL, ecdsa: true }],
    [
      'by a foreign wallet: only the ECDSA one is left out',
      eth,
      (sent) => {
        sent.ecdsaSignature = newWallet().signContribution(sent);
      },
      { bls: ALL, ecdsa: false },
    ],
    [
      'of random bytes: left out',
      eth,
      (sent) => {
        sent.ecdsaSignature = new Uint8Array(randomBytes(65));
      },
      { bls: ALL, ecdsa: false },
    ],
    [
      'over other public keys: left out',
      eth,
      async (sent, person) => {
        sent.ecdsaSignature = person.wallet!.signContribution({
          ...sent,
          contributions: sent.contributions.toReversed(),
        });
      },
      { bls: ALL, ecdsa: false },
    ],
    [
      'that are the generator: left out',
      eth,
      (sent) => {
        for (const sub of sent.contributions) sub.blsSignature = G1_GENERATOR;
      },
      { bls: NONE, ecdsa: true },
    ],
    [
      'of one sub-ceremony for another: those two are left out',
      eth,
      ({ contributions: [a, b] }) => {
        [a!.blsSignature, b!.blsSignature] = [b!.blsSignature, a!.blsSignature];
      },
      { bls: [false, false, true], ecdsa: true },
    ],
    [
      'that are no point of the group: left out',
      eth,
      (sent) => {
        const points = besidePoints('G1');
        sent.contributions.forEach((sub, index) => {
          sub.blsSignature = points[index]!.bytes;
        });
      },
      { bls: NONE, ecdsa: true },
    ],
    [
      'that are absent: there is nothing to keep',
      eth,
      (sent) => {
        sent.ecdsaSignature = null;
        for (const sub of sent.contributions) sub.blsSignature = null;
      },
      { bls: NONE, ecdsa: false },
    ],
    ['of somebody of GitHub: only the BLS ones are theirs', git, () => {}, { bls: ALL, ecdsa: false }],
    [
      'of GitHub with an @ before the login, as three clients sign: left out',
      git,
      async (sent, person) => {
        const secretive = await person.compute(await handedOutNow(person), {
          identity: person.identity.replace(/\|([^|]+)$/, '|@$1'),
        });
        Object.assign(sent, secretive);
      },
      { bls: NONE, ecdsa: false },
    ],
    [
      'of GitHub with somebody’s ECDSA signature: left out',
      git,
      (sent) => {
        sent.ecdsaSignature = newWallet().signContribution(sent);
      },
      { bls: ALL, ecdsa: false },
    ],
  ];

  const states = new WeakMap<Contributor, string>();
  async function handedOutNow(person: Contributor): Promise<string> {
    const state = states.get(person) ?? (await person.start());
    states.set(person, state);
    return state;
  }

  it.each(cases)('%s', async (_, who, change, kept) => {
    const person = await who();
    const sent = await person.compute(await handedOutNow(person));
    await change(sent, person);
    const answer = await person.post(sent);
    expect(answer.status).toBe(200);
    const transcript = await transcriptOf(server);
    const place = transcript.participantIds.indexOf(person.identity);
    expect(place).toBe(transcript.participantIds.length - 1);
    expect(transcript.transcripts.map(({ witness }) => witness.blsSignatures[place] !== '')).toEqual(
      kept.bls,
    );
    expect(transcript.participantEcdsaSignatures[place] !== '').toBe(kept.ecdsa);
    expect(await verdictOf(server)).toMatchObject({ ok: true });
  });

  const omissions = {
    'left out': 'omit',
    'empty texts': 'empty-strings',
  } as const;
  it.each(Object.entries(omissions))('may be %s on the wire', async (_, signatures) => {
    const person = await eth();
    const answer = await person.post(await person.compute(await person.start()), { signatures });
    expect(answer.status).toBe(200);
    expect((await transcriptOf(server)).participantEcdsaSignatures.at(-1)).toBe('');
  });

  it('may be null on the wire', async () => {
    const person = await eth();
    const sent = await person.compute(await person.start());
    const nulls = JSON.parse(Buffer.from(encodeContribution(sent)).toString(), (key, value) =>
      key === 'blsSignature' || key === 'ecdsaSignature' ? null : value,
    );
    expect((await person.post(JSON.stringify(nulls))).status).toBe(200);
  });

  it('that are malformed are no contribution at all, and the turn goes on', async () => {
    const person = await eth();
    const sent = await person.compute(await person.start());
    const text = Buffer.from(encodeContribution(sent)).toString();
    for (const [from, to] of [
      [/"ecdsaSignature":"0x/, '"ecdsaSignature":"0X'],
      [/"blsSignature":"0x../, '"blsSignature":"0x'],
      [/"ecdsaSignature":"[^"]*"/, '"ecdsaSignature":7'],
    ] as const) {
      const bent = text.replace(from, to);
      expect(bent).not.toBe(text);
      const answer = await person.post(bent);
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(/^Failed to deserialize the JSON body into the target type: /);
    }
    expect((await person.post(text)).status).toBe(200);
  });
});
