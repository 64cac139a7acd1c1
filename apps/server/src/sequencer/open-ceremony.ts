import { createHash } from 'node:crypto';
import { beaconForClosing } from '@brebaje/ceremony/beacon';
import { moveCeremony } from '@brebaje/ceremony/ceremony-status';
import type { StoredPolicy } from '@brebaje/ceremony/policy';
import type { Actor } from '@brebaje/ceremony/transitions';
import { termsOf } from '../ceremonies/about.ts';
import { BEACON_TIMES, commitmentOf, toldBeacon } from '../ceremonies/beacon.ts';
import { findingsOf, plannedOf } from '../ceremonies/opening.ts';
import { canonicalJson } from '../store/canonical-json.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import { type CeremonyTransaction, inCeremony, writeCeremony } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import { policyOf } from './rows.ts';

/** Opens the ceremony of the configuration: whoever starts the server has decided. */
export async function openUnchecked(ctx: ServerContext, ceremonyId: number): Promise<void> {
  await inCeremony(ctx, ceremonyId, async (transaction) => {
    // Another process that shares the store was faster.
    if (transaction.gate.status === 'SCHEDULED') await openIn(ctx, transaction, 'operator', {});
  });
}

/** Ceremonies whose day has come although they cannot open; each is told of once. */
const told = new WeakMap<ServerContext, Set<number>>();

/** Opens a ceremony whose day has come; one that is not fit stays as it is until somebody mends it. */
export async function openByDate(ctx: ServerContext, ceremonyId: number): Promise<void> {
  await inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, gate, now } = transaction;
    const due = ceremony.opensAt !== null && ceremony.opensAt <= now;
    if (gate.status !== 'SCHEDULED' || !due) return;
    const faults = findingsOf(ctx, await plannedOf(trx, ceremony), now).filter(isFault);
    if (faults.length === 0) return openIn(ctx, transaction, 'server', { cause: 'date' });
    const known = told.get(ctx) ?? new Set();
    if (!known.has(ceremonyId))
      ctx.log.warn({ ceremony: ceremony.slug, faults }, 'its day has come and it is not fit to open');
    told.set(ctx, known.add(ceremonyId));
  });
}

const isFault = ({ level }: { level: string }): boolean => level === 'FAULT';

/** Opens a ceremony and fixes its manifest for good. `data` is public. Throws what the rules refuse. */
export async function openIn(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  who: Actor,
  data: Record<string, unknown>,
): Promise<void> {
  const { trx, ceremony, policy, gate, now } = transaction;
  const opened = moveCeremony(policy, gate, 'OPENED', who, { drained: false, accepted: 0 });
  if ('refusal' in opened) throw new Error(`a ceremony that is ${gate.status} cannot be opened`);
  const circuits = await circuitsOf(trx, ceremony.id);
  const manifest = manifestOf(ceremony, circuits, { openedAt: now, logKey: ctx.keys.logPublicKey });
  const manifestHash = createHash('sha256').update(manifest).digest('hex');
  const { closesAt } = ceremony;
  const beacon =
    policy.beacon && closesAt !== null
      ? beaconForClosing(policy.beacon, closesAt, BEACON_TIMES)
      : policy.beacon;
  const named = beacon === policy.beacon ? {} : { policy: JSON.stringify({ ...policy, beacon }) };
  await writeCeremony(transaction, { status: 'OPENED', manifest, manifestHash, ...named });
  const [event] = opened.events;
  const fixed = { manifest: manifestHash, ...toldBeacon(beacon) };
  if (event) transaction.emit([{ ...event, data: { ...event.data, ...data, ...fixed } }]);
}

/** The canonical document whose SHA-256 names a ceremony: everything that is decided before the first turn. */
export function manifestOf(
  ceremony: CeremonyRow,
  circuits: CircuitRow[],
  { openedAt, logKey }: { openedAt: number; logKey: string },
): string {
  const { beacon: _, ...policy } = JSON.parse(ceremony.policy) as StoredPolicy;
  return canonicalJson({
    type: 'brebaje/manifest/v1',
    scheme: ceremony.scheme,
    ceremony: ceremony.slug,
    title: ceremony.title,
    test: ceremony.test === 1,
    openedAt,
    circuits: circuits.map((circuit) => ({
      sequence: circuit.sequence,
      slug: circuit.slug,
      metadata: JSON.parse(circuit.metadata),
      genesis: circuit.genesisBlob,
    })),
    policy,
    qualification: JSON.parse(ceremony.qualification),
    eligibility: ceremony.eligibility === null ? null : JSON.parse(ceremony.eligibility),
    terms: termsOf(ceremony),
    beacon: commitmentOf(policyOf(ceremony).beacon),
    receiptAddress: ceremony.receiptAddress,
    logKey,
  });
}
