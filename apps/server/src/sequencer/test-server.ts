/** A whole server on a free port with small sizes, a clock that tests move, and people who take part in it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@brebaje/curves/engine';
import { randomScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/kzg/contribute';
import { type BatchContribution, encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import { pino } from 'pino';
import { hashId } from '../auth/secret-id.ts';
import { type Config, defaults } from '../config/options.ts';
import { type RunningServer, type ServeOptions, startServer } from '../serve.ts';
import { createSession } from '../store/sessions.ts';
import { findOrCreateUser } from '../store/users.ts';
import { testVerification } from '../verify/test-verification.ts';
import { accountOf } from './identity-text.ts';

export const SIZES = '4,3:8,3';

/** One engine for all who compute in a test; its thread does not keep the process alive. */
export const engine: Engine = await createWasmEngine({ threads: 1 });

export interface TestServer {
  server: RunningServer;
  clock: { time: number };
  config: Config;
  /** Stops and starts again on the same folder. */
  restart(changes?: Partial<Config>): Promise<void>;
  /** Ends as a killed process does: nothing is written any more; and starts again. */
  crash(): Promise<void>;
  /** Moves the clock in steps of a second, with a round of the sweep at each. */
  pass(millis: number): Promise<void>;
  /** Somebody new, or a new session of somebody. */
  person(identity?: string): Promise<Person>;
  close(): Promise<void>;
}

/** Somebody with a session, as a client of the protocol. */
export interface Person {
  sessionId: string;
  identity: string;
  post(
    path: string,
    body?: string | Uint8Array,
    headers?: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Answer>;
  tryContribute(headers?: Record<string, string>): Promise<Answer>;
  /** Computes on what was handed out. */
  compute(
    handedOut: Answer,
    options?: { identity?: string; secrets?: Uint8Array[] },
  ): Promise<BatchContribution>;
  contribute(contribution: BatchContribution): Promise<Answer>;
}

export interface Answer {
  status: number;
  text: string;
  json: Record<string, unknown>;
}

export async function startTestServer(
  changes: Partial<Config> = {},
  world: Pick<ServeOptions, 'freeDisk'> = {},
): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), 'brebaje-serve-'));
  const clock = { time: Date.parse('2026-01-01T00:00:00Z') };
  const base: Config = {
    ...defaults(),
    data,
    host: ['127.0.0.1'],
    port: 0,
    operatorPort: 0,
    threads: 1,
    ceremonySizes: SIZES,
    pages: 'none',
    ...changes,
  };
  const start = () =>
    startServer(base, {
      clock: () => clock.time,
      log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
      verification: testVerification(),
      sweepEvery: null,
      ...world,
    });
  const test: TestServer = {
    server: await start(),
    clock,
    config: base,
    async restart(more = {}) {
      await test.server.close();
      Object.assign(base, more);
      test.server = await start();
    },
    async crash() {
      const { ctx } = test.server.application;
      ctx.verifications.clear();
      ctx.checkIns.flush = async () => 0;
      ctx.store.transaction = async () => {
        throw new Error('killed');
      };
      await test.restart();
    },
    async pass(millis) {
      for (let left = millis; left > 0; left -= 1000) {
        clock.time += Math.min(left, 1000);
        await test.server.application.sweep.tick();
      }
    },
    person: (identity) => newPerson(test, identity),
    async close() {
      await test.server.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
  return test;
}

async function newPerson(
  test: TestServer,
  identity = `eth|0x${randomBytes(20).toString('hex')}`,
): Promise<Person> {
  const { ctx } = test.server.application;
  const sessionId = randomUUID();
  await ctx.store.transaction(async (trx) => {
    const now = ctx.clock.now();
    const known = await findOrCreateUser(trx, accountOf(identity), now);
    await createSession(trx, {
      idHash: hashId(sessionId),
      userId: known.user.id,
      identityId: known.identity.id,
      ceremonyId: test.server.ceremony.id,
      enteredAt: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + 10 * 86_400_000,
    });
  });
  const person: Person = {
    sessionId,
    identity,
    async post(path, body, headers = {}, signal) {
      const response = await fetch(`http://127.0.0.1:${test.server.port}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sessionId}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: body as BodyInit }),
        ...(signal === undefined ? {} : { signal }),
      });
      return answerOf(response.status, await response.text());
    },
    tryContribute: (headers) => person.post('/lobby/try_contribute', undefined, headers),
    async compute(handedOut, options = {}) {
      const received = parseContribution(new TextEncoder().encode(handedOut.text));
      const { secrets = received.contributions.map(randomScalar), identity } = options;
      return contribute(engine, received, secrets, identity === undefined ? {} : { identity });
    },
    contribute: (contribution) => person.post('/contribute', encodeContribution(contribution)),
  };
  return person;
}

export async function get(test: TestServer, path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${test.server.port}${path}`);
  return answerOf(response.status, await response.text());
}

function answerOf(status: number, text: string): Answer {
  try {
    return { status, text, json: JSON.parse(text) };
  } catch {
    return { status, text, json: {} };
  }
}

export interface Transcript {
  participantIds: string[];
  participantEcdsaSignatures: string[];
  transcripts: { witness: { runningProducts: string[]; potPubkeys: string[]; blsSignatures: string[] } }[];
}

export async function transcriptOf(test: TestServer): Promise<Transcript> {
  return (await get(test, '/info/current_state')).json as unknown as Transcript;
}
