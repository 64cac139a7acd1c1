/** A whole server on free ports with small sizes and a clock that tests move, on either database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DrandChain } from '@brebaje/groth16/beacon/drand';
import { freeBytes } from '@brebaje/server/attention/disk-watch';
import { type Config, defaults } from '@brebaje/server/config/options';
import { type RunningServer, startServer } from '@brebaje/server/serve';
import { testStores } from '@brebaje/server/store/test-stores';
import { testVerification } from '@brebaje/server/verify/test-verification';
import { pino } from 'pino';
import { type Answer, type Request, send } from './http.ts';
import { createTestScheme, type TestScheme } from './test-scheme.ts';

/** Three sub-ceremonies, as small as the rules of the format allow. */
export const SIZES = '4,3:8,3:16,3';

export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  running: RunningServer;
  config: Config;
  /** What ceremonies of the scheme GROTH16 are verified by. */
  scheme: TestScheme;
  /** Bytes free on the disk as the server sees them, within ten seconds; null: as they are. */
  freeDisk: number | null;
  /** Milliseconds since 1970 as the server sees them. */
  now(): number;
  /** One round of the sweep, which begins after this call: none that is under way has seen what was done before. */
  tick(): Promise<void>;
  /** Lets time pass, with the sweep at work. */
  pass(millis: number): Promise<void>;
  /** Moves the clock while nothing else happens. */
  step(millis: number): void;
  /** Stops in order and starts again on the same data; `millis` pass in between. */
  restart(changes?: Partial<Config>, millis?: number): Promise<void>;
  send(path: string, request?: Request): Promise<Answer>;
  close(): Promise<void>;
}

/** What it takes to speak to a server, in this process or another. */
export type Reachable = Pick<TestServer, 'url' | 'now' | 'send'>;

/** Where a server keeps its rows; files are in a folder of their own in either case. */
export interface Backing {
  name: 'SQLite' | 'Postgres';
  start(changes?: Partial<Config>, options?: TestOptions): Promise<TestServer>;
}

/** `describe.each(backings())('… on $name', ({ start }) => …)`. */
export function backings(): Backing[] {
  return testStores().map(({ name, place }) => ({
    name,
    async start(changes = {}, options = {}) {
      const { place: where, remove } = await place();
      const database = 'databaseUrl' in where ? { databaseUrl: where.databaseUrl } : {};
      return startTestServer({ ...changes, ...database }, remove, options);
    },
  }));
}

/**
 * The same on one of them, for what takes long and asks little of a store: on this one where the machine has it. The
 * long runs take all.
 */
export function oneBacking(name: Backing['name'] = 'Postgres'): Backing[] {
  const all = backings();
  if (process.env.BREBAJE_SOAK === '1') return all;
  return [all.find((backing) => backing.name === name) ?? all[0]!];
}

/** Between two rounds of the sweep; longer silence counts as a stall of the server. */
const ROUND = 4_000;

export interface TestOptions {
  /** Ceremonies of the scheme GROTH16 are what they say, and none of the test's scheme. */
  ownSchemes?: boolean;
  /** In place of quicknet. */
  drand?: DrandChain;
  /** When it begins. */
  time?: number;
}

export async function startTestServer(
  changes: Partial<Config> = {},
  remove: () => Promise<void> = async () => {},
  { ownSchemes = false, drand, time: first = Date.parse('2026-01-01T00:00:00Z') }: TestOptions = {},
): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), 'brebaje-scenario-'));
  const scheme = createTestScheme();
  let time = first;
  let ticking = Promise.resolve();
  /** A round that has not begun yet. */
  let next: Promise<void> | undefined;
  const begin = () => {
    next = undefined;
    return server.running.application.sweep.tick();
  };
  const start = (): Promise<RunningServer> =>
    startServer(server.config, {
      clock: () => time,
      log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
      ...(ownSchemes ? {} : { schemes: scheme.schemes }),
      ...(drand ? { drand } : {}),
      verification: testVerification(),
      sweepEvery: null,
      freeDisk: async () => server.freeDisk ?? freeBytes(data),
    });
  const server: TestServer = {
    get url() {
      return `http://127.0.0.1:${server.running.port}`;
    },
    get port() {
      return server.running.port;
    },
    running: undefined as unknown as RunningServer,
    scheme,
    config: {
      ...defaults(),
      data,
      host: ['127.0.0.1'],
      port: 0,
      operatorPort: 0,
      threads: 1,
      ceremonySizes: SIZES,
      pages: 'none',
      ...changes,
    },
    freeDisk: null,
    now: () => time,
    tick() {
      const round = next ?? ticking.then(begin);
      next = round;
      ticking = round.catch(() => {});
      return round;
    },
    async pass(millis) {
      for (let left = millis; left > 0; left -= ROUND) {
        time += Math.min(left, ROUND);
        await server.tick();
      }
    },
    step(millis) {
      time += millis;
    },
    async restart(more = {}, millis = 0) {
      await server.running.close();
      time += millis;
      Object.assign(server.config, more);
      server.running = await start();
      [ticking, next] = [Promise.resolve(), undefined];
    },
    send: (path, request) => send(server.url + path, request),
    async close() {
      await server.running.close();
      await remove();
      rmSync(data, { recursive: true, force: true });
    },
  };
  server.running = await start();
  return server;
}
