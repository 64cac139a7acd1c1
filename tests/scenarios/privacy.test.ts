/** What is stored about people, handed to them and erased: against every table and every public route. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@brebaje/protocol/rest/operation';
import { OPERATIONS } from '@brebaje/protocol/rest/operations';
import { OPERATOR_COMMANDS } from '@brebaje/server/operator/operator-commands';
import { findPerson } from '@brebaje/server/privacy/person';
import { PRIVACY, type TablePrivacy } from '@brebaje/server/privacy/privacy-map';
import { exportHandover } from '@brebaje/server/sequencer/handover-export';
import { checkEventLog } from '@brebaje/server/store/events';
import type { Db } from '@brebaje/server/store/open-store';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { Contributor, newApiContributor, newContributor } from '../support/contributor.ts';
import { outcome } from '../support/http.ts';
import { type RestPerson, restPerson, stranger } from '../support/rest-person.ts';
import { backings, type TestServer } from '../support/server.ts';
import { overApi, overEthereum, signedIn } from '../support/sign-in.ts';
import { transcriptOf } from '../support/transcript.ts';

type Columns = Record<string, { text: boolean }>;
type AnyTable = TablePrivacy<'participant'>;

const map = PRIVACY as unknown as Record<string, AnyTable>;

/** Tables and columns as the database itself has them. */
async function tablesOf(db: Db, kind: 'sqlite' | 'postgres'): Promise<Record<string, Columns>> {
  const { rows } =
    kind === 'postgres'
      ? await sql<{ table: string; column: string; type: string }>`
          select table_name as "table", column_name as "column", data_type as "type"
          from information_schema.columns where table_schema = current_schema()`.execute(db)
      : await sql<{ table: string; column: string; type: string }>`
          select m.name as "table", c.name as "column", lower(c.type) as "type"
          from sqlite_master m join pragma_table_info(m.name) c
          where m.type = 'table' and m.name not like 'sqlite_%'`.execute(db);
  const tables: Record<string, Columns> = {};
  for (const { table, column, type } of rows) {
    tables[table] ??= {};
    tables[table][column] = { text: type === 'text' };
  }
  return tables;
}

