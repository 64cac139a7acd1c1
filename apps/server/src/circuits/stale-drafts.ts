import type { ServerContext } from '../sequencer/context.ts';
import { removeDraft } from './change-drafts.ts';

/** Nobody has touched a draft for so long: it goes with its files. */
const STALE_MILLIS = 14 * 86_400_000;

/** Removes drafts that nobody works on any more, or whose ceremony is past taking circuits. Answers how many. */
export async function removeStaleDrafts(ctx: ServerContext): Promise<number> {
  const rows = await ctx.store.db
    .selectFrom('draft')
    .innerJoin('ceremony', 'ceremony.id', 'draft.ceremonyId')
    .select(['draft.id', 'draft.ceremonyId', 'draft.slug'])
    .where('draft.state', 'in', ['FILES', 'FAILED'])
    .where(({ eb, or }) =>
      or([
        eb('ceremony.status', '!=', 'SCHEDULED'),
        eb('draft.touchedAt', '<', ctx.clock.now() - STALE_MILLIS),
      ]),
    )
    .limit(100)
    .execute();
  for (const row of rows) {
    await removeDraft(ctx, row);
    ctx.log.info({ draft: row.slug }, 'removed a circuit that nobody registered to the end');
  }
  return rows.length;
}
