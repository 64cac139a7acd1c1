/** The way in for whoever runs a server: one-time links that make operators and coordinators. */
import type { ServerContext } from '../sequencer/context.ts';
import type { Db } from '../store/open-store.ts';
import { createInvitation } from './issue.ts';
import { FIRST_OPERATOR } from './rights.ts';
import { joinLink } from './token.ts';

/** Milliseconds. */
const LIFE = 86_400_000;

/** A link that makes whoever uses it an operator, or a coordinator who may make projects. Once, for a day. */
export async function operatorLink(
  ctx: Pick<ServerContext, 'store' | 'clock' | 'random'>,
  {
    base,
    role = 'operator',
    name = null,
  }: { base: string; role?: 'operator' | 'coordinator'; name?: string | null },
): Promise<{ link: string; expiresAt: number }> {
  const until = ctx.clock.now() + LIFE;
  const { token } = await ctx.store.transaction((trx) => createInvitation(trx, ctx, { role, name, until }));
  return { link: joinLink(base, token), expiresAt: until };
}

/** The link of a server that nobody can operate yet; null: there is somebody. */
export async function firstOperatorLink(
  ctx: Pick<ServerContext, 'store' | 'clock' | 'random'>,
  base: string,
): Promise<string | null> {
  if (await hasSomebody(ctx.store.db)) return null;
  await forgetUnused(ctx.store.db, ctx.clock.now());
  return (await operatorLink(ctx, { base, name: FIRST_OPERATOR })).link;
}

/** Whether anybody has rights over anything here. */
async function hasSomebody(db: Db): Promise<boolean> {
  const user = await db.selectFrom('user').select('id').where('role', 'is not', null).executeTakeFirst();
  const owner = await db
    .selectFrom('project')
    .select('id')
    .where('ownerUserId', 'is not', null)
    .executeTakeFirst();
  return user !== undefined || owner !== undefined;
}

/** Every start prints a link: those of a day ago and earlier go. */
async function forgetUnused(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('invitation')
    .where('name', '=', FIRST_OPERATOR)
    .where('usedAt', 'is', null)
    .where('until', '<=', now)
    .execute();
}
