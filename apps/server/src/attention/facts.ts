/** Reads what the list of what needs a human is made from. */
import { beaconAt } from '@brebaje/ceremony/beacon';
import { basisOf } from '@brebaje/ceremony/estimate';
import { sql } from 'kysely';
import { BEACON_TIMES } from '../ceremonies/beacon.ts';
import { FINALIZE, type FinalizationNote, finalizeSubject } from '../ceremonies/finalization-state.ts';
import { statisticsOf } from '../ceremonies/means.ts';
import { findingsOf, plannedOf } from '../ceremonies/opening.ts';
import { isLocal } from '../config/policy-of.ts';
import { canMail } from '../notify/outbox.ts';
import { shownName, shownNames } from '../rest/shown-name.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { policyOf } from '../sequencer/rows.ts';
import { circuitsOf } from '../store/circuits.ts';
import { infractionsOf } from '../store/infractions.ts';
import { findJob } from '../store/jobs.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import { latestTurnOfCircuit, openTurns } from '../store/turns.ts';
import { type AttentionFacts, type CircuitFacts, LOOP } from './items.ts';
import { diskShortSince } from './note-disk.ts';

/** Messages given up longer ago are past help. */
const LATELY = 7 * 86_400_000;

/** The facts as they are now. Reads only through indexes, and counts queues, never a lobby. */
export async function attentionFacts(
  ctx: ServerContext,
  db: Db,
  ceremony: CeremonyRow,
): Promise<AttentionFacts> {
  const now = ctx.clock.now();
  const policy = policyOf(ceremony);
  const circuits = await circuitsOf(db, ceremony.id);
  const open = await openTurns(db, ceremony.id);
  const names = await shownNames(
    db,
    open.map(({ participantId }) => participantId),
  );
  const queues = policy.discipline === 'QUEUE';
  return {
    now,
    status: ceremony.status,
    discipline: policy.discipline,
    test: ceremony.test === 1,
    inPublic: !isLocal(ctx.config),
    opensAt: ceremony.opensAt,
    closesAt: ceremony.closesAt,
    minimum: policy.minimumContributions,
    openingFaults: ceremony.status === 'SCHEDULED' ? await openingFaults(ctx, db, ceremony, now) : [],
    diskShortSince: await diskShortSince(db, ceremony.id),
    resultWaits: await resultWaits(db, ceremony, now),
    circuits: await Promise.all(
      circuits.map(async (circuit): Promise<CircuitFacts> => {
        const { id, slug, haltedAt, haltedWhy, position } = circuit;
        const basis = basisOf(policy, statisticsOf(circuit));
        const meanMillis = basis.kind === 'MEASURED' ? basis.medianMillis : null;
        const queue = queues ? await queueFacts(db, circuit, now) : NO_QUEUE;
        const openTurn = open.some(({ circuitId }) => circuitId === id);
        return { id, slug, haltedAt, haltedWhy, position, meanMillis, openTurn, ...queue };
      }),
    ),
    verifying: open
      .filter(({ phase }) => phase === 'VERIFYING')
      .map(({ circuitId, participantId, receivedAt, openedAt }) => ({
        circuitId,
        participantId,
        name: names.get(participantId) ?? `contributor-${participantId}`,
        receivedAt: receivedAt ?? openedAt,
      })),
    ...(await deliveryFacts(db, ceremony, now)),
    losers: policy.lostTurn === 'BARRED' ? [] : await losers(db, ceremony.id),
    unaccepted: await unaccepted(db, ceremony.id),
    reservations: await reservations(db, ceremony.id, now),
    canMail: canMail(ctx.config),
    addresses: await unsentAddresses(db, ceremony.id),
  };
}

/** What is missing for the result is only somebody who asks for it, or asks again. */
async function resultWaits(
  db: Db,
  ceremony: CeremonyRow,
  now: number,
): Promise<AttentionFacts['resultWaits']> {
  const { status, drainedAt } = ceremony;
  if (status !== 'CLOSED' || drainedAt === null) return null;
  const job = await findJob(db, FINALIZE, finalizeSubject(ceremony.id));
  if (job?.state === 'QUEUED' || job?.state === 'RUNNING') return null;
  const { beacon } = policyOf(ceremony);
  const since = beacon === null ? drainedAt : beaconAt(beacon, BEACON_TIMES);
  if (since === null || since > now) return null;
  const { problem } = JSON.parse(job?.result ?? '{}') as Partial<FinalizationNote>;
  return { since: Math.max(since, drainedAt), problem: problem ?? null };
}

async function openingFaults(
  ctx: ServerContext,
  db: Db,
  ceremony: CeremonyRow,
  now: number,
): Promise<string[]> {
  const findings = findingsOf(ctx, await plannedOf(db, ceremony), now);
  return findings.filter(({ level }) => level === 'FAULT').map(({ message }) => message.replace(/\.$/, ''));
}

const NO_QUEUE = { waiting: 0, present: 0, idleSince: null };

