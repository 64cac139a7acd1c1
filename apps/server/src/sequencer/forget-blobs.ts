import { findBlob, forgetBlob, forgetPtau } from '../store/blobs.ts';
import type { CeremonyTransaction } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';

/**
 * Gives up bytes that no chain and no open turn needs any more: 3 MB of powers and 6 MB of upload for every
 * contribution would fill any disk. What is still needed stays.
 */
export async function forgetBlobs(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  hashes: (string | null | undefined)[],
): Promise<void> {
  await forget(ctx, transaction, hashes, forgetBlob);
}

/** The same for a phase 1 that nobody keeps any more. */
export async function forgetPtaus(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  hashes: (string | null | undefined)[],
): Promise<void> {
  await forget(ctx, transaction, hashes, forgetPtau);
}

async function forget(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  hashes: (string | null | undefined)[],
  forgetOne: typeof forgetBlob,
): Promise<void> {
  for (const hash of hashes) {
    if (!hash || !(await forgetOne(transaction.trx, hash))) continue;
    transaction.afterCommit(() =>
      removeForgotten(ctx, hash).catch((error: unknown) => {
        // The next start finds it.
        ctx.log.warn({ err: error, blob: hash }, 'bytes could not be removed');
      }),
    );
  }
}

/** Since the commit somebody else may have stored and noted the same bytes. */
async function removeForgotten(ctx: ServerContext, hash: string): Promise<void> {
  if (!(await findBlob(ctx.store.db, hash))) await ctx.blobs.remove(hash);
}

/** Removes bytes that no row names: what a crash left between storing and committing. */
export async function removeOrphans(ctx: ServerContext): Promise<void> {
  for await (const hash of ctx.blobs.list())
    if (!(await findBlob(ctx.store.db, hash))) await ctx.blobs.remove(hash);
}
