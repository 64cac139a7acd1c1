import { createHash } from 'node:crypto';
import { moveCeremony } from '@brebaje/ceremony/ceremony-status';
import type { Actor } from '@brebaje/ceremony/transitions';
import { canonicalJson } from '../store/canonical-json.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import { inCeremony, writeCeremony } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';

/** Opens a scheduled ceremony and fixes its manifest for good; does nothing when that has happened. */
export async function openCeremony(ctx: ServerContext, ceremonyId: number, who: Actor): Promise<void> {
  await inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, policy, gate, now } = transaction;
    // Another process that shares the store was faster.
    if (gate.status !== 'SCHEDULED') return;
    const opened = moveCeremony(policy, gate, 'OPENED', who, { drained: false, accepted: 0 });
    if ('refusal' in opened) throw new Error(`a ceremony that is ${gate.status} cannot be opened`);
    const circuits = await circuitsOf(trx, ceremonyId);
    const manifest = manifestOf(ceremony, circuits, { openedAt: now, logKey: ctx.keys.logPublicKey });
    const manifestHash = createHash('sha256').update(manifest).digest('hex');
    await writeCeremony(transaction, { status: 'OPENED', manifest, manifestHash });
    const [event] = opened.events;
    if (event) transaction.emit([{ ...event, data: { ...event.data, manifest: manifestHash } }]);
  });
}

/** The canonical document whose SHA-256 names a ceremony: everything that is decided before the first turn. */
export function manifestOf(
  ceremony: CeremonyRow,
  circuits: CircuitRow[],
  { openedAt, logKey }: { openedAt: number; logKey: string },
): string {
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
    policy: JSON.parse(ceremony.policy),
    qualification: JSON.parse(ceremony.qualification),
    beacon: null,
    receiptAddress: ceremony.receiptAddress,
    logKey,
  });
}