describe.each(backings())('privacy on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  const ctx = () => server.running.application.ctx;
  const db = () => ctx().store.db;
  const ceremonyId = () => server.running.ceremony.id;
  const folder = null as never;

  /** Everything that any table says, by table. */
  async function everything(): Promise<Map<string, string>> {
    const texts = new Map<string, string>();
    for (const table of Object.keys(await tablesOf(db(), ctx().store.kind))) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(db());
      texts.set(table, JSON.stringify(rows));
    }
    return texts;
  }

  async function tablesWith(text: string): Promise<string[]> {
    return [...(await everything())].filter(([, said]) => said.includes(text)).map(([table]) => table);
  }

  /** Files of the embedded database that contain a text, in use or not. */
  function filesWith(text: string): string[] {
    const names = readdirSync(server.config.data).filter((name) => name.startsWith('brebaje.sqlite'));
    return names.filter((name) => readFileSync(join(server.config.data, name)).includes(text));
  }

  /** What strangers are answered on every public route, with every number that can be meant. */
  async function publicAnswers(): Promise<{ path: string; text: string }[]> {
    const answers: { path: string; text: string }[] = [];
    const everybody = stranger(server);
    for (const shape of Object.values(OPERATIONS) as Operation[]) {
      if (shape.method !== 'GET' || shape.access !== 'public') continue;
      for (const number of shape.path.includes('{') ? ['1', '2', '3', '4', 'kzg'] : ['']) {
        const path = shape.path.replace(/\{\w+\}/g, number);
        answers.push({ path, text: (await everybody.get(path)).text });
      }
    }
    for (const path of [
      '/',
      '/plain',
      '/plain/c/kzg',
      '/info/status',
      '/info/current_state',
      '/.well-known/brebaje.json',
    ])
      answers.push({ path, text: (await server.send(path)).text });
    return answers;
  }

  /** Somebody with a row in every table that can be about a person; what they said carries `mark`. */
  async function somebodyEverywhere(mark: string): Promise<RestPerson & { participantId: number }> {
    const person = await restPerson(server);
    const { userId } = person;
    const at = server.now();
    const identity = await db()
      .selectFrom('identity')
      .selectAll()
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    const circuit = await db().selectFrom('circuit').selectAll().executeTakeFirstOrThrow();
    const enrolled = await person.post('/participants', {
      userId,
      ceremonyId: ceremonyId(),
      status: 'CREATED',
      acceptTerms: 1,
    });
    expect([enrolled.status, enrolled.text]).toEqual([201, expect.anything()]);
    const participantId: number = enrolled.json.id;
    const add = (table: string, values: Record<string, unknown>) =>
      db()
        .insertInto(table as 'setting')
        .values(values as never)
        .execute();
    await add('ticket', { kind: 'move', idHash: mark, data: `{"userId":${userId}}`, expiresAt: at + 1e9 });
    await add('project', { slug: mark, name: 'P', ownerUserId: userId, createdAt: at, archivedAt: at });
    const project = await db().selectFrom('project').select('id').executeTakeFirstOrThrow();
    await add('coordinator', { projectId: project.id, userId, addedAt: at });
    const turn = {
      circuitId: circuit.id,
      participantId,
      phase: 'CLOSED',
      baseBlob: circuit.headBlob,
      basePosition: 0,
      openedAt: at,
      closedAt: at,
      outcome: 'aborted',
    };
    await add('turn', turn);
    const { id: turnId } = await db()
      .selectFrom('turn')
      .select('id')
      .where('participantId', '=', participantId)
      .executeTakeFirstOrThrow();
    await add('upload', {
      participantId,
      turnId,
      kind: 'slim',
      size: 1,
      state: 'DISCARDED',
      parts: '{}',
      createdAt: at,
    });
    // Of somebody else: whoever has contributed is not removed by hand.
    const author = await restPerson(server);
    const authored = await author.post('/participants', {
      userId: author.userId,
      ceremonyId: ceremonyId(),
      status: 'CREATED',
      acceptTerms: 1,
    });
    await add('contribution', {
      circuitId: circuit.id,
      position: 1000 + participantId,
      participantId: authored.json.id,
      baseBlob: circuit.headBlob,
      headBlob: circuit.headBlob,
      record: '{}',
      checks: '{"handover":"0x00"}',
      receipt: '',
      signature: '',
      acceptedAt: at,
    });
    const { id: contributionId } = await db()
      .selectFrom('contribution')
      .select('id')
      .where('participantId', '=', authored.json.id)
      .executeTakeFirstOrThrow();
    await add('attestation', { contributionId, participantId, updatedAt: at });
    await add('profile', { participantId, data: '{}', updatedAt: at });
    await add('infraction', { participantId, turnId, circuitId: circuit.id, cause: 'ABORTED', at });
    await add('reservation', {
      ceremonyId: ceremonyId(),
      circuitId: circuit.id,
      participantId,
      from: at,
      until: at + 1,
      state: 'PASSED',
      createdAt: at,
    });
    const invitation = { ceremonyId: ceremonyId(), role: 'participant', queueClass: 'PUBLIC', createdAt: at };
    await add('invitation', { ...invitation, userId, identityId: identity.id, address: `${mark}@x.example` });
    const subscription = {
      userId,
      kind: 'EMAIL',
      form: 'TEXT',
      target: 'x',
      topics: '[]',
      timeZone: 'UTC',
      confirmedAt: at,
      createdAt: at,
    };
    await add('subscription', subscription);
    const { id: subscriptionId } = await db()
      .selectFrom('subscription')
      .select('id')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    const message = { topic: 't', payload: '{}', state: 'SENT', nextAt: at, createdAt: at };
    await add('outbox', { ...message, key: `${mark}/1`, subscriptionId });
    await plant(userId, mark);
    return { ...person, participantId };
  }

  /** Writes the mark into every personal column of a person's rows, whatever it is for. */
  async function plant(userId: number, mark: string): Promise<void> {
    const tables = await tablesOf(db(), ctx().store.kind);
    // Found once: what is planted changes what some rows are found by.
    const person = (await findPerson(db(), userId))!;
    const rows: [string, Record<string, unknown>][] = [];
    for (const [table, { of, columns }] of Object.entries(map)) {
      if (!of) continue;
      const { count } = await db()
        .selectFrom(table as 'participant')
        .select(sql<number>`count(*)`.as('count'))
        .where((eb) => of(eb, person))
        .executeTakeFirstOrThrow();
      // Contributions are made by taking part: see below.
      if (table !== 'contribution') expect([table, count]).not.toEqual([table, 0]);
      const personal = Object.entries(columns)
        .filter(([, rule]) => rule === 'erased' || rule === 'secret')
        .filter(([column]) => tables[table]![column]!.text)
        .map(([column]) => [column, `${mark}-${table}-${column}`]);
      if (table === 'ticket') personal.push(['data', `{"userId":${userId},"${mark}-ticket-data":1}`]);
      rows.push([table, Object.fromEntries(personal)]);
    }
    for (const [table, values] of rows.toReversed())
      if (Object.keys(values).length > 0)
        await db()
          .updateTable(table as 'participant')
          .set(values)
          .where((eb) => map[table]!.of!(eb, person))
          .execute();
    // Known by what is planted only, as a roster that was written before the person came.
    for (const [column, value] of [
      ['identity', `eth|${mark}-identity-subject`],
      ['address', `${mark}-subscription-target`],
    ])
      await db()
        .insertInto('invitation')
        .values({
          ceremonyId: ceremonyId(),
          role: 'participant',
          queueClass: 'PUBLIC',
          createdAt: 1,
          name: `${mark}-name`,
          [column!]: value,
        })
        .execute();
  }

  it('knows every table and column that there is', async () => {
    server = await start();
    const columns = (tables: Record<string, object>) =>
      Object.entries(tables)
        .flatMap(([table, columns]) => Object.keys(columns).map((column) => `${table}.${column}`))
        .sort();
    const mapped = Object.fromEntries(Object.entries(map).map(([table, { columns }]) => [table, columns]));
    expect(columns(mapped)).toEqual(columns(await tablesOf(db(), ctx().store.kind)));
    // What can be personal is a text; a table with personal columns has a way to find them.
    for (const [table, { of, columns, erase }] of Object.entries(map)) {
      const personal = Object.entries(columns).filter(([, rule]) => rule !== 'plain');
      if (of === null) expect([table, personal]).toEqual([table, []]);
      if (personal.some(([, rule]) => rule === 'erased' || rule === 'secret'))
        expect([table, erase]).not.toEqual([table, 'keep']);
    }
  });

  it('erases a person from every table and leaves everybody else as they were', async () => {
    server = await start();
    const operator = await restPerson(server, { role: 'operator' });
    const gone = await somebodyEverywhere('canary');
    await somebodyEverywhere('other');
    const personal = Object.entries(map).filter(([, { columns }]) =>
      Object.values(columns).some((rule) => rule === 'erased' || rule === 'secret'),
    );
    // The mark is where it belongs, or the test would prove nothing.
    const marked = await tablesWith('canary');
    expect(personal.map(([table]) => table).filter((table) => !marked.includes(table))).toEqual([]);
    // These are for everybody while they are there; nothing else of this is, erased or not.
    const told = /canary-(?:reservation-note|attestation-url|attestation-note)/g;
    for (const { path, text } of await publicAnswers())
      expect([path, text.replace(told, '').includes('canary-')]).toEqual([path, false]);
    const others = [...(await everything())];
    const exported = (await operator.get(`/users/${gone.userId}/export`)).json.data;
    expect(JSON.stringify(exported)).toContain('canary-profile-data');
    for (const [table, { columns }] of personal)
      for (const [column, rule] of Object.entries(columns)) {
        if (rule === 'plain' || rule === 'public') continue;
        const text = JSON.stringify(exported[table] ?? []);
        const there = text.includes(`canary-${table}-${column}`) || table === 'ticket';
        const isText = (await tablesOf(db(), ctx().store.kind))[table]![column]!.text;
        if (isText && table !== 'ticket')
          expect([table, column, there]).toEqual([table, column, rule !== 'secret']);
      }
    const erased = await operator.remove(`/users/${gone.userId}?reason=asked%20by%20letter`);
    expect([erased.status, erased.text]).toEqual([204, '']);
    // The archived project's slug is no secret, and it is not the person's.
    expect((await tablesWith('canary-')).sort()).toEqual([]);
    for (const { path, text } of await publicAnswers())
      expect([path, text.includes('canary-')]).toEqual([path, false]);
    const count = (said: string) => said.split('other-').length;
    const after = await everything();
    for (const [table, before] of others)
      expect([table, count(after.get(table)!)]).toEqual([table, count(before)]);
    expect(await checkEventLog(db(), ceremonyId())).toBeGreaterThan(0);
    const log = await stranger(server).get(`/ceremonies/${ceremonyId()}/events?type=coordinator.override`);
    expect(JSON.parse(log.json.items[0].body).data).toEqual({
      override: 'erase',
      participant: gone.participantId,
      who: 'operator',
      by: operator.userId,
      reason: 'asked by letter',
    });
    expect((await gone.get('/auth/me')).status).toBe(401);
    // Once more changes nothing and does no harm.
    expect((await operator.remove(`/users/${gone.userId}?reason=again`)).status).toBe(204);
  });

  it('keeps what somebody contributed, and that they did', async () => {
    server = await start();
    const person = await newApiContributor(server);
    await person.takeTurn();
    const transcript = (await transcriptOf(server)).participantIds;
    const { userId } = await db().selectFrom('participant').select('userId').executeTakeFirstOrThrow();
    const erased = await server.send(`/users/${userId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${person.session.sessionId}` },
    });
    expect(erased.status).toBe(204);
    expect((await transcriptOf(server)).participantIds).toEqual(transcript);
    const address = person.identity.slice('eth|'.length).toLowerCase();
    expect(await tablesWith(address)).toEqual(['contribution']);
    expect(outcome(await person.poll())[0]).toBe(401);
    expect(outcome(await overEthereum(server, person.wallet!))).toEqual([
      400,
      'AuthErrorPayload::UserAlreadyContributed',
    ]);
    // Whoever signs in again tells who they are again, and is who they were.
    const again = signedIn(await overApi(server, person.wallet!));
    const users = await db().selectFrom('identity').select(['userId', 'subject']).execute();
    expect(users).toEqual([{ userId, subject: address }]);
    const replayed = await new Contributor(server, again, person.wallet).poll();
    expect(replayed.status).toBe(401);
  });

  it('keeps out whom the rules keep out', async () => {
    server = await start();
    const person = await newContributor(server);
    const working = await newContributor(server);
    await working.poll();
    await person.poll();
    await server.pass(60_000);
    const [lost] = await db()
      .selectFrom('participant')
      .select(['id', 'userId', 'identityId'])
      .where('status', '=', 'TIMEDOUT')
      .execute();
    const address = person.identity.slice('eth|'.length).toLowerCase();
    if (ctx().store.kind === 'sqlite') expect(filesWith(address)).not.toEqual([]);
    const answer = await OPERATOR_COMMANDS.privacyErase(ctx(), folder, { who: person.identity, reason: 'r' });
    expect(answer).toEqual({ userId: lost!.userId, erased: true, participants: 1 });
    expect(await tablesWith(address)).toEqual([]);
    // Nor in what SQLite has freed and not used again.
    expect(filesWith(address)).toEqual([]);
    expect(outcome(await overEthereum(server, person.wallet!))).toEqual([
      400,
      'AuthErrorPayload::UserAlreadyContributed',
    ]);
    // Somebody who waits leaves the lobby; somebody at turn finishes first.
    const waiting = await newContributor(server);
    await waiting.poll();
    expect((await server.send('/info/status')).json.lobby_size).toBe(1);
    await OPERATOR_COMMANDS.privacyErase(ctx(), folder, { who: waiting.identity, reason: 'r' });
    expect((await server.send('/info/status')).json.lobby_size).toBe(0);
    const atTurn = OPERATOR_COMMANDS.privacyErase(ctx(), folder, { who: working.identity, reason: 'r' });
    await expect(atTurn).rejects.toThrow('at turn');
  });

  it('hands a ceremony over without those whom it has forgotten, and with those in the transcript', async () => {
    server = await start();
    const person = await newContributor(server);
    await person.takeTurn();
    const absent = await newContributor(server);
    const working = await newContributor(server);
    await working.poll();
    await absent.poll();
    await server.pass(60_000);
    await working.abort();
    for (const { identity } of [person, absent])
      await OPERATOR_COMMANDS.privacyErase(ctx(), folder, { who: identity, reason: 'r' });
    await OPERATOR_COMMANDS.drain(ctx(), folder, { reason: 'r' });
    await server.pass(2_000);
    const place = mkdtempSync(join(tmpdir(), 'brebaje-privacy-'));
    try {
      const bundle = join(place, 'bundle');
      expect(await exportHandover(ctx(), ceremonyId(), bundle)).toMatchObject({
        contributions: 1,
        identities: 2,
      });
      const lines = readFileSync(join(bundle, 'identities.jsonl'), 'utf8').trim().split('\n');
      const named = lines.map((line) => JSON.parse(line).identity);
      expect(named.sort()).toEqual([person.identity, working.identity].sort());
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  it('forgets somebody who is only on a roster, by the address', async () => {
    server = await start();
    await db()
      .insertInto('invitation')
      .values({
        ceremonyId: ceremonyId(),
        role: 'participant',
        queueClass: 'PUBLIC',
        name: 'Ada',
        address: 'ada@x.example',
        tokenHash: 'ab',
        createdAt: 1,
      })
      .execute();
    const who = 'Ada@x.example';
    const exported = await OPERATOR_COMMANDS.privacyExport(ctx(), folder, { who });
    expect(exported).toMatchObject({ data: { invitation: [{ name: 'Ada' }] } });
    await OPERATOR_COMMANDS.privacyErase(ctx(), folder, { who, reason: 'r' });
    const row = await db()
      .selectFrom('invitation')
      .selectAll()
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ name: null, address: null, tokenHash: null, revokedAt: server.now() });
    for (const nobody of [who, 'eth|0x00', 'git|nobody', 'git|erased', 'no such person', 99])
      await expect(OPERATOR_COMMANDS.privacyExport(ctx(), folder, { who: nobody })).rejects.toThrow(
        'nothing',
      );
  });

  it('is for the person and operators, and leaves nothing without anybody', async () => {
    server = await start();
    const operator = await restPerson(server, { role: 'operator' });
    const person = await restPerson(server);
    const other = await restPerson(server);
    for (const path of [`/users/${person.userId}/export`, '/users/999/export'])
      expect(outcome(await other.get(path))).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await other.remove(`/users/${person.userId}`))).toEqual([403, 'NOT_PERMITTED']);
    expect(outcome(await stranger(server).remove(`/users/${person.userId}`))[0]).toBe(401);
    expect(outcome(await operator.remove('/users/999?reason=r'))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await operator.remove(`/users/${person.userId}`))).toEqual([400, 'INVALID_REQUEST']);
    expect(outcome(await operator.remove(`/users/${operator.userId}`))).toEqual([409, 'CONFLICT']);
    await db()
      .insertInto('project')
      .values({ slug: 'own', name: 'Own', ownerUserId: person.userId, createdAt: 1 })
      .execute();
    expect(outcome(await person.remove(`/users/${person.userId}`))).toEqual([409, 'CONFLICT']);
    await db().updateTable('project').set({ ownerUserId: other.userId }).where('slug', '=', 'own').execute();
    const mine = (await person.get(`/users/${person.userId}/export`)).json;
    expect(Object.keys(mine.data).sort()).toEqual(['identity', 'session', 'user']);
    expect((await person.remove(`/users/${person.userId}`)).status).toBe(204);
    expect(outcome(await person.get(`/users/${person.userId}/export`))[0]).toBe(401);
  });
});
