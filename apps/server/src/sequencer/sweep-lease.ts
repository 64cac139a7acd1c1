import type { Db } from '../store/open-store.ts';
import { getSetting, setSettingOnce } from '../store/settings.ts';

/** Who sweeps, until when, and when it last did. */
export interface SweepLease {
  owner: string;
  until: number;
  tick: number;
}

const KEY = 'sweep';

/** A sweeper that has said nothing for so long is taken for dead. */
export const SWEEP_LEASE_MILLIS = 5_000;

/**
 * Takes or keeps the sweep for one tick. `before` is the lease as it was (null: nobody has ever swept);
 * undefined when another process sweeps. `alone`: no other process can be alive. Run it in the transaction
 * that does what the lease allows.
 */
export async function takeSweep(
  trx: Db,
  { owner, now, alone }: { owner: string; now: number; alone: boolean },
): Promise<{ before: SweepLease | null } | undefined> {
  const after = JSON.stringify({ owner, until: now + SWEEP_LEASE_MILLIS, tick: now } satisfies SweepLease);
  const stored = await getSetting(trx, KEY);
  if (stored === undefined)
    return (await setSettingOnce(trx, KEY, after)) === after ? { before: null } : undefined;
  const before = JSON.parse(stored) as SweepLease;
  // A lease far in the future is one of a clock that was stepped back since.
  const alive = before.until > now && before.until <= now + SWEEP_LEASE_MILLIS;
  if (before.owner !== owner && alive && !alone) return undefined;
  const taken = await trx
    .updateTable('setting')
    .set({ value: after })
    .where('key', '=', KEY)
    .where('value', '=', stored)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n ? { before } : undefined;
}
