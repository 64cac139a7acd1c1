/** Circuits of a ceremony that has not opened: they are described, take another place, or go. */
import type { CircuitSource } from '@brebaje/protocol/rest/circuit-source';
import { type Acting, told } from '../ceremonies/acting.ts';
import { Problem } from '../rest/problem.ts';
import { requireVersion } from '../rest/row-version.ts';
import { type CeremonyTransaction, inCeremony, writeCircuit } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { forgetBlobs, forgetPtaus } from '../sequencer/forget-blobs.ts';
import { circuitsOf, findCircuit } from '../store/circuits.ts';
import { unfinishedDrafts, updateDraft } from '../store/drafts.ts';
import type { CircuitRow, DraftRow } from '../store/schema.ts';
import { blobsNamedIn, type Groth16Metadata } from '../verify/groth16-metadata.ts';
import { changed } from './change-drafts.ts';
import { requireChangeable } from './drafts.ts';

/** What a change asks for; null takes a field away. */
export interface CircuitChanges {
  name?: string | null | undefined;
  description?: string | null | undefined;
  source?: CircuitSource | null | undefined;
  sequence?: number | undefined;
}

/** Changes what is said of a circuit, and its place: the others move up or down. Throws CIRCUITS_FIXED. */
export function changeCircuit(
  ctx: ServerContext,
  row: Pick<CircuitRow, 'id' | 'ceremonyId'>,
  { sequence, ...said }: CircuitChanges,
  acting: Acting,
  ifMatch?: number,
): Promise<CircuitRow> {
  return inCircuit(ctx, row, async (transaction, circuit) => {
    requireVersion(circuit, ifMatch);
    requireChangeable(transaction.ceremony);
    const { trx, emit, now } = transaction;
    const before = JSON.parse(circuit.metadata) as Groth16Metadata;
    const metadata = JSON.stringify(changed<Groth16Metadata>(before, said));
    const changes: object[] = [];
    if (metadata !== circuit.metadata) {
      await writeCircuit(transaction, circuit, { metadata });
      changes.push({ field: `circuits.${circuit.slug}`, new: said });
    }
    if (sequence !== undefined && sequence !== circuit.sequence) {
      const order = await place(transaction, circuit.id, sequence);
      changes.push({ field: 'circuits', new: order });
    }
    if (changes.length > 0)
      emit([{ type: 'ceremony.amended', data: { changes, ...told(acting), from: now } }]);
    return (await findCircuit(trx, circuit.id))!;
  });
}

/** Puts a circuit at a place among all of them and the drafts. Answers the slugs in order. */
async function place(transaction: CeremonyTransaction, id: number, sequence: number): Promise<string[]> {
  const order = await orderOf(transaction);
  const from = order.findIndex(({ kind, row }) => kind === 'circuit' && row.id === id);
  const [moved] = order.splice(from, 1);
  order.splice(Math.min(sequence, order.length + 1) - 1, 0, moved!);
  await numberAnew(transaction, order);
  return order.map(({ row }) => row.slug);
}

type Placed = { kind: 'circuit'; row: CircuitRow } | { kind: 'draft'; row: DraftRow };

async function orderOf({ trx, ceremony }: CeremonyTransaction): Promise<Placed[]> {
  const circuits = await circuitsOf(trx, ceremony.id);
  const drafts = await unfinishedDrafts(trx, ceremony.id);
  return [
    ...circuits.map((row): Placed => ({ kind: 'circuit', row })),
    ...drafts.map((row): Placed => ({ kind: 'draft', row })),
  ].sort((one, other) => one.row.sequence - other.row.sequence);
}

async function numberAnew({ trx, ceremony }: CeremonyTransaction, order: readonly Placed[]): Promise<void> {
  // No two circuits have the same place at any moment.
  await trx
    .updateTable('circuit')
    .set(({ eb }) => ({ sequence: eb('sequence', '*', -1) }))
    .where('ceremonyId', '=', ceremony.id)
    .execute();
  for (const [index, { kind, row }] of order.entries()) {
    if (kind === 'draft') await updateDraft(trx, row, { sequence: index + 1 });
    else
      await trx
        .updateTable('circuit')
        .set(({ eb }) => ({ sequence: index + 1, version: eb('version', '+', 1) }))
        .where('id', '=', row.id)
        .execute();
  }
}

/** Takes a circuit out. Throws CIRCUITS_FIXED, and CONFLICT when somebody has a turn reserved on it. */
export function removeCircuit(
  ctx: ServerContext,
  row: Pick<CircuitRow, 'id' | 'ceremonyId'>,
  acting: Acting,
  ifMatch?: number,
): Promise<void> {
  return inCircuit(ctx, row, async (transaction, circuit) => {
    requireVersion(circuit, ifMatch);
    requireChangeable(transaction.ceremony);
    const { trx, emit, now } = transaction;
    const reserved = await trx
      .selectFrom('reservation')
      .select('id')
      .where('circuitId', '=', circuit.id)
      .limit(1)
      .executeTakeFirst();
    if (reserved)
      throw new Problem('CONFLICT', `Somebody has a turn reserved on ${circuit.slug}: its history is kept.`);
    await trx
      .deleteFrom('upload')
      .where('draftId', 'in', (eb) => eb.selectFrom('draft').select('id').where('circuitId', '=', circuit.id))
      .execute();
    await trx.deleteFrom('draft').where('circuitId', '=', circuit.id).execute();
    await trx.deleteFrom('circuit').where('id', '=', circuit.id).execute();
    await numberAnew(transaction, await orderOf(transaction));
    const change = { field: 'circuits', old: { slug: circuit.slug, genesis: circuit.genesisBlob } };
    emit([{ type: 'ceremony.amended', data: { changes: [change], ...told(acting), from: now } }]);
    await forgetCircuit(ctx, transaction, circuit);
  });
}

/** Forgets the blobs of a circuit whose row is gone. */
export async function forgetCircuit(
  ctx: ServerContext,
  transaction: CeremonyTransaction,
  { genesisBlob, metadata }: CircuitRow,
): Promise<void> {
  const { blobs, ptau } = blobsNamedIn(JSON.parse(metadata));
  await forgetBlobs(ctx, transaction, [...new Set([genesisBlob, ...blobs])]);
  await forgetPtaus(ctx, transaction, [ptau]);
}

function inCircuit<T>(
  ctx: ServerContext,
  { id, ceremonyId }: Pick<CircuitRow, 'id' | 'ceremonyId'>,
  use: (transaction: CeremonyTransaction, circuit: CircuitRow) => Promise<T>,
): Promise<T> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const circuit = await findCircuit(transaction.trx, id);
    if (!circuit) throw new Problem('NOT_FOUND');
    return use(transaction, circuit);
  });
}
