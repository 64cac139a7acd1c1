import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { blocksOf, page } from './pages.ts';

/** The program of docs/verify that checks a ceremony's log, as a reader would copy it. */

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  for (let n = 0; n < 12; n++) await (await newContributor(server)).takeTurn();
  folder = mkdtempSync(join(tmpdir(), 'brebaje-log-'));
  const program = blocksOf(page('docs/verify/README.md')).find(({ text }) => text.includes('check-log.mjs'));
  writeFileSync(join(folder, 'check-log.mjs'), program!.text);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function check(): Promise<{ code: number | null; said: string }> {
  const url = `${server.url}/ceremonies/${server.running.ceremony.id}/events`;
  const child = spawn(process.execPath, [join(folder, 'check-log.mjs'), url]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

it('finds a whole log whole, over several pages, and names an entry that was changed', async () => {
  const { db } = server.running.application.ctx.store;
  const { lastSeq, lastEventHash } = await db
    .selectFrom('ceremony')
    .select(['lastSeq', 'lastEventHash'])
    .executeTakeFirstOrThrow();
  expect(lastSeq).toBeGreaterThan(100);
  expect(await check()).toEqual({
    code: 0,
    said: `${lastSeq} entries; the last has the hash ${lastEventHash}\n`,
  });
  const { body } = await db
    .selectFrom('event')
    .select('body')
    .where('seq', '=', 101)
    .executeTakeFirstOrThrow();
  const other = body.replace('"seq":101', '"seq":101 ');
  expect(other).not.toBe(body);
  await db.updateTable('event').set({ body: other }).where('seq', '=', 101).execute();
  const { code, said } = await check();
  expect(code).not.toBe(0);
  expect(said).toContain('entry 101 does not continue the log');
});
