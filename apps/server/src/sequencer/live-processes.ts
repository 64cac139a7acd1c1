import type { Db } from '../store/open-store.ts';
import { setSetting } from '../store/settings.ts';

const PREFIX = 'process:';

/**
 * A process that has been silent for so long is taken for dead, with the check-ins it had not written. It is
 * less than the sweep waits for others' check-ins, so nobody is removed before this is known.
 */
const SILENCE_MILLIS = 3_000;

/** Tells the other processes on this store that this one lives. */
export function beat(db: Db, processId: string, now: number): Promise<void> {
  return setSetting(db, PREFIX + processId, String(now));
}

/** This process ends in order: everything it had is written. */
export async function sayGoodbye(db: Db, processId: string): Promise<void> {
  await db
    .deleteFrom('setting')
    .where('key', '=', PREFIX + processId)
    .execute();
}

/** Forgets processes that ended otherwise. Returns how many there were. */
export async function buryDead(trx: Db, now: number): Promise<number> {
  const rows = await trx.selectFrom('setting').selectAll().where('key', 'like', `${PREFIX}%`).execute();
  // A beat in the future was made before the clock was stepped back.
  const dead = rows.filter(({ value }) => Math.abs(now - Number(value)) > SILENCE_MILLIS);
  if (dead.length === 0) return 0;
  const keys = dead.map(({ key }) => key);
  await trx.deleteFrom('setting').where('key', 'in', keys).execute();
  return dead.length;
}
