import type { ServerContext } from '../sequencer/context.ts';

/** Removes parts that no open upload needs: what a crash left behind. Returns of how many uploads. */
export async function removeLeftParts(ctx: ServerContext): Promise<number> {
  const there = await ctx.parts.uploads();
  if (there.length === 0) return 0;
  const open = await ctx.store.db.selectFrom('upload').select('id').where('state', '=', 'OPEN').execute();
  const needed = new Set(open.map(({ id }) => id));
  const left = there.filter((id) => !needed.has(id));
  for (const id of left) await ctx.parts.remove(id);
  return left.length;
}
