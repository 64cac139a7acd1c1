import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@brebaje/server/serve';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Contributor, newContributor, newContributors } from '../support/contributor.ts';
import { type Answer, outcome } from '../support/http.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { transcriptOf, verdictOf } from '../support/transcript.ts';

const BUSY = [200, 'TryContributeError::AnotherContributionInProgress'];
/** What clients take for "later, and it does not count against you". */
const LATER = {
  status: 500,
  json: { code: 'ContributeError::TaskError', error: 'background task error: internal error' },
};
const LATER_AT_TURN = {
  status: 500,
  json: { code: 'TryContributeError::TaskError', error: 'background task error: internal error' },
};

let server: TestServer;
const rows = () => server.running.application.ctx.store.db;

/** Nothing is half accepted: the turn is open, nothing was added, nobody is blamed. */
async function nothingHappened(contributions = 0): Promise<void> {
  expect(await rows().selectFrom('contribution').select('id').execute()).toHaveLength(contributions);
  expect(await rows().selectFrom('usedKey').select('name').execute()).toHaveLength(2 * contributions);
  expect(
    await rows().selectFrom('turn').select(['phase', 'outcome']).where('outcome', 'is', null).execute(),
  ).toEqual([{ phase: 'WORKING', outcome: null }]);
  expect(
    await rows().selectFrom('participant').select('id').where('status', '=', 'TIMEDOUT').execute(),
  ).toEqual([]);
}

const read = ({ status, json }: Answer) => ({ status, json });

describe('a disk that does not take what is written', () => {
  beforeEach(async () => {
    server = await startTestServer({ ceremonySizes: '4,3:8,3' });
  });
  afterEach(() => server.close());

  /** Puts a file where a folder belongs: no write goes there, whoever the server runs as. */
  function block(name: 'blobs' | 'quarantine'): () => void {
    const folder = join(server.config.data, name);
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, '');
    return () => {
      rmSync(folder);
      renameSync(`${folder}.away`, folder);
    };
  }

  it.each(['blobs', 'quarantine'] as const)('in %s costs nobody the turn', async (name) => {
    const [atTurn, waiting] = (await newContributors(server, 2)) as [Contributor, Contributor];
    const sent = await atTurn.compute(await atTurn.start());
    await waiting.poll();
    const repair = block(name);
    expect(read(await atTurn.post(sent))).toEqual(LATER);
    expect(read(await atTurn.post(sent))).toEqual(LATER);
    await server.pass(20_000);
    expect(outcome(await waiting.poll())).toEqual(BUSY);
    await nothingHappened();
    repair();
    expect(readdirSync(join(server.config.data, 'quarantine'))).toEqual([]);
    expect((await atTurn.post(sent)).status).toBe(200);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 1 });
  });

  it('when the contribution is verified and its head is to be stored, gives the whole turn back', async () => {
    const atTurn = await newContributor(server);
    const sent = await atTurn.compute(await atTurn.start());
    const { blobs } = server.running.application.ctx;
    const { put } = blobs;
    let uploads = 0;
    blobs.put = (source, limits) => {
      // The upload is taken; the head that follows from it is bytes.
      if (!(source instanceof Uint8Array)) return put(source, limits);
      uploads += 1;
      return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
    };
    await server.pass(300_000);
    expect(read(await atTurn.post(sent))).toEqual(LATER);
    expect(uploads).toBeGreaterThan(0);
    await nothingHappened();
    blobs.put = put;
    await server.pass(590_000);
    expect((await atTurn.post(sent)).status).toBe(200);
  });

  it('at the commit that accepts leaves nothing of it behind', async () => {
    const atTurn = await newContributor(server);
    const sent = await atTurn.compute(await atTurn.start());
    const { store } = server.running.application.ctx;
    const { transaction } = store;
    let full = true;
    store.transaction = (fn) =>
      transaction(async (trx) => {
        const result = await fn(trx);
        if (full && (await trx.selectFrom('contribution').select('id').execute()).length > 0)
          throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
        return result;
      });
    expect(read(await atTurn.post(sent))).toEqual(LATER);
    await nothingHappened();
    full = false;
    expect((await atTurn.post(sent)).status).toBe(200);
    expect((await transcriptOf(server)).participantIds).toEqual(['', atTurn.identity]);
  });
});

