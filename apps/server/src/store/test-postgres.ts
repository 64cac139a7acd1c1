/**
 * A throwaway Postgres for tests: its own data in a temporary folder, a socket in that folder and no port,
 * gone with the process that started it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** Where Postgres is, and as whom it runs (it refuses to run as root). */
interface Installation {
  binaries: string;
  runAs: { uid: number; gid: number } | null;
}

/** What there is to test with: a database server's URL, or why there is none. */
export type TestPostgres = { url: () => Promise<string> } | { missing: string };

let found: TestPostgres | undefined;

/** BREBAJE_TEST_POSTGRES_URL, the one of this test run, or a Postgres started from this machine's binaries at the first use. */
export function testPostgres(): TestPostgres {
  found ??= find();
  return found;
}

function find(): TestPostgres {
  const given = process.env.BREBAJE_TEST_POSTGRES_URL;
  if (given) return { url: async () => given };
  const door = process.env.BREBAJE_TEST_POSTGRES_DOOR;
  if (door) return { url: async () => (await import('./test-postgres-door.ts')).askAtDoor(door) };
  const installation = findInstallation();
  if ('missing' in installation) return installation;
  let starting: Promise<string> | undefined;
  return {
    url: () => {
      starting ??= start(installation);
      return starting;
    },
  };
}

function findInstallation(): Installation | { missing: string } {
  const sh = (command: string) => {
    try {
      return execFileSync('/bin/sh', ['-c', command], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    } catch {
      return '';
    }
  };
  const path =
    sh('command -v postgres') || sh('ls -d /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1');
  if (!path) return { missing: 'no postgres on this machine, and BREBAJE_TEST_POSTGRES_URL is not set' };
  const binaries = dirname(realpathSync(path));
  if (process.getuid?.() !== 0) return { binaries, runAs: null };
  const [uid, gid] = [sh('id -u postgres'), sh('id -g postgres')];
  if (!uid || !sh('command -v setpriv'))
    return { missing: 'postgres refuses to run as root, and there is no user postgres or no setpriv' };
  return { binaries, runAs: { uid: Number(uid), gid: Number(gid) } };
}

/** Ends Postgres and removes its folder when standard input closes: even after the test process is killed. */
const KEEPER = `
  "$1/initdb" -D "$2/data" -U brebaje -A trust -E UTF8 --locale=C --no-sync >"$2/initdb.log" 2>&1 || { cat "$2/initdb.log"; exit 1; }
  "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=200 -c shared_buffers=16MB >"$2/postgres.log" 2>&1 </dev/null &
  server=$!
  cat >/dev/null
  kill -QUIT $server; wait $server
  cd / && rm -rf "$2"
`;

async function start({ binaries, runAs }: Installation): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-pg-'));
  const shell = ['/bin/sh', '-c', KEEPER, 'keeper', binaries, folder];
  let command = shell;
  if (runAs) {
    chownSync(folder, runAs.uid, runAs.gid);
    command = ['setpriv', `--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, '--clear-groups', ...shell];
  }
  const keeper = spawn(command[0]!, command.slice(1), {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, TZ: 'UTC' },
  });
  let said = '';
  keeper.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let ended = false;
  keeper.once('exit', () => {
    ended = true;
  });
  // Closing the pipe is what ends the keeper; it must not keep the tests alive before.
  keeper.unref();
  for (const stream of [keeper.stdin, keeper.stdout]) (stream as unknown as { unref(): void }).unref();

  const url = `postgres://brebaje@/postgres?host=${encodeURIComponent(folder)}`;
  for (let attempt = 0; !ended && attempt < 600; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return url;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`postgres did not start: ${said}`);
}
