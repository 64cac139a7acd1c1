import { createHash } from 'node:crypto';
import type { Snapshot } from '@brebaje/protocol/rest/events';
import { toSeconds } from '../rest/seconds.ts';
import { shownName, shownNames } from '../rest/shown-name.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import type { CircuitRow } from '../store/schema.ts';
import { openTurns } from '../store/turns.ts';

/** How long a snapshot is good for, milliseconds. */
const FRESH = 1_000;

const LATEST = 10;

export interface TakenSnapshot {
  body: Snapshot;
  /** Quoted; the same as long as nothing changes but the time. */
  etag: string;
}

/** Snapshots of ceremonies for any number of readers: each is made at most once a second. */
export class Snapshots {
  readonly #db: Db;
  readonly #clock: { now(): number };
  readonly #taken = new Map<number, { at: number; snapshot: Promise<TakenSnapshot | null> }>();

  constructor(db: Db, clock: { now(): number }) {
    this.#db = db;
    this.#clock = clock;
  }

  /** null: there is no such ceremony. */
  take(ceremonyId: number): Promise<TakenSnapshot | null> {
    const now = this.#clock.now();
    const known = this.#taken.get(ceremonyId);
    if (known && now >= known.at && now < known.at + FRESH) return known.snapshot;
    const snapshot = takeSnapshot(this.#db, ceremonyId, now);
    this.#taken.set(ceremonyId, { at: now, snapshot });
    const forget = () => {
      if (this.#taken.get(ceremonyId)?.snapshot === snapshot) this.#taken.delete(ceremonyId);
    };
    // Neither a failure nor what is not there is kept.
    snapshot.then((taken) => taken ?? forget(), forget);
    return snapshot;
  }
}

async function takeSnapshot(db: Db, ceremonyId: number, now: number): Promise<TakenSnapshot | null> {
  const ceremony = await findCeremony(db, ceremonyId);
  if (!ceremony) return null;
  const circuits = await circuitsOf(db, ceremonyId);
  const content = {
    ceremonyId,
    status: ceremony.status,
    draining: ceremony.draining === 1,
    drained: ceremony.drainedAt !== null,
    waiting: ceremony.waiting,
    contributions: circuits.reduce((sum, { position }) => sum + position, 0),
    turns: await turnsNow(db, ceremonyId),
    latest: await latestOf(db, circuits),
    lastSeq: ceremony.lastSeq,
  };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
  return { body: { ...content, at: toSeconds(now) }, etag: `"${hash}"` };
}

async function turnsNow(db: Db, ceremonyId: number): Promise<Snapshot['turns']> {
  const turns = await openTurns(db, ceremonyId);
  if (turns.length === 0) return [];
  const people = await db
    .selectFrom('participant')
    .select(['id', 'number', 'publicName', 'contributionStep', 'contributionProgress'])
    .where(
      'id',
      'in',
      turns.map(({ participantId }) => participantId),
    )
    .execute();
  const byId = new Map(people.map((person) => [person.id, person]));
  return turns.flatMap((turn) => {
    const person = byId.get(turn.participantId);
    if (!person || turn.phase === 'CLOSED') return [];
    return {
      circuitId: turn.circuitId,
      participantId: person.id,
      publicName: shownName(person),
      phase: turn.phase,
      step: person.contributionStep,
      percent: person.contributionProgress,
      since: toSeconds(turn.startedAt ?? turn.openedAt),
      ...(turn.deadlineAt === null ? {} : { deadlineAt: toSeconds(turn.deadlineAt) }),
    };
  });
}

/** The latest of each circuit by the index of positions, and of those the latest of all. */
async function latestOf(db: Db, circuits: readonly CircuitRow[]): Promise<Snapshot['latest']> {
  const begun = circuits.filter(({ position }) => position > 0);
  if (begun.length === 0) return [];
  const found = await db
    .selectFrom('contribution')
    .select(['id', 'circuitId', 'position', 'participantId', 'acceptedAt'])
    .where((eb) =>
      eb.or(
        begun.map(({ id, position }) =>
          eb.and([eb('circuitId', '=', id), eb('position', '>', position - LATEST)]),
        ),
      ),
    )
    .execute();
  const rows = found.sort((a, b) => b.id - a.id).slice(0, LATEST);
  const names = await shownNames(
    db,
    rows.map(({ participantId }) => participantId),
  );
  return rows.map(({ circuitId, position, participantId, acceptedAt }) => ({
    circuitId,
    position,
    participantId,
    publicName: names.get(participantId) ?? `contributor-${participantId}`,
    acceptedAt: toSeconds(acceptedAt),
  }));
}
