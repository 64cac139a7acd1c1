/** Workers in processes of their own: killed in the middle of their work, and stopped beyond their lease. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '@brebaje/server/config/options';
import { spellings } from '@brebaje/server/config/options';
import type { Store } from '@brebaje/server/store/open-store';
import { testS3 } from '@brebaje/server/store/s3/test-swift';
import { type TestPlace, testStores } from '@brebaje/server/store/test-stores';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApiContributor } from '../support/contributor.ts';
import { freePort } from '../support/free-port.ts';
import { bucketOptions } from '../support/storages.ts';
import { verdictOf } from '../support/transcript.ts';
import { ServerProcess } from './server-process.ts';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/brebaje.js', import.meta.url));
const PATIENCE = { timeout: 90_000, interval: 20 };
/** For a machine that does much else, and a lease that has to end. */
const LONG = 300_000;

const postgres = testStores().find(({ name }) => name === 'Postgres');
const s3 = testS3();
/** Each waits for the end of a lease; the second one only where much is asked for. */
const signals = 'missing' in s3 ? (['SIGKILL'] as const) : (['SIGKILL', 'SIGSTOP'] as const);
const places = [
  { name: 'a data folder', options: async (): Promise<Partial<Config>> => ({}) },
  ...('missing' in s3 ? [] : [{ name: 'S3', options: async () => bucketOptions(await s3.endpoint()) }]),
];

class WorkerProcess {
  readonly child: ChildProcess;
  said = '';
  log = '';

  constructor(data: string, flags: string[]) {
    const args = [BIN, 'worker', '--data', data, '--threads', '1', '--log-level', 'error', ...flags];
    this.child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, HOME: data, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
  }

  async ready(): Promise<this> {
    await expect.poll(() => this.said, PATIENCE).toContain('Ctrl-C stops it');
    return this;
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    return new Promise((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return resolve(this.child.exitCode);
      this.child.once('close', resolve);
      this.child.kill(signal);
    });
  }
}

describe.skipIf(!postgres).each(places)('workers that share $name with a server', ({ name, options }) => {
  let place: TestPlace;
  let store: Store;
  let server: ServerProcess;
  let flags: string[];
  const folders: string[] = [];
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    place = await postgres!.place();
    if (!('databaseUrl' in place.place)) throw new Error('no Postgres');
    folders.push(mkdtempSync(join(tmpdir(), 'brebaje-workers-')));
    const { s3SecretKey, ...others } = await options();
    flags = ['--database-url', place.place.databaseUrl];
    if (s3SecretKey) {
      const secret = join(mkdtempSync(join(tmpdir(), 'brebaje-secret-')), 'secret');
      folders.push(dirname(secret));
      writeFileSync(secret, s3SecretKey);
      flags.push('--s3-secret-key-file', secret);
    }
    for (const [key, value] of Object.entries(others))
      flags.push(spellings(key as keyof Config).flag, String(value));
    server = new ServerProcess(folders[0]!, await freePort(), [
      ...['--ceremony-sizes', '4096,65', '--jobs', 'workers', ...flags],
    ]);
    await server.start();
    store = await place.open();
  }, LONG);
  afterAll(async () => {
    for (const worker of workers) await worker.end('SIGKILL');
    await server.kill();
    await store?.close();
    await place.remove();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  /** On another machine, when the files are in a bucket: a folder of its own with the server's keys. */
  function worker(): WorkerProcess {
    let data = folders[0]!;
    if (name === 'S3') {
      data = mkdtempSync(join(tmpdir(), 'brebaje-worker-'));
      folders.push(data);
      cpSync(join(folders[0]!, 'keys'), join(data, 'keys'), { recursive: true });
    }
    const started = new WorkerProcess(data, flags);
    workers.push(started);
    return started;
  }
  /** Checks stop before their last part, which looks for keys that were used before, until they are let go on. */
  async function holdChecks(): Promise<() => Promise<void>> {
    const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = store.transaction(async (trx) => {
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
      await sql`lock table "usedKey" in access exclusive mode`.execute(trx);
      held.resolve();
      await over.promise;
    });
    await Promise.race([held.promise, holding]);
    return () => {
      over.resolve();
      return holding;
    };
  }
  /** Connections of checks that are held. */
  const held = async () => {
    const here = sql`(select oid from pg_database where datname = current_database())`;
    const waits = sql`database = ${here} and relation = '"usedKey"'::regclass and not granted`;
    return (await sql<{ pid: number }>`select pid from pg_locks where ${waits}`.execute(store.db)).rows;
  };
  /** As those of a machine that is gone do. */
  const endConnection = async () => {
    for (const { pid } of await held()) await sql`select pg_terminate_backend(${pid})`.execute(store.db);
  };
  const jobs = () =>
    store.db.selectFrom('job').selectAll().where('kind', '=', 'verify').orderBy('id').execute();
  const latest = async () => (await jobs()).at(-1);

  it.each(signals)(
    'take up what one was at that got %s, and the participant loses nothing',
    async (signal) => {
      const first = await worker().ready();
      const before = (await jobs()).length;
      const person = await newApiContributor(server);
      let handedOut = await person.poll();
      await expect
        .poll(async () => {
          if (!handedOut.json.contributions) handedOut = await person.poll();
          return handedOut.json.contributions;
        }, PATIENCE)
        .toBeDefined();
      const sent = await person.compute(handedOut.text);
      const goOn = await holdChecks();
      const answer = person.post(sent);
      try {
        // However quick it is and slow we are, the signal meets it in the middle of its work.
        await expect.poll(held, PATIENCE).toHaveLength(1);
        const all = await jobs();
        expect([all.length, all.at(-1)?.state]).toEqual([before + 1, 'RUNNING']);
        first.child.kill(signal);
        await endConnection();
      } finally {
        await goOn();
      }
      const second = await worker().ready();
      expect((await answer).status).toBe(200);
      const done = await latest();
      expect(done).toMatchObject({ state: 'DONE' });
      // Whoever comes to life again finds the job in other hands, tries as often as it may, and changes nothing.
      if (signal === 'SIGSTOP') {
        first.child.kill('SIGCONT');
        await expect
          .poll(() => first.log, PATIENCE)
          .toMatch(/"attempt":3,"msg":"verification could not run"/);
      }
      expect(await latest()).toEqual(done);
      const accepted = await store.db.selectFrom('contribution').select('id').execute();
      expect(accepted).toHaveLength(before + 1);
      expect(done?.fence).toBe(2);
      await first.end('SIGKILL');
      expect(await second.end('SIGTERM')).toBe(0);
    },
    LONG,
  );

  it('leave one transcript that verifies', async () => {
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: signals.length });
    expect(server.complaints).toEqual([]);
  });
});
