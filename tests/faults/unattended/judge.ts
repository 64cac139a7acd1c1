/** What must hold when the time is over: everything that was lost was lost by its person's own doing. */
import { isOurs } from '@brebaje/ceremony/cost';
import { checkEventLog } from '@brebaje/server/store/events';
import type { Db } from '@brebaje/server/store/open-store';
import type { OwnFault } from './person.ts';

/** Somebody with the number of their participant, and whether they are to be done. */
export interface Judged {
  id: number;
  kind: string;
  done: boolean;
  confessions: readonly OwnFault[];
  surprises: readonly string[];
  wasAway(from: number, until: number): boolean;
}

/** Whatever is not as it must be in one ceremony, in words. */
export async function complaints(db: Db, ceremonyId: number, people: readonly Judged[]): Promise<string[]> {
  const found: string[] = [];
  await checkEventLog(db, ceremonyId).catch((error: Error) => found.push(error.message));
  found.push(...(await brokenChains(db, ceremonyId)));
  const circuits = await db.selectFrom('circuit').select('id').where('ceremonyId', '=', ceremonyId).execute();
  for (const person of people) {
    const wrong = [...(await wrongOf(db, person, circuits.length)), ...person.surprises];
    found.push(...wrong.map((text) => `participant ${person.id} (${person.kind}): ${text}`));
  }
  return found;
}

async function wrongOf(db: Db, person: Judged, circuits: number): Promise<string[]> {
  const wrong: string[] = [];
  const row = await db
    .selectFrom('participant')
    .selectAll()
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  const done = row.status === 'DONE' && row.circuitsDone === circuits;
  if (done !== person.done) wrong.push(`${row.status} by ${row.cause} with ${row.circuitsDone} circuits`);
  const losses = await db
    .selectFrom('infraction')
    .selectAll()
    .where('participantId', '=', person.id)
    .orderBy('id')
    .execute();
  const causes = losses.map(({ cause }) => cause);
  // Whoever goes away after a fault of ours loses their turn as one.
  const own = causes.map((cause, index) => (isOurs(cause as OwnFault) ? person.confessions[index] : cause));
  if (String(own) !== String(person.confessions))
    wrong.push(
      `lost by ${causes.join(', ') || 'nothing'}, confesses ${person.confessions.join(', ') || 'nothing'}`,
    );
  const cost = causes.filter((cause) => !isOurs(cause as OwnFault) && cause !== 'MISSED_CHECK_IN');
  if (row.attempts !== cost.length) wrong.push(`${row.attempts} attempts are counted`);
  const told = await eventsOf(db, person.id, 'participant.timedout');
  for (const loss of losses)
    if (!told.some(({ at, data }) => at === loss.at && data.cause === loss.cause))
      wrong.push(`no event explains the loss by ${loss.cause}`);
  const turns = await db.selectFrom('turn').selectAll().where('participantId', '=', person.id).execute();
  for (const { outcome, openedAt, closedAt } of turns) {
    if (outcome === 'passed' && !person.wasAway(openedAt, closedAt ?? openedAt))
      wrong.push('was there, and an offer passed');
  }
  return wrong;
}

export interface ToldEvent {
  seq: number;
  type: string;
  at: number;
  data: Record<string, unknown>;
}

export async function eventsOf(db: Db, participantId: number, type: string): Promise<ToldEvent[]> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('participantId', '=', participantId)
    .where('type', '=', type)
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, at, body }) => ({ seq, type, at, data: JSON.parse(body).data }));
}

async function brokenChains(db: Db, ceremonyId: number): Promise<string[]> {
  const wrong: string[] = [];
  const circuits = await db.selectFrom('circuit').selectAll().where('ceremonyId', '=', ceremonyId).execute();
  for (const circuit of circuits) {
    const rows = await db
      .selectFrom('contribution')
      .selectAll()
      .where('circuitId', '=', circuit.id)
      .orderBy('position')
      .execute();
    let head = circuit.genesisBlob;
    for (const [index, { position, baseBlob, headBlob }] of rows.entries()) {
      if (position !== index + 1 || baseBlob !== head) wrong.push(`contribution ${position} hangs loose`);
      head = headBlob;
    }
    if (circuit.headBlob !== head || circuit.position !== rows.length)
      wrong.push(`the head of circuit ${circuit.id} is not its last contribution`);
    if (circuit.haltedAt !== null) wrong.push(`circuit ${circuit.id} is halted`);
  }
  return wrong;
}
