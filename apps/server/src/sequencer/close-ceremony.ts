import { beaconForClosing } from '@brebaje/ceremony/beacon';
import { moveCeremony } from '@brebaje/ceremony/ceremony-status';
import type { Actor } from '@brebaje/ceremony/transitions';
import { BEACON_TIMES, toldBeacon } from '../ceremonies/beacon.ts';
import { type CeremonyTransaction, inCeremony, writeCeremony } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { resumeClocks } from './resume-clocks.ts';

/** Closes an open ceremony because its number of contributions has come, or its roster is done. */
export async function closeCeremony(
  transaction: CeremonyTransaction,
  cause: 'count' | 'date' | 'roster',
): Promise<void> {
  if (transaction.gate.status !== 'OPENED') return;
  await closeIn(transaction, 'server', { cause });
}

/**
 * Closes an open ceremony whose day has come: it drains from then on. A pause is not cut short, because then
 * clocks would run for people who cannot work; a paused one closes when it goes on.
 */
export async function closeByDate(ctx: ServerContext, ceremonyId: number): Promise<void> {
  await inCeremony(ctx, ceremonyId, async (transaction) => {
    const { closesAt } = transaction.ceremony;
    // Somebody may have changed the date a moment ago.
    if (closesAt !== null && closesAt <= transaction.now) await closeCeremony(transaction, 'date');
  });
}

/**
 * Closes an open or paused ceremony, which fixes the round of its beacon. `data` is public. Throws what the rules
 * refuse.
 */
export async function closeIn(
  transaction: CeremonyTransaction,
  who: Actor,
  data: Record<string, unknown>,
): Promise<void> {
  const { trx, policy, gate, ceremony, now } = transaction;
  const closed = moveCeremony(policy, gate, 'CLOSED', who, { drained: false, accepted: 0 });
  if ('refusal' in closed) throw new Error(`a ceremony that is ${gate.status} cannot be closed`);
  if (ceremony.pausedAt !== null) {
    const since = ceremony.pausedAt;
    await resumeClocks(trx, ceremony, { millis: now - since, since, now, restarted: false });
  }
  const { status, draining } = closed.gate;
  const beacon = policy.beacon && beaconForClosing(policy.beacon, now, BEACON_TIMES);
  const named = beacon === policy.beacon ? {} : { policy: JSON.stringify({ ...policy, beacon }) };
  const moved = { status, draining: draining ? 1 : 0, closedAt: now, pausedAt: null };
  await writeCeremony(transaction, { ...moved, ...named });
  const told = { ...data, ...toldBeacon(beacon) };
  transaction.emit(closed.events.map((event) => ({ ...event, data: { ...event.data, ...told } })));
}
