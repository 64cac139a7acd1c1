/** A ceremony as REST tells it: fields from an allow-list, times in seconds. */
import type { CeremonyBody, ceremonySummarySchema } from '@brebaje/protocol/rest/ceremonies';
import { policyBody } from '@brebaje/protocol/rest/policy';
import { PAGES, SEQUENCER, sequencerBase } from '@brebaje/protocol/routes';
import type { z } from 'zod';
import { prefixOf } from '../http/public-url.ts';
import { toSeconds } from '../rest/seconds.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { policyOf } from '../sequencer/rows.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { countByStatus } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import { openTurns } from '../store/turns.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import { aboutOf } from './about.ts';
import { showBeacon } from './beacon.ts';
import { admissionOf, eligibilityBody } from './eligibility.ts';
import { finalizationOf } from './finalization-state.ts';
import { statisticsOf, turnTime, waitTime } from './means.ts';
import { movedBytes } from './moved-bytes.ts';

/** What it takes to show a ceremony. */
export type Shown = Pick<ServerContext, 'config' | 'store' | 'clock'>;

type Summary = z.input<typeof ceremonySummarySchema>;

/** When the ceremony opened: part of its manifest. */
export function openedAtOf({ manifest }: Pick<CeremonyRow, 'manifest'>): number | null {
  return manifest === null ? null : (JSON.parse(manifest) as { openedAt: number }).openedAt;
}

/** A ceremony in a list. `contributions`: of all its circuits. */
export function summaryOf(row: CeremonyRow, contributions: number): Summary {
  const moments = {
    opensAt: row.opensAt,
    closesAt: row.closesAt,
    openedAt: openedAtOf(row),
    pausedAt: row.pausedAt,
    closedAt: row.closedAt,
    drainedAt: row.drainedAt,
    canceledAt: row.canceledAt,
    finalizedAt: row.finalizedAt,
    archivedAt: row.archivedAt,
  };
  const { id, projectId, slug, title, scheme, status, receiptAddress, manifestHash } = row;
  return {
    id,
    projectId,
    slug,
    title,
    scheme,
    status,
    test: row.test === 1,
    createdAt: toSeconds(row.createdAt),
    ...Object.fromEntries(
      Object.entries(moments).flatMap(([name, at]) => (at === null ? [] : [[name, toSeconds(at)]])),
    ),
    draining: row.draining === 1 && row.drainedAt === null,
    drained: row.drainedAt !== null,
    waiting: row.waiting,
    contributions,
    receiptAddress,
    ...(manifestHash === null ? {} : { manifestHash }),
  };
}

/** Accepted contributions of each of these ceremonies. */
export async function contributionsOf(db: Db, ceremonyIds: number[]): Promise<Map<number, number>> {
  if (ceremonyIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('circuit')
    .select(['ceremonyId', ({ fn }) => fn.sum<number>('position').as('accepted')])
    .where('ceremonyId', 'in', ceremonyIds)
    .groupBy('ceremonyId')
    .execute();
  return new Map(rows.map(({ ceremonyId, accepted }) => [ceremonyId, Number(accepted)]));
}

/** Everything that concerns a prospective participant. */
export async function showCeremony(ctx: Shown, row: CeremonyRow): Promise<CeremonyBody> {
  const { db } = ctx.store;
  const circuits = await circuitsOf(db, row.id);
  const accepted = circuits.reduce((sum, { position }) => sum + position, 0);
  const finalization = await finalizationOf(db, row.id);
  return {
    ...(summaryOf(row, accepted) as CeremonyBody),
    about: aboutOf(row),
    policy: policyBody(policyOf(row)),
    eligibility: eligibilityBody(admissionOf(row)),
    participants: await countByStatus(db, row.id),
    circuits: circuits.map((circuit) => briefOf(row, circuit)),
    expected: await expectedOf(ctx, row, circuits),
    ...showBeacon(policyOf(row).beacon),
    ...(finalization === null ? {} : { finalization }),
    links: linksOf(ctx, row),
  };
}

const sizesOf = (row: CeremonyRow, { metadata }: CircuitRow) =>
  row.scheme === 'KZG' ? (JSON.parse(metadata) as KzgMetadata).sizes : undefined;

function briefOf(row: CeremonyRow, circuit: CircuitRow): CeremonyBody['circuits'][number] {
  const { id, sequence, slug, position } = circuit;
  const sizes = sizesOf(row, circuit);
  return { id, sequence, slug, contributions: position, ...(sizes === undefined ? {} : { sizes }) };
}

/** Times of the first circuit: where there are several, each says its own at /circuits. Bytes of all. */
async function expectedOf(
  ctx: Shown,
  row: CeremonyRow,
  circuits: CircuitRow[],
): Promise<CeremonyBody['expected']> {
  const policy = policyOf(row);
  const circuit = circuits[0];
  const none = { basis: 'NONE', words: 'nobody knows yet' } as const;
  if (!circuit) return { turn: none, wait: none, download: 0, upload: 0 };
  const statistics = statisticsOf(circuit);
  const [turn] = (await openTurns(ctx.store.db, row.id)).filter(({ circuitId }) => circuitId === circuit.id);
  const facts = { waiting: row.waiting, turnSince: turn?.openedAt ?? null, statistics };
  return {
    turn: turnTime(policy, statistics),
    wait: waitTime(policy, facts, ctx.clock.now()),
    ...(await movedBytes(ctx.store.db, row, circuits)),
  };
}

function linksOf({ config }: Pick<ServerContext, 'config'>, row: CeremonyRow): CeremonyBody['links'] {
  const prefix = prefixOf(config);
  const own = `${prefix}/ceremonies/${row.id}`;
  const sequencer = prefix + sequencerBase(row.slug);
  return {
    page: `${prefix}${PAGES.ceremony}/${encodeURIComponent(row.slug)}`,
    ...(row.scheme === 'KZG' ? { sequencer, transcript: sequencer + SEQUENCER.currentState } : {}),
    ...(row.manifest === null ? {} : { manifest: `${own}/manifest` }),
    participants: `${own}/participants`,
    events: `${own}/events`,
    artifacts: `${own}/artifacts`,
  };
}
