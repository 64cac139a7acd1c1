import type { CIRCUIT_OPERATIONS, circuitSchema } from '@brebaje/protocol/rest/circuits';
import { FILES } from '@brebaje/protocol/routes';
import type { z } from 'zod';
import { prefixOf } from '../http/public-url.ts';
import { shownTurn } from '../queue/view.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { isOpen } from '../store/turns.ts';
import type { Groth16Metadata } from '../verify/groth16-metadata.ts';
import type { Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { toSeconds } from './seconds.ts';

const CIRCUITS = listing('circuit', {
  sorts: { id: 'number' },
  filters: { ceremonyId: (eb, ceremonyId: number) => eb('ceremonyId', '=', ceremonyId) },
});

export const CIRCUIT_HANDLERS: Handlers<typeof CIRCUIT_OPERATIONS> = {
  async listCircuits({ ctx }, { query }) {
    const { db } = ctx.store;
    const { rows, ...page } = await CIRCUITS.page(
      db,
      query,
      query.ceremonyId === undefined
        ? (eb) =>
            eb('ceremonyId', 'in', eb.selectFrom('ceremony').select('id').where('archivedAt', 'is', null))
        : undefined,
    );
    return { body: { ...page, items: await shownAll(db, rows) } };
  },

  async readCircuit({ ctx }, { params }) {
    const { db } = ctx.store;
    const row = await findCircuit(db, params.id);
    if (!row) throw new Problem('NOT_FOUND');
    return { body: await shownCircuit(ctx, row), version: row.version };
  },
};

type Shown = z.input<typeof circuitSchema>;
type OpenTurn = TurnRow & { participant: ParticipantRow };

/** A circuit as everybody sees it, with the files that it is made of. */
export async function shownCircuit(
  { store: { db }, config }: ServerContext,
  row: CircuitRow,
): Promise<Shown> {
  const [body] = await shownAll(db, [row]);
  if (!body) throw new Error(`circuit ${row.id} is not shown`);
  const files = filesOf(row.slug, body.metadata as Partial<Groth16Metadata>);
  return {
    ...body,
    ...(files.length === 0
      ? {}
      : {
          files: files.map((file) => ({
            ...file,
            url: `${prefixOf(config)}${FILES}/${file.sha256}/${file.name}`,
          })),
        }),
  };
}

/** What anybody needs to make the genesis again. */
function filesOf(slug: string, { r1cs, wasm, phase1 }: Partial<Groth16Metadata>) {
  return [
    ...(r1cs?.size === undefined ? [] : [{ name: `${slug}.r1cs`, sha256: r1cs.sha256, size: r1cs.size }]),
    ...(wasm ? [{ name: `${slug}.wasm`, ...wasm }] : []),
    ...(phase1?.kept ? [{ name: `pot${phase1.power}.ptau`, sha256: phase1.sha256, size: phase1.size }] : []),
  ];
}

/** The circuits of a page with what hangs on them: a fixed number of queries, however many circuits. */
async function shownAll(db: Db, rows: CircuitRow[]): Promise<Shown[]> {
  if (rows.length === 0) return [];
  const ceremonies = await db
    .selectFrom('ceremony')
    .selectAll()
    .where('id', 'in', [...new Set(rows.map(({ ceremonyId }) => ceremonyId))])
    .execute();
  const turns = await openTurnsOf(db, rows);
  const waiting = await waitingFor(db, rows);
  return rows.map((row) => {
    const ceremony = ceremonies.find(({ id }) => id === row.ceremonyId);
    if (!ceremony) throw new Error(`circuit ${row.id} has lost its ceremony`);
    const turn = turns.find(({ circuitId }) => circuitId === row.id);
    return shown(row, ceremony, turn, waiting.get(row.id) ?? 0);
  });
}

async function openTurnsOf(db: Db, rows: CircuitRow[]): Promise<OpenTurn[]> {
  const turns = await db
    .selectFrom('turn')
    .selectAll()
    .where(
      'circuitId',
      'in',
      rows.map(({ id }) => id),
    )
    .where(isOpen)
    .execute();
  if (turns.length === 0) return [];
  const people = await db
    .selectFrom('participant')
    .selectAll()
    .where(
      'id',
      'in',
      turns.map(({ participantId }) => participantId),
    )
    .execute();
  return turns.flatMap((turn) => {
    const participant = people.find(({ id }) => id === turn.participantId);
    return participant ? [{ ...turn, participant }] : [];
  });
}

/** People in the queues of circuits; a lobby's are counted by its ceremony. */
async function waitingFor(db: Db, rows: CircuitRow[]): Promise<Map<number, number>> {
  const counts = await db
    .selectFrom('participant')
    .select(['circuitId', ({ fn }) => fn.countAll<number>().as('count')])
    .where(
      'circuitId',
      'in',
      rows.map(({ id }) => id),
    )
    .where('status', '=', 'WAITING')
    .groupBy('circuitId')
    .execute();
  return new Map(counts.map(({ circuitId, count }) => [circuitId ?? 0, count]));
}

function shown(row: CircuitRow, ceremony: CeremonyRow, turn: OpenTurn | undefined, queued: number): Shown {
  const metadata = JSON.parse(row.metadata) as Record<string, unknown>;
  const inLobby = (JSON.parse(ceremony.policy) as { discipline: string }).discipline === 'LOBBY';
  return {
    id: row.id,
    ceremonyId: row.ceremonyId,
    sequence: row.sequence,
    slug: row.slug,
    ...(typeof metadata.name === 'string' ? { name: metadata.name } : {}),
    scheme: ceremony.scheme,
    metadata,
    genesis: row.genesisBlob,
    head: row.headBlob,
    contributions: row.position,
    ...adoptedIn(metadata),
    waiting: inLobby ? ceremony.waiting : queued,
    ...(turn ? { turn: shownTurn(turn, turn.participant) } : {}),
    statistics: statisticsOf(row),
    ...(row.haltedAt === null
      ? {}
      : { halted: { since: toSeconds(row.haltedAt), why: row.haltedWhy ?? 'halted' } }),
  };
}

function adoptedIn(metadata: Partial<Groth16Metadata>): Pick<Shown, 'adopted'> {
  const count = metadata.adopted?.records.length ?? 0;
  return count === 0 ? {} : { adopted: count };
}

function statisticsOf({ turnsDone, turnsMillis, recentMillis }: CircuitRow): Shown['statistics'] {
  if (turnsDone === 0) return { turns: 0 };
  const recent = JSON.parse(recentMillis ?? '[]') as number[];
  return {
    turns: turnsDone,
    meanSeconds: turnsMillis / turnsDone / 1000,
    ...(recent.length === 0 ? {} : { medianSeconds: median(recent) / 1000 }),
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
