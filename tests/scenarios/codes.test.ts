/** Every code that a client can meet, produced by what causes it; for the others, why nobody meets them. */

import { bigIntToScalar } from '@brebaje/curves/scalar';
import { encodedInfinity } from '@brebaje/curves/test-points';
import type { BatchContribution } from '@brebaje/kzg/contribution';
import { ERRORS, type ErrorCode } from '@brebaje/protocol/errors';
import type { Config } from '@brebaje/server/config/options';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BadPoint, besidePoints, illEncoded } from '../support/bad-points.ts';
import { type Contributor, newContributor } from '../support/contributor.ts';
import { type FakeGithub, githubUser, startFakeGithub } from '../support/fake-github.ts';
import { type Answer, send } from '../support/http.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { ethereumCallback, overGithub, requestLinks } from '../support/sign-in.ts';

const IMPOSSIBLE: Partial<Record<ErrorCode, string>> = {
  'ContributeError::TranscriptIOError':
    'the transcript is streamed from rows and never written as a file; failing storage is a TaskError',
  'SignatureError::SignatureCreation':
    'the receipt is signed before the acceptance commits; when that fails the turn goes back with a TaskError',
};

const produced = new Set<string>();

function meets(answer: Answer, code: ErrorCode, text: string = ERRORS[code].text): void {
  expect(answer.json).toEqual({ code, error: text });
  expect(Object.keys(answer.json)).toEqual(['code', 'error']);
  expect(answer.status).toBe(ERRORS[code].status);
  expect(answer.headers.get('content-type')).toBe('application/json');
  produced.add(code);
}

let github: FakeGithub;
let server: TestServer | undefined;
beforeAll(async () => {
  github = await startFakeGithub();
});
afterAll(() => github.close());
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(changes: Partial<Config> = {}): Promise<TestServer> {
  server = await startTestServer({ ...github.config, ceremonySizes: '4,3:8,3', ...changes });
  return server;
}

/** Makes every query on a table fail. */
async function breakTable(
  { running }: TestServer,
  table: 'session' | 'circuit' | 'participant',
): Promise<void> {
  await running.application.ctx.store.db.schema.alterTable(table).renameTo(`${table}_gone`).execute();
}

describe('on the way to the lobby', () => {
  it('no bearer, or one that is none', async () => {
    const { url } = await start();
    for (const path of ['/lobby/try_contribute', '/contribute', '/contribute/abort', '/contribution/abort'])
      for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: 'Basic YTpi' }])
        meets(await send(url + path, { method: 'POST', headers }), 'SessionError::InvalidSessionId');
  });

  it('a session that nobody has', async () => {
    const { url } = await start();
    const headers = { authorization: 'Bearer 11111111-1111-4111-8111-111111111111' };
    const call = (path: string) => send(url + path, { method: 'POST', headers });
    meets(await call('/lobby/try_contribute'), 'TryContributeError::UnknownSessionId');
    for (const path of ['/contribute', '/contribute/abort', '/contribution/abort'])
      meets(await call(path), 'ContributeError::NotUsersTurn');
  });

  it('polling while somebody is at turn, too early, into a full lobby', async () => {
    const { pass } = await start({ maxLobbySize: 1 });
    const [atTurn, person, outside] = [
      await newContributor(server!),
      await newContributor(server!),
      await newContributor(server!),
    ];
    await atTurn.start();
    meets(await person.poll(), 'TryContributeError::AnotherContributionInProgress');
    await pass(15_000);
    meets(await person.poll(), 'TryContributeError::RateLimited');
    meets(await outside.poll(), 'TryContributeError::LobbyIsFull');
  });

  it('polling while our storage fails', async () => {
    const person = await newContributor(await start());
    await breakTable(server!, 'participant');
    meets(await person.poll(), 'TryContributeError::TaskError', 'background task error: internal error');
  });

  it('asking for the status while our storage fails', async () => {
    const { send: ask } = await start();
    await breakTable(server!, 'circuit');
    meets(await ask('/info/status'), 'StorageError::DatabaseError');
    const state = await ask('/info/current_state');
    expect([state.status, state.text]).toEqual([500, 'could not open transcript file']);
  });
});

