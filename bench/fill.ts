/** A past for a server's store, written straight into its tables: a bench starts where a ceremony has been. */
import { createHash, randomUUID } from 'node:crypto';
import type { TestServer } from '@brebaje/server/sequencer/test-server';
import { sql } from 'kysely';

/** Numbers 1…n as a table `n(i)`. */
const numbers = (n: number) =>
  sql.raw(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${n})`);

/** Ids of rows made here lie above those of people who sign in. */
const FIRST = 1_000_000;

/** As many people who signed in. */
async function fillPeople({ server }: TestServer, n: number): Promise<void> {
  const { db } = server.application.ctx.store;
  await sql`insert into "user"(id, "createdAt") ${numbers(n)} select ${FIRST} + i, 0 from n`.execute(db);
  await sql`insert into identity(id, "userId", provider, subject, handle, "createdAt") ${numbers(n)}
    select ${FIRST} + i, ${FIRST} + i, 'Ethereum', printf('0x%040x', i), printf('0x%040x', i), 0 from n`.execute(
    db,
  );
}

/** A chain of n accepted contributions by n people, all of them with the head that stands. */
export async function fillContributions(test: TestServer, n: number): Promise<void> {
  const { db } = test.server.application.ctx.store;
  const { id: ceremony } = test.server.ceremony;
  const circuit = await db.selectFrom('circuit').selectAll().executeTakeFirstOrThrow();
  await fillPeople(test, n);
  await sql`insert into participant(id, "userId", "identityId", "ceremonyId", status, "contributionStep", "enteredAt", "createdAt")
    ${numbers(n)} select ${FIRST} + i, ${FIRST} + i, ${FIRST} + i, ${ceremony}, 'DONE', 'COMPLETED', 0, 0 from n`.execute(
    db,
  );
  await sql`insert into turn(id, "circuitId", "participantId", phase, "baseBlob", "basePosition", "openedAt", "closedAt", outcome)
    ${numbers(n)} select ${FIRST} + i, ${circuit.id}, ${FIRST} + i, 'CLOSED', ${circuit.headBlob}, i - 1, 0, 0, 'accepted' from n`.execute(
    db,
  );
  // As long as a real record and receipt of two sub-ceremonies; what is in them is never read here.
  const record = 'r'.repeat(1000);
  await sql`insert into contribution(id, "circuitId", position, "participantId", "turnId", "baseBlob", "headBlob", record, checks, receipt, signature, "acceptedAt")
    ${numbers(n)} select ${FIRST} + i, ${circuit.id}, i, ${FIRST} + i, ${FIRST} + i, ${circuit.headBlob}, ${circuit.headBlob}, ${record}, '{}', ${record}, '', 0 from n`.execute(
    db,
  );
  await sql`insert into "usedKey"(name, "contributionId") ${numbers(n)} select printf('%096x', i), ${FIRST} + i from n`.execute(
    db,
  );
  await db.updateTable('circuit').set({ position: n }).execute();
}

/** A lobby of n people whose check-in is due; returns their session ids. */
export async function fillLobby(test: TestServer, n: number): Promise<string[]> {
  const { db } = test.server.application.ctx.store;
  const { id: ceremony } = test.server.ceremony;
  const now = Date.now();
  await fillPeople(test, n);
  await sql`insert into participant(id, "userId", "identityId", "ceremonyId", status, "contributionStep", "enteredAt", "checkedInAt", "checkInDueAt", "createdAt")
    ${numbers(n)} select ${FIRST} + i, ${FIRST} + i, ${FIRST} + i, ${ceremony}, 'WAITING', 'DOWNLOADING', ${now}, ${now}, ${now} + 3600000, 0 from n`.execute(
    db,
  );
  const sessions = Array.from({ length: n }, () => randomUUID());
  const rows = sessions.map((id, i) => ({
    idHash: createHash('sha256').update(id).digest('hex'),
    userId: FIRST + i + 1,
    identityId: FIRST + i + 1,
    ceremonyId: ceremony,
    enteredAt: now,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + 86_400_000,
  }));
  for (let at = 0; at < n; at += 1000)
    await db
      .insertInto('session')
      .values(rows.slice(at, at + 1000))
      .execute();
  await db.updateTable('ceremony').set({ waiting: n }).execute();
  return sessions;
}

/** As many participants of every fate, none of whom the sweep looks at. Returns the first one's number. */
export async function fillParticipants(test: TestServer, n: number): Promise<number> {
  const { db } = test.server.application.ctx.store;
  const { id: ceremony } = test.server.ceremony;
  await fillPeople(test, n);
  await sql`insert into participant(id, "userId", "identityId", "ceremonyId", number, status, "contributionStep", "createdAt")
    ${numbers(n)} select ${FIRST} + i, ${FIRST} + i, ${FIRST} + i, ${ceremony}, ${FIRST} + i,
      case i % 10 when 0 then 'CREATED' when 1 then 'TIMEDOUT' when 2 then 'EXHUMED' else 'DONE' end,
      case when i % 10 > 2 then 'COMPLETED' else 'DOWNLOADING' end, 0 from n`.execute(db);
  return FIRST + 1;
}