async function queueFacts(
  db: Db,
  { id }: CircuitRow,
  now: number,
): Promise<Pick<CircuitFacts, 'waiting' | 'present' | 'idleSince'>> {
  const row = await db
    .selectFrom('participant')
    .select(({ fn }) => [
      fn.countAll<number>().as('waiting'),
      sql<number>`sum(case when "presentUntil" >= ${sql.lit(now)} then 1 else 0 end)`.as('present'),
      fn.max('presentUntil').as('lastPresent'),
      fn.min('queuedAt').as('firstCame'),
    ])
    .where('circuitId', '=', id)
    .where('status', '=', 'WAITING')
    .executeTakeFirstOrThrow();
  const waiting = Number(row.waiting);
  if (waiting === 0) return NO_QUEUE;
  const last = await latestTurnOfCircuit(db, id);
  const idleSince = Math.max(Number(row.lastPresent ?? 0), Number(row.firstCame ?? 0), last?.closedAt ?? 0);
  return { waiting, present: Number(row.present), idleSince: Math.min(idleSince, now) };
}

async function deliveryFacts(
  db: Db,
  ceremony: CeremonyRow,
  now: number,
): Promise<Pick<AttentionFacts, 'switchedOff' | 'givenUp'>> {
  const subscriptions = await db
    .selectFrom('subscription')
    .select(['id', 'disabledAt'])
    .where(({ eb, or }) => or([eb('ceremonyId', '=', ceremony.id), eb('projectId', '=', ceremony.projectId)]))
    .execute();
  const givenUp: { since: number; error: string | null }[] = [];
  for (const { id } of subscriptions) {
    const rows = await db
      .selectFrom('outbox')
      .select(['createdAt', 'error'])
      .where('subscriptionId', '=', id)
      .where('state', '=', 'FAILED')
      .where('createdAt', '>', now - LATELY)
      .execute();
    givenUp.push(...rows.map(({ createdAt, error }) => ({ since: createdAt, error })));
  }
  givenUp.push(...(await lostInvitations(db, ceremony.id, now)));
  return {
    switchedOff: subscriptions.flatMap(({ disabledAt }) =>
      disabledAt === null ? [] : [{ since: disabledAt }],
    ),
    givenUp,
  };
}

/** Invitations whose mail was given up; their keys begin with the word and the number. */
async function lostInvitations(db: Db, ceremonyId: number, now: number): Promise<AttentionFacts['givenUp']> {
  const failed = await db
    .selectFrom('outbox')
    .select(['key', 'createdAt', 'error'])
    .where('key', '>=', 'invitation ')
    .where('key', '<', 'invitation!')
    .where('state', '=', 'FAILED')
    .where('createdAt', '>', now - LATELY)
    .execute();
  const ids = [...new Set(failed.map(({ key }) => invitationIn(key)))];
  if (ids.length === 0) return [];
  const here = await db
    .selectFrom('invitation')
    .select('id')
    .where('ceremonyId', '=', ceremonyId)
    .where('id', 'in', ids)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .execute();
  const concerned = new Set(here.map(({ id }) => id));
  return failed
    .filter(({ key }) => concerned.has(invitationIn(key)))
    .map(({ createdAt, error }) => ({ since: createdAt, error }));
}

const invitationIn = (key: string): number => Number(key.split(' ')[1]);

async function losers(db: Db, ceremonyId: number): Promise<AttentionFacts['losers']> {
  const people = await db
    .selectFrom('participant')
    .select(['id', 'number', 'publicName', 'attempts', 'createdAt'])
    .where('ceremonyId', '=', ceremonyId)
    .where('status', 'in', ['WAITING', 'READY', 'CONTRIBUTING'])
    .where('attempts', '>=', LOOP)
    .limit(sql.lit(20))
    .execute();
  const infractions = await infractionsOf(
    db,
    people.map(({ id }) => id),
  );
  return people.map((person) => ({
    participantId: person.id,
    name: shownName(person),
    lost: person.attempts,
    since: infractions.get(person.id)?.at(-1)?.at ?? person.createdAt,
  }));
}

async function unaccepted(db: Db, ceremonyId: number): Promise<AttentionFacts['unaccepted']> {
  const row = await db
    .selectFrom('participant')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('createdAt').as('since')])
    .where('ceremonyId', '=', ceremonyId)
    .where('status', '=', 'CREATED')
    .where('termsVersion', 'is', null)
    .where('archivedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count) === 0 ? null : { count: Number(row.count), since: Number(row.since) };
}

async function reservations(
  db: Db,
  ceremonyId: number,
  now: number,
): Promise<AttentionFacts['reservations']> {
  const rows = await db
    .selectFrom('reservation')
    .innerJoin('participant', 'participant.id', 'reservation.participantId')
    .select(['reservation.circuitId', 'reservation.from', 'participant.id', 'participant.status'])
    .select(['participant.number', 'participant.publicName', 'participant.presentUntil'])
    .where('reservation.ceremonyId', '=', ceremonyId)
    .where('reservation.state', '=', 'PLANNED')
    .where('reservation.until', '>', now)
    .execute();
  return rows.map((row) => ({
    circuitId: row.circuitId,
    participantId: row.id,
    name: shownName(row),
    from: row.from,
    present:
      row.status === 'READY' ||
      row.status === 'CONTRIBUTING' ||
      (row.presentUntil !== null && row.presentUntil >= now),
  }));
}

async function unsentAddresses(db: Db, ceremonyId: number): Promise<AttentionFacts['addresses']> {
  const row = await db
    .selectFrom('invitation')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('createdAt').as('since')])
    .where('ceremonyId', '=', ceremonyId)
    .where('address', 'is not', null)
    .where('sentAt', 'is', null)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count) === 0 ? null : { count: Number(row.count), since: Number(row.since) };
}
