import type { CeremonyTransaction } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';

/** Answers a participant's held requests once the change is on the disk. */
export function wake(
  ctx: Pick<ServerContext, 'turnWaits'>,
  { afterCommit }: CeremonyTransaction,
  participantId: number,
): void {
  afterCommit(() => ctx.turnWaits.wake(participantId));
}
