/** Says in the audit trail of every live ceremony that disk space is short, once when it begins and once when it ends. */
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { getSetting, setSetting } from '../store/settings.ts';

const keyOf = (ceremonyId: number): string => `disk-short:${ceremonyId}`;

/** Since when a ceremony hands out no turns because disk space is short; null: it does. */
export async function diskShortSince(db: Db, ceremonyId: number): Promise<number | null> {
  const since = await getSetting(db, keyOf(ceremonyId));
  return since === undefined || since === '' ? null : Number(since);
}

/** What each ceremony's trail says already, as far as this process knows. */
const known = new WeakMap<ServerContext, Map<number, boolean>>();

/** One round: looks, and notes a change in these ceremonies. Run it where the sweep is led. */
export async function noteDisk(ctx: ServerContext, ceremonies: readonly CeremonyRow[]): Promise<void> {
  const short = ctx.disk.short();
  const noted = known.get(ctx) ?? new Map<number, boolean>();
  known.set(ctx, noted);
  for (const { id } of ceremonies) {
    if (noted.get(id) === short) continue;
    await inCeremony(ctx, id, async (transaction) => {
      const since = await diskShortSince(transaction.trx, id);
      if ((since !== null) === short) return;
      await setSetting(transaction.trx, keyOf(id), short ? String(transaction.now) : '');
      transaction.emit([{ type: 'coordinator.note', data: short ? BEGINS : ENDS }]);
    });
    noted.set(id, short);
  }
}

const BEGINS = {
  who: 'server',
  note: 'disk short',
  text: 'The server is short of disk space: no new turn is handed out until there is more. Nobody loses a place or a turn.',
};

const ENDS = {
  who: 'server',
  note: 'disk enough',
  text: 'There is enough disk space again: turns go on.',
};
