/** What arrives in storage without passing this server: looked for when a turn's limit is near, and only then. */
import type { ServerContext } from '../sequencer/context.ts';
import { excuseTurn, isStorageFault } from '../sequencer/excuse-turn.ts';
import { noteProgress } from './uploads.ts';

/** So long before the limit; longer than a round of the sweep takes. */
const NEAR = 15_000;

/** Bytes that were there at the last look, by upload. */
const seen = new WeakMap<ServerContext, Map<number, number>>();

/** A look that goes on: a store that is slow is not asked again meanwhile. */
const looking = new WeakMap<ServerContext, Promise<void>>();

/**
 * Notes that bytes of uploads arrive whose turns are about to end. Whoever cannot be told to be at it because
 * storage does not answer has their time again.
 */
export function lookForBytes(ctx: ServerContext): Promise<void> {
  const look = looking.get(ctx) ?? lookOnce(ctx).finally(() => looking.delete(ctx));
  looking.set(ctx, look);
  return look;
}

async function lookOnce(ctx: ServerContext): Promise<void> {
  if (!ctx.parts.direct) return;
  const uploads = await ctx.store.db
    .selectFrom('upload')
    .innerJoin('turn', 'turn.id', 'upload.turnId')
    .select(['upload.id', 'turn.id as turnId', 'turn.deadlineAt'])
    .where('upload.state', '=', 'OPEN')
    .where('turn.phase', '=', 'WORKING')
    .execute();
  const before = seen.get(ctx) ?? new Map<number, number>();
  const now = new Map<number, number>();
  const near = ctx.clock.now() + NEAR;
  for (const { id, turnId, deadlineAt } of uploads) {
    now.set(id, before.get(id) ?? 0);
    if (deadlineAt === null || deadlineAt > near) continue;
    try {
      const bytes = (await ctx.parts.list(id)).reduce((sum, { size }) => sum + size, 0);
      if (bytes > (before.get(id) ?? 0)) await noteProgress(ctx, turnId)();
      now.set(id, bytes);
    } catch (error) {
      ctx.log.warn({ err: error, upload: id }, 'storage could not be asked for parts');
      if (isStorageFault(error)) await excuseTurn(ctx, turnId);
    }
  }
  seen.set(ctx, now);
}
