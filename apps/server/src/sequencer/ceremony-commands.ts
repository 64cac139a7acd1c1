import { moveCeremony } from '@brebaje/ceremony/ceremony-status';
import type { Actor } from '@brebaje/ceremony/transitions';
import { type CeremonyTransaction, inCeremony, writeCeremony } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { resumeClocks } from './resume-clocks.ts';

/** A command that does not fit the state of things; the text says what would. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

/** Who commands, and why: both become public. */
export interface Command {
  who: Actor;
  /** Number of the user, where there is one. */
  by?: number | undefined;
  reason: string;
}

/** Stops every clock: pollers are told to wait, nobody is removed, the open turn keeps its time. */
export async function pauseCeremony(ctx: ServerContext, ceremonyId: number, acting: Command): Promise<void> {
  // A gap that the sweep has not seen yet would be lost in the pause.
  await ctx.catchUp();
  await ctx.checkIns.flush();
  await inCeremony(ctx, ceremonyId, (transaction) => pauseIn(transaction, acting));
}

/** The same in a transaction; the sweep has caught up. */
export async function pauseIn(transaction: CeremonyTransaction, acting: Command): Promise<void> {
  move(transaction, 'PAUSED', acting);
  await writeCeremony(transaction, { status: 'PAUSED', pausedAt: transaction.now });
}

/** Lets a paused ceremony go on; everybody gets a fresh interval, the open turn the time it had left. */
export async function resumeCeremony(ctx: ServerContext, ceremonyId: number, acting: Command): Promise<void> {
  await ctx.catchUp();
  await ctx.checkIns.flush();
  await inCeremony(ctx, ceremonyId, (transaction) => resumeIn(ctx, transaction, acting));
}

/** The same in a transaction; the sweep has caught up. */
export async function resumeIn(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  acting: Command,
): Promise<void> {
  const { trx, now, ceremony } = transaction;
  move(transaction, 'OPENED', acting);
  const since = ceremony.pausedAt ?? now;
  // Negative when the clock was stepped back meanwhile: the turn has the time it had left all the same.
  await resumeClocks(trx, ceremony, { millis: now - since, since, now, restarted: false });
  await writeCeremony(transaction, { status: 'OPENED', pausedAt: null });
  transaction.afterCommit(() => ctx.slotFreed(ceremony.id));
}

/**
 * Lets nobody new in. Whoever is inside finishes as the policy says, then the ceremony is drained and stays
 * so: reads go on. Doing it again changes nothing.
 */
export async function drainCeremony(
  ctx: ServerContext,
  ceremonyId: number,
  { who, reason }: { who: Actor; reason: string },
): Promise<'draining' | 'drained'> {
  await ctx.catchUp();
  const state = await inCeremony(ctx, ceremonyId, async (transaction) => {
    const { ceremony, gate } = transaction;
    if (ceremony.drainedAt !== null) return 'drained';
    if (!gate.draining) {
      if (gate.status !== 'OPENED' && gate.status !== 'PAUSED')
        throw new CommandRefused(`a ceremony that is ${gate.status} cannot be drained`);
      await writeCeremony(transaction, { draining: 1 });
      const data = { override: 'drain', reason, who };
      transaction.emit([{ type: 'coordinator.override', data }]);
    }
    return 'draining';
  });
  return state;
}

/** Cancels a ceremony that is not finalized: everything stays as it is and nothing goes on. */
export async function cancelIn(transaction: CeremonyTransaction, acting: Command): Promise<void> {
  move(transaction, 'CANCELED', acting);
  await writeCeremony(transaction, { status: 'CANCELED', canceledAt: transaction.now, pausedAt: null });
}

const WISHES = {
  PAUSED: 'only an open one can be paused',
  OPENED: 'only a paused one can go on',
  CANCELED: 'a finalized one stays',
} as const;

function move(transaction: CeremonyTransaction, to: keyof typeof WISHES, { who, by, reason }: Command): void {
  const { policy, gate } = transaction;
  const moved = moveCeremony(policy, gate, to, who, { drained: false, accepted: 0 });
  if ('refusal' in moved) throw new CommandRefused(`the ceremony is ${gate.status}: ${WISHES[to]}`);
  const told = { reason, ...(by === undefined ? {} : { by }) };
  transaction.emit(moved.events.map((event) => ({ ...event, data: { ...event.data, ...told } })));
}