/** Needs the right to mount: a file system of its own that a test can fill. */
function smallDisk(): { path: string; remove(): void } | undefined {
  const path = mkdtempSync(join(tmpdir(), 'brebaje-disk-'));
  const remove = () => rmSync(path, { recursive: true, force: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    remove();
    console.warn('A full disk is not tested: mounting a small one is not allowed here');
    return undefined;
  }
  return {
    path,
    remove() {
      execFileSync('umount', [path]);
      remove();
    },
  };
}

const disk = smallDisk();
afterAll(() => disk?.remove());

describe.skipIf(!disk)('a full disk', () => {
  beforeAll(async () => {
    mkdirSync(join(disk!.path, 'data'));
    server = await startTestServer({ ceremonySizes: '4,3:8,3', data: join(disk!.path, 'data') });
  });
  afterAll(() => server.close());

  /** Takes every byte that is left. */
  function fill(): () => void {
    const path = join(disk!.path, 'ballast');
    const chunk = new Uint8Array(1 << 16);
    for (let size = chunk.length; size >= 1; size >>= 1) {
      try {
        for (;;) writeFileSync(path, chunk.subarray(0, size), { flag: 'a' });
      } catch {
        // Full for this size; smaller ones may still fit.
      }
    }
    return () => rmSync(path);
  }

  it('is nobody’s fault but ours, and everything goes on when there is room again', async () => {
    const people = (await newContributors(server, 3)) as [Contributor, Contributor, Contributor];
    const [atTurn, polling, held] = people;
    const sent = await atTurn.compute(await atTurn.start());
    await polling.poll();
    const makeRoom = fill();
    await held.poll({ prefer: 'wait=1' }).catch(() => undefined);
    for (let round = 0; round < 3; round++) {
      const answer = await atTurn.post(sent);
      expect(answer.status).toBe(500);
      expect(answer.json.error).toMatch(/task error|storage error/);
      // The sweep fails as well: what it would take away it must not take later on.
      server.step(20_000);
      await server.tick().catch(() => undefined);
    }
    makeRoom();
    await server.tick();
    await nothingHappened();
    await server.pass(30_000);
    expect(outcome(await polling.poll())).toEqual(BUSY);
    expect((await atTurn.post(sent)).status).toBe(200);
    await server.pass(20_000);
    expect((await polling.takeTurn()).answer.status).toBe(200);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 2 });
  });

  it('does not keep a restarted server from what it had promised', async () => {
    const text = (await server.send('/info/current_state')).text;
    await server.restart();
    expect((await server.send('/info/current_state')).text).toBe(text);
  });
});

describe('bytes that the disk has changed', () => {
  beforeEach(async () => {
    server = await startTestServer({ ceremonySizes: '4,3:8,3' });
  });
  afterEach(() => server.close());

  /** Flips a bit of the head where it lies. */
  async function damageHead(): Promise<() => void> {
    const { headBlob } = await rows().selectFrom('circuit').select('headBlob').executeTakeFirstOrThrow();
    const path = join(server.config.data, 'blobs', headBlob);
    const bytes = readFileSync(path);
    const changed = Uint8Array.from(bytes);
    changed[100]! ^= 1;
    writeFileSync(path, changed);
    return () => writeFileSync(path, bytes);
  }

  it('are neither handed out nor shown, and cost nobody the place', async () => {
    expect((await (await newContributor(server)).takeTurn()).answer.status).toBe(200);
    const repair = await damageHead();
    await server.restart();
    const person = await newContributor(server);
    expect(read(await person.poll())).toEqual(LATER_AT_TURN);
    const shown = await server.send('/info/current_state');
    expect([shown.status, shown.text]).toEqual([500, 'could not open transcript file']);
    expect(await rows().selectFrom('turn').select('id').execute()).toHaveLength(1);
    repair();
    await server.pass(20_000);
    expect((await person.takeTurn()).answer.status).toBe(200);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 2 });
  });

  it('never make an honest contribution a wrong one', async () => {
    const person = await newContributor(server);
    const sent = await person.compute(await person.start());
    const repair = await damageHead();
    expect(read(await person.post(sent))).toEqual(LATER);
    await nothingHappened();
    repair();
    expect((await person.post(sent)).status).toBe(200);
  });
});

describe('a data folder', () => {
  beforeEach(async () => {
    server = await startTestServer({ ceremonySizes: '4,3:8,3' });
  });
  afterEach(() => server.close());

  it('is one server’s at a time, and the second one says so', async () => {
    const { config } = server;
    await expect(startServer({ ...config, port: 0, operatorPort: 0 })).rejects.toThrow(
      `another server uses ${config.data}: stop it first, or choose another folder with --data`,
    );
    expect((await (await newContributor(server)).takeTurn()).answer.status).toBe(200);
  });
});
