import type { ServerContext } from '../sequencer/context.ts';
import { recordBlob } from '../store/blobs.ts';

/** Stores bytes of a result and notes them at once: the next start removes what no row names. */
export async function storeArtifact(
  ctx: ServerContext,
  source: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<{ hash: string; size: number }> {
  const blob = await ctx.blobs.put(source);
  await recordBlob(ctx.store.db, { ...blob, kind: 'artifact', createdAt: ctx.clock.now() });
  return blob;
}
