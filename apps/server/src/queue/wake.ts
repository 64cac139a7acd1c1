import type { CeremonyTransaction } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';

/** Answers a participant's held request once the change is on the disk. */
export function wake(ctx: ServerContext, transaction: CeremonyTransaction, participantId: number): void {
  const { ceremony } = transaction;
  transaction.afterCommit(() => {
    ctx.turnWaits.give(ceremony.id, participantId, undefined);
  });
}

/** Versions that the requests held by a process have seen, by participant. */
const seen = new WeakMap<ServerContext, Map<number, { ceremonyId: number; version: number }>>();

/** Notes what a held request has seen of its participant, until the function that is returned is called. */
export function watchRow(
  ctx: ServerContext,
  row: { id: number; ceremonyId: number; version: number },
): () => void {
  const watched = seen.get(ctx) ?? new Map();
  seen.set(ctx, watched);
  const entry = { ceremonyId: row.ceremonyId, version: row.version };
  watched.set(row.id, entry);
  return () => {
    if (watched.get(row.id) === entry) watched.delete(row.id);
  };
}

const GROUP = 1_000;

/** Each tick: answers those whose row another process has changed. */
export async function wakeChanged(ctx: ServerContext): Promise<void> {
  const watched = seen.get(ctx);
  if (!watched || watched.size === 0) return;
  const ids = [...watched.keys()];
  for (let start = 0; start < ids.length; start += GROUP) {
    const rows = await ctx.store.db
      .selectFrom('participant')
      .select(['id', 'version'])
      .where('id', 'in', ids.slice(start, start + GROUP))
      .execute();
    for (const { id, version } of rows) {
      const entry = watched.get(id);
      if (entry && entry.version !== version) ctx.turnWaits.give(entry.ceremonyId, id, undefined);
    }
  }
}
