/** Where a recorded client performs: somebody else is at turn, and it has a session. */
import {
  type BatchContribution,
  type ContributionEncoding,
  encodeContribution,
} from '@brebaje/kzg/contribution';
import { afterAll, beforeAll, expect } from 'vitest';
import { compute } from './compute.ts';
import { Connection, type WireAnswer } from './connection.ts';
import { type Contributor, newContributor } from './contributor.ts';
import { startTestServer, type TestServer } from './server.ts';

export const BUSY =
  '{"code":"TryContributeError::AnotherContributionInProgress","error":"another contribution in progress"}';
export const EARLY = '{"code":"TryContributeError::RateLimited","error":"call came too early. rate limited"}';
export const UNKNOWN = '{"code":"TryContributeError::UnknownSessionId","error":"unknown session id"}';
export const NOT_TURN = '{"code":"ContributeError::NotUsersTurn","error":"not your turn to participate"}';

export interface Stage {
  server: TestServer;
  host: string;
  /** A new person with a session; nobody has polled with it. */
  person(): Promise<Contributor>;
  /** Somebody who is at turn until they abort. */
  holder(): Promise<Contributor>;
  connection(): Connection;
}

/** A stage for the tests of one file. */
export function clientStage(): Stage {
  const open: Connection[] = [];
  const stage: Stage = {
    server: undefined as unknown as TestServer,
    get host() {
      return `127.0.0.1:${stage.server.port}`;
    },
    person: () => newContributor(stage.server),
    async holder() {
      const person = await newContributor(stage.server);
      await person.start();
      return person;
    },
    connection() {
      const connection = new Connection(stage.server.port);
      open.push(connection);
      return connection;
    },
  };
  beforeAll(async () => {
    stage.server = await startTestServer({ lostTurn: 'NOTHING', attempts: 1_000 });
  });
  afterAll(async () => {
    for (const connection of open) connection.close();
    await stage.server.close();
  });
  return stage;
}

/** What this client would send for what it was handed. */
export async function computed(
  handedOut: string,
  encoding: ContributionEncoding = { signatures: 'omit' },
): Promise<{ contribution: BatchContribution; body: Uint8Array }> {
  const contribution = await compute(handedOut);
  return { contribution, body: encodeContribution(contribution, encoding) };
}

/** Polls with a pause of `every` between two of them, ten times: each is answered not-ready. */
export async function pollsSteadily(
  stage: Stage,
  every: number,
  poll: () => Promise<WireAnswer>,
): Promise<void> {
  const holder = await stage.holder();
  for (let round = 0; round < 10; round++) {
    const answer = await poll();
    expect([round, answer.status, answer.text]).toEqual([round, 200, BUSY]);
    await stage.server.pass(every);
  }
  await holder.abort();
}
