/** One Postgres for all test files of a run: the test runner starts it when the first of them asks at its door. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { testPostgres } from './test-postgres.ts';

/** What the test runner calls before all tests; it calls the answer after them. */
export default function openDoor(): (() => void) | undefined {
  const postgres = testPostgres();
  if ('missing' in postgres || process.env.BREBAJE_TEST_POSTGRES_URL) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-door-'));
  const door = createServer((socket) => {
    postgres.url().then(
      (url) => socket.end(url),
      () => socket.destroy(),
    );
  });
  const path = join(folder, 'door');
  door.listen(path).unref();
  process.env.BREBAJE_TEST_POSTGRES_DOOR = path;
  return () => {
    door.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The URL of the Postgres behind the door. */
export async function askAtDoor(path: string): Promise<string> {
  const url = await text(connect(path));
  if (url === '') throw new Error('the test runner could not start Postgres');
  return url;
}
