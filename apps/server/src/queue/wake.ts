import type { CeremonyTransaction } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';

/** Answers a participant's held request once the change is on the disk. */
export function wake(ctx: ServerContext, transaction: CeremonyTransaction, participantId: number): void {
  const { ceremony } = transaction;
  transaction.afterCommit(() => {
    ctx.turnWaits.give(ceremony.id, participantId, undefined);
  });
}
