import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findParticipant } from '../store/participants.ts';
import type { SubscriptionRow } from '../store/schema.ts';
import { sayPresent } from './steps.ts';

/** The person whom a message told that their turn is coming says that they are there, wherever they wait. */
export async function answerMessage(
  ctx: ServerContext,
  { userId, ceremonyId, projectId }: Pick<SubscriptionRow, 'userId' | 'ceremonyId' | 'projectId'>,
): Promise<void> {
  await ctx.catchUp();
  const waiting = await ctx.store.db
    .selectFrom('participant')
    .innerJoin('ceremony', 'ceremony.id', 'participant.ceremonyId')
    .select(['participant.id', 'participant.ceremonyId'])
    .where('participant.userId', '=', userId)
    .where('participant.status', '=', 'WAITING')
    .where(({ eb, or }) =>
      or([eb('ceremony.id', '=', ceremonyId ?? 0), eb('ceremony.projectId', '=', projectId ?? 0)]),
    )
    .execute();
  for (const { id, ceremonyId } of waiting)
    await inCeremony(ctx, ceremonyId, async (transaction) => {
      const row = await findParticipant(transaction.trx, id);
      if (row?.status === 'WAITING' && transaction.policy.discipline === 'QUEUE')
        await sayPresent(ctx, transaction, row, 'ANSWER');
    });
}
