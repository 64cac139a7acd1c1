import type { Db } from '../store/open-store.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { reissue } from './issue.ts';
import { occasionOf } from './place.ts';
import { type SendContext, type Sent, sendInvitation } from './send.ts';
import { whereState } from './state-filter.ts';

/** Links that one request makes at most. */
const MOST = 500;

/**
 * A message for everybody on the roster who has no link yet, the first on it first. Whoever may come with an
 * account of their own and has no address is left out: they need none. Run it in a transaction.
 */
export async function sendRoster(
  trx: Db,
  ctx: SendContext,
  {
    ceremony,
    cohort,
    by,
    base,
  }: { ceremony: CeremonyRow; cohort: string | undefined; by: number; base: string },
): Promise<{ items: Sent[]; left: number }> {
  let query = trx
    .selectFrom('invitation')
    .where('ceremonyId', '=', ceremony.id)
    .where('role', '=', 'participant')
    .where((eb) => whereState(eb, ['UNSENT'], ctx.clock.now()))
    .where(({ eb, or }) => or([eb('identity', 'is', null), eb('address', 'is not', null)]));
  if (cohort !== undefined) query = query.where('cohort', '=', cohort);
  const { all } = await query.select(({ fn }) => fn.countAll<number>().as('all')).executeTakeFirstOrThrow();
  const rows = await query.selectAll().orderBy('id').limit(MOST).execute();
  const occasion = occasionOf(ceremony);
  const items: Sent[] = [];
  for (const row of rows) {
    const issued = await reissue(trx, ctx, row, by);
    items.push(await sendInvitation(trx, ctx, { ...issued, base, occasion }));
  }
  return { items, left: all - rows.length };
}