describe('signing in', () => {
  const CHECKED = { qualification: 'checked' } as const;

  it('when nobody may', async () => {
    await start({ maxSessions: 1 });
    await overGithub(server!, github, githubUser(1));
    meets(await server!.send('/auth/request_link'), 'AuthErrorPayload::LobbyIsFull');
  });

  it('after having contributed', async () => {
    const person = await newContributor(await start());
    const links = await requestLinks(server!);
    await person.takeTurn();
    meets(
      await send(await ethereumCallback(server!, links.eth_auth_url, person.wallet!)),
      'AuthErrorPayload::UserAlreadyContributed',
    );
  });

  it('with a code that is none, with an account too young', async () => {
    await start(CHECKED);
    const state = 'eyJyZWRpcmVjdCI6bnVsbH0';
    meets(
      await server!.send(`/auth/callback/github?code=x&state=${state}`),
      'AuthErrorPayload::InvalidAuthCode',
    );
    const young = githubUser(2, 'young', '2025-01-01T00:00:00Z');
    meets(await overGithub(server!, github, young), 'AuthErrorPayload::UserCreatedAfterDeadline');
  });

  it('while the provider fails, or says nothing useful', async () => {
    await start(CHECKED);
    github.script('user', { status: 503, body: {} });
    meets(await overGithub(server!, github, githubUser(3)), 'AuthErrorPayload::FetchUserDataError');
    for (const body of [
      { id: 3, login: 'x' },
      { id: '3', login: 'x', created_at: '2015-01-01T00:00:00Z' },
    ]) {
      github.script('user', { status: 200, body });
      meets(await overGithub(server!, github, githubUser(3)), 'AuthErrorPayload::CouldNotExtractUserData');
    }
  });

  it('while our storage fails: by one name as JSON, by another in a redirect', async () => {
    await start();
    const home = 'http://localhost:9/';
    const links = [await requestLinks(server!), await requestLinks(server!, home)];
    const [plain, redirected] = [
      await github.authorize(links[0]!.github_auth_url, githubUser(4)),
      await github.authorize(links[1]!.github_auth_url, githubUser(4)),
    ];
    await breakTable(server!, 'session');
    meets(await send(plain), 'StorageError::DatabaseError');
    const away = await send(redirected);
    expect([away.status, new URL(away.location).host]).toEqual([303, 'localhost:9']);
    const query = Object.fromEntries(new URL(away.location).searchParams);
    expect(query).toEqual({ code: 'AuthErrorPayload::Storage', error: 'storage error' });
    produced.add(String(query.code));
  });
});

