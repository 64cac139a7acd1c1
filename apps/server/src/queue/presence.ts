import { checkInBounds } from '@brebaje/ceremony/policy';
import { policyOf } from '../sequencer/rows.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, ParticipantRow } from '../store/schema.ts';

/** How often a connection is written down as a sign of life. */
const EVERY = 15_000;

interface Connected {
  ceremonyId: number;
  userId: number;
  connections: number;
  /** When it was last written; null: not yet. */
  writtenAt: number | null;
}

/**
 * Whose clients are connected to this process. Each counts as a heartbeat for the participant that its person
 * is in the ceremony, now or later; written in groups, at most every 15 s for one person.
 */
export class Presence {
  readonly #connected = new Map<string, Connected>();

  /** Notes a connection; the function that is returned ends it. */
  connect(ceremonyId: number, userId: number): () => void {
    const key = `${ceremonyId}/${userId}`;
    const entry = this.#connected.get(key) ?? { ceremonyId, userId, connections: 0, writtenAt: null };
    entry.connections += 1;
    this.#connected.set(key, entry);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      entry.connections -= 1;
      if (entry.connections === 0) this.#connected.delete(key);
    };
  }

  /** Writes what is due. A heartbeat keeps a presence and begins none. */
  async write(db: Db, now: number): Promise<void> {
    const due = new Map<number, Connected[]>();
    for (const entry of this.#connected.values()) {
      const fresh = entry.writtenAt !== null && now >= entry.writtenAt && now - entry.writtenAt < EVERY;
      if (!fresh) due.set(entry.ceremonyId, [...(due.get(entry.ceremonyId) ?? []), entry]);
    }
    for (const [ceremonyId, entries] of due) {
      const ceremony = await findCeremony(db, ceremonyId);
      const policy = ceremony && policyOf(ceremony);
      if (policy?.discipline === 'QUEUE')
        await keepPresent(
          db,
          ceremonyId,
          entries.map(({ userId }) => userId),
          now + checkInBounds(policy).upper,
        );
      for (const entry of entries) entry.writtenAt = now;
    }
  }

  get size(): number {
    return this.#connected.size;
  }
}

const GROUP = 1_000;

/** Beside the row's version: a heartbeat changes nothing that anybody else may be changing. */
async function keepPresent(db: Db, ceremonyId: number, users: number[], until: number): Promise<void> {
  for (let start = 0; start < users.length; start += GROUP)
    await db
      .updateTable('participant')
      .set({ presentUntil: until })
      .where('ceremonyId', '=', ceremonyId)
      .where('userId', 'in', users.slice(start, start + GROUP))
      .where('presentUntil', '<', until)
      .execute();
}

/** One sign of life by a request, as a connection gives it. */
export async function sayHeartbeat(
  ctx: { store: { db: Db }; clock: { now(): number } },
  ceremony: CeremonyRow,
  { userId }: Pick<ParticipantRow, 'userId'>,
): Promise<void> {
  const policy = policyOf(ceremony);
  if (policy.discipline !== 'QUEUE') return;
  await keepPresent(ctx.store.db, ceremony.id, [userId], ctx.clock.now() + checkInBounds(policy).upper);
}
