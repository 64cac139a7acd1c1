/** Who is about next in the queues of a ceremony. */
import { sql } from 'kysely';
import type { Db } from '../store/open-store.ts';
import type { ParticipantRow } from '../store/schema.ts';

export interface Coming {
  person: ParticipantRow;
  circuit: { id: number; slug: string };
  /** 1 for the next. */
  place: number;
  /** Judging by the turns so far; null while there are none. */
  aboutAt: number | null;
}

/** Whoever has at most this place is about next, */
const NEAR = 2;

/** and so is whoever comes within this time, as far as turns so far tell. */
const SOON = 15 * 60_000;

/** Nobody further back is looked at. */
const LOOKED_AT = 20;

/** The people at the head of each circuit's queue, in its order. */
export async function comingTurns(trx: Db, ceremonyId: number, now: number): Promise<Coming[]> {
  const circuits = await trx
    .selectFrom('circuit')
    .select(['id', 'slug', 'turnsDone', 'turnsMillis', 'haltedAt'])
    .where('ceremonyId', '=', ceremonyId)
    .orderBy('sequence')
    .execute();
  const coming: Coming[] = [];
  for (const { id, slug, turnsDone, turnsMillis, haltedAt } of circuits) {
    if (haltedAt !== null) continue;
    const mean = turnsDone === 0 ? null : turnsMillis / turnsDone;
    const soon = mean === null ? NEAR : Math.floor(SOON / Math.max(mean, 1));
    const people = await trx
      .selectFrom('participant')
      .selectAll()
      .where('circuitId', '=', id)
      .where('status', '=', 'WAITING')
      // The names of a queue's three parts sort in the order in which they are served.
      .orderBy('queueClass')
      .orderBy('priority', 'desc')
      .orderBy('queuedAt')
      .orderBy('id')
      .limit(sql.lit(Math.min(Math.max(NEAR, soon), LOOKED_AT)))
      .execute();
    for (const [index, person] of people.entries())
      coming.push({
        person,
        circuit: { id, slug },
        place: index + 1,
        aboutAt: mean === null ? null : now + Math.round(mean * (index + 1)),
      });
  }
  return coming;
}