describe('a contribution', () => {
  it('that could not be checked comes back with the turn, and is accepted later', async () => {
    const person = await newContributor(await start());
    const contribution = await person.compute(await person.start());
    const { keys } = server!.running.application.ctx;
    const receiptKey = keys.receiptKey;
    keys.receiptKey = () => Promise.reject(new Error('no key'));
    meets(
      await person.post(contribution),
      'ContributeError::TaskError',
      'background task error: internal error',
    );
    keys.receiptKey = receiptKey;
    expect((await person.post(contribution)).status).toBe(200);
  });

  /** One server for all: a lost turn costs nothing, and the head never moves. */
  describe('is refused', () => {
    let lenient: TestServer;
    let person: Contributor;
    let honest: BatchContribution;
    beforeAll(async () => {
      lenient = await startTestServer({
        ceremonySizes: '4,3:8,3',
        lostTurn: 'NOTHING',
        attempts: 1_000_000,
        multiContribution: true,
      });
      const first = await newContributor(lenient);
      expect((await first.takeTurn()).answer.status).toBe(200);
      person = await newContributor(lenient);
      honest = await person.compute(await person.start());
      await person.abort();
    });
    afterAll(() => lenient.close());

    const inSub = (sub: number, detail: string): string =>
      `contribution invalid: Error in contribution ${sub}: ${detail}`;

    async function refused(
      code: ErrorCode,
      text: string,
      change: (contribution: BatchContribution) => unknown,
    ): Promise<void> {
      const bad = structuredClone(honest);
      await person.start();
      await change(bad);
      for (const sub of bad.contributions) {
        sub.numG1Powers = sub.g1.length / 48;
        sub.numG2Powers = sub.g2.length / 96;
      }
      meets(await person.post(bad), code, text);
    }

    const cases: [ErrorCode, string, (contribution: BatchContribution) => unknown][] = [
      [
        'CeremoniesError::UnexpectedNumContributions',
        'contribution invalid: Unexpected number of contributions: expected 2, got 1',
        ({ contributions }) => contributions.pop(),
      ],
      [
        'CeremoniesError::UnexpectedNumContributions',
        'contribution invalid: Unexpected number of contributions: expected 2, got 3',
        ({ contributions }) => contributions.push(structuredClone(contributions[0]!)),
      ],
      [
        'CeremonyError::UnexpectedNumG1Powers',
        inSub(1, 'Unexpected number of G1 powers: expected 8, got 7'),
        ({ contributions: [, sub] }) => {
          sub!.g1 = sub!.g1.slice(0, -48);
        },
      ],
      [
        'CeremonyError::UnexpectedNumG2Powers',
        inSub(0, 'Unexpected number of G2 powers: expected 3, got 2'),
        ({ contributions: [sub] }) => {
          sub!.g2 = sub!.g2.slice(0, -96);
        },
      ],
      [
        'CeremonyError::ZeroPubkey',
        inSub(1, 'pubkey is zero'),
        ({ contributions: [, sub] }) => sub!.potPubkey.set(encodedInfinity('G2')),
      ],
      [
        'CeremonyError::ContributionNoEntropy',
        inSub(0, 'Contribution contains no entropy: pubkey equals generator'),
        async (bad) => {
          const one = bigIntToScalar(1n);
          const handedOut = await served();
          Object.assign(bad, await person.compute(handedOut, { secrets: [one, one] }));
        },
      ],
      [
        'CeremonyError::PubKeyPairingFailed',
        inSub(0, 'Pubkey pairing check failed'),
        ({ contributions: [a, b] }) => a!.potPubkey.set(b!.potPubkey),
      ],
      [
        'CeremonyError::G1PairingFailed',
        inSub(1, 'G1 pairing check failed'),
        ({ contributions: [, sub] }) => sub!.g1.copyWithin(4 * 48, 5 * 48, 6 * 48),
      ],
      [
        'CeremonyError::G1PairingFailed',
        inSub(0, 'G1 pairing check failed'),
        ({ contributions: [sub] }) => sub!.g1.set(encodedInfinity('G1'), 3 * 48),
      ],
      [
        'CeremonyError::G2PairingFailed',
        inSub(0, 'G1 pairing check failed'),
        ({ contributions: [sub] }) => sub!.g2.set(encodedInfinity('G2'), 2 * 96),
      ],
      [
        'CeremonyError::G2PairingFailed',
        inSub(1, 'G1 pairing check failed'),
        ({ contributions: [a, b] }) => b!.g2.set(a!.g2.subarray(2 * 96), 2 * 96),
      ],
    ];
    it.each(cases)('%s: %s', (code, text, change) => refused(code, text, change));

    const pointCases: [where: string, what: string, () => Promise<void>][] = [];
    const at = (
      where: string,
      point: BadPoint,
      code: ErrorCode,
      text: string,
      place: (bad: BatchContribution) => Uint8Array,
    ) =>
      pointCases.push([where, point.what, () => refused(code, text, (bad) => place(bad).set(point.bytes))]);
    for (const point of [...besidePoints('G1'), ...illEncoded('G1')])
      at(
        'G1 power 5',
        point,
        'CeremonyError::InvalidG1Power',
        inSub(1, `Error parsing G1 power 5: ${point.text}`),
        (bad) => bad.contributions[1]!.g1.subarray(5 * 48),
      );
    for (const point of [...besidePoints('G2'), ...illEncoded('G2')]) {
      at(
        'G2 power 2',
        point,
        'CeremonyError::InvalidG2Power',
        inSub(0, `Error parsing G2 power 2: ${point.text}`),
        (bad) => bad.contributions[0]!.g2.subarray(2 * 96),
      );
      // The reference counts a public key that is no point as G2 power 0.
      at(
        'the public key',
        point,
        'CeremonyError::InvalidG2Power',
        inSub(1, `Error parsing G2 power 0: ${point.text}`),
        (bad) => bad.contributions[1]!.potPubkey,
      );
    }
    it.each(pointCases)('%s: a point %s', (_, __, run) => run());

    it('with a key that was accepted before', async () => {
      const secrets = [bigIntToScalar(0x1234n), bigIntToScalar(0x5678n)];
      const twice = async () => person.post(await person.compute(await person.start(), { secrets }));
      expect((await twice()).status).toBe(200);
      await lenient.pass(32_000);
      meets(await twice(), 'CeremonyError::DuplicatePubkey', inSub(0, 'pubkey was contributed before'));
    });

    /** What this person was handed, again; asking twice in a turn takes an interval. */
    async function served(): Promise<string> {
      await lenient.pass(32_000);
      return person.start();
    }
  });
});

it('every code was met, or nobody can meet it', () => {
  const missing = Object.keys(ERRORS).filter((code) => !produced.has(code) && !(code in IMPOSSIBLE));
  expect(missing).toEqual([]);
  for (const code of Object.keys(IMPOSSIBLE)) expect(produced.has(code), code).toBe(false);
});
