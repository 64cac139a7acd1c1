import type { CeremonyTransaction } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';

/** Discards what a turn's uploads hold: bytes are sent for one attempt and never used for another. */
export async function discardUploads(
  ctx: Pick<ServerContext, 'parts' | 'log'>,
  { trx, afterCommit }: CeremonyTransaction,
  turnId: number,
): Promise<void> {
  const rows = await trx
    .updateTable('upload')
    .set(({ eb }) => ({ state: 'DISCARDED', version: eb('version', '+', 1) }))
    .where('turnId', '=', turnId)
    .where('state', '=', 'OPEN')
    .returning('id')
    .execute();
  for (const { id } of rows)
    afterCommit(() =>
      ctx.parts.remove(id).catch((error: unknown) => {
        // The sweep finds it.
        ctx.log.warn({ err: error, upload: id }, 'parts could not be removed');
      }),
    );
}
