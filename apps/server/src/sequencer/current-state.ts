import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { unpackState } from '@brebaje/kzg/state';
import type { WitnessRecord } from '@brebaje/kzg/transcript';
import { transcriptOfColumns } from '@brebaje/kzg/transcript-columns';
import type { StateSnapshot } from '../http/sequencer-port.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { contributions, findContribution } from '../store/contributions.ts';
import type { Store } from '../store/open-store.ts';
import { recordOf } from '../verify/kzg-record.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import type { ServerContext } from './context.ts';
import { loadCircuit } from './load.ts';
import { type ChainAt, type ChainSource, TranscriptColumns } from './transcript-columns.ts';

/**
 * The columns of the transcripts of a store. On an embedded one whoever holds the data folder's lock is alone
 * with them and the next start goes on; processes that share a folder each have their own, without a name.
 */
export function openTranscriptColumns(store: Store, data: string): TranscriptColumns {
  const kept = store.kind === 'sqlite';
  const folder = join(resolve(data), kept ? 'transcripts' : 'quarantine');
  return new TranscriptColumns({ folder, kept }, chainSource(store));
}

function chainSource({ db }: Pick<Store, 'db'>): ChainSource {
  return {
    async markOf(circuitId, position) {
      const row = await findContribution(db, circuitId, position);
      if (!row) return undefined;
      const { headBlob, acceptedAt, record } = row;
      return createHash('sha256')
        .update(JSON.stringify([headBlob, acceptedAt, record]))
        .digest('hex');
    },
    records: (circuitId, from, to) => recordsOf(contributions(db, circuitId, { from, to }), from),
  };
}

/** The records of rows at `from` and after. Throws when one of them is missing. */
async function* recordsOf(
  rows: AsyncIterable<{ position: number; record: string }>,
  from: number,
): AsyncGenerator<WitnessRecord> {
  let position = from;
  for await (const row of rows) {
    if (row.position !== position) throw new Error(`the chain misses position ${position}`);
    yield recordOf(JSON.parse(row.record));
    position += 1;
  }
}

interface HeadAt extends ChainAt {
  headBlob: string;
  packed: Uint8Array;
  metadata: KzgMetadata;
  lastModified: number;
}

/** The chain of a ceremony with its head as it is now. */
async function headOf(ctx: ServerContext, ceremonyId: number): Promise<HeadAt> {
  const { db } = ctx.store;
  const ceremony = await findCeremony(db, ceremonyId);
  if (!ceremony) throw new Error(`there is no ceremony ${ceremonyId}`);
  const { id, position, headBlob, genesisBlob, metadata } = await loadCircuit(db, ceremonyId);
  const packed = await ctx.blobs.read(headBlob);
  const { sizes } = JSON.parse(metadata) as KzgMetadata;
  const latest = await findContribution(db, id, position);
  return {
    circuitId: id,
    genesis: genesisBlob,
    subs: sizes.length,
    position,
    headBlob,
    packed,
    metadata: { sizes },
    lastModified: latest?.acceptedAt ?? ceremony.createdAt,
  };
}

/**
 * transcript.json as of now, and as of now however long the reading takes and whatever is accepted meanwhile:
 * columns only grow, and the head is held here. Reading it takes no work per contribution.
 */
export async function currentState(ctx: ServerContext, ceremonyId: number): Promise<StateSnapshot> {
  const { id } = await loadCircuit(ctx.store.db, ceremonyId);
  const { chain, columns } = await ctx.transcripts.upTo(id, () => headOf(ctx, ceremonyId));
  const state = unpackState(chain.packed, chain.metadata.sizes);
  return {
    etag: `"${chain.position}-${chain.headBlob}"`,
    lastModified: chain.lastModified,
    chunks: columns.snapshot((column) => transcriptOfColumns(state, column)),
  };
}
