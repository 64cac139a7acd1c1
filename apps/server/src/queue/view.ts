/** The queues and the open turns as REST shows them. */
import { basisOf } from '@brebaje/ceremony/estimate';
import { isPresent } from '@brebaje/ceremony/presence';
import { type CurrentTurn, type queueHeadSchema, UPCOMING } from '@brebaje/protocol/rest/turns';
import { FILES } from '@brebaje/protocol/routes';
import type { z } from 'zod';
import { prefixOf } from '../http/public-url.ts';
import { toSeconds } from '../rest/seconds.ts';
import { shownName } from '../rest/shown-name.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { policyOf } from '../sequencer/rows.ts';
import { findBlob } from '../store/blobs.ts';
import { circuitsOf, findCircuit } from '../store/circuits.ts';
import { findContribution } from '../store/contributions.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { openUploadOf } from '../uploads/rows.ts';
import { schemeOf } from '../verify/scheme.ts';
import { countWaiting, queuePage } from './candidates.ts';
import { basisText, estimateAt, type Outlook, outlookOf, placeOf } from './place.ts';
import { queueEntryOf } from './rows.ts';
import { openTurnOf } from './steps.ts';

type Head = z.input<typeof queueHeadSchema>;

/** Where somebody stands: their turn with what to start from, or their place in a queue. */
export async function currentTurn(
  ctx: ServerContext,
  ceremony: CeremonyRow,
  row: ParticipantRow,
): Promise<CurrentTurn> {
  const { db } = ctx.store;
  const turn = await openTurnOf(db, row.id);
  const circuit = turn && (await findCircuit(db, turn.circuitId));
  const { status } = row;
  if (!turn || !circuit || turn.phase === 'CLOSED') {
    const queue = await placeOf(ctx, db, ceremony, row);
    return { state: status === 'WAITING' ? 'WAITING' : 'NONE', status, ...(queue ? { queue } : {}) };
  }
  const upload = await openUploadOf(db, turn.id);
  return {
    state: turn.phase,
    status,
    turnId: turn.id,
    circuit: {
      id: circuit.id,
      slug: circuit.slug,
      sequence: circuit.sequence,
      metadata: JSON.parse(circuit.metadata),
    },
    position: turn.basePosition + 1,
    ...(turn.phase === 'OFFERED' ? {} : { step: row.contributionStep }),
    ...times(turn),
    ...(await baseOf(ctx, db, ceremony, circuit, turn)),
    ...(upload ? { upload: { id: upload.id } } : {}),
  };
}

function times(turn: TurnRow) {
  const { openedAt, startedAt, deadlineAt, phase } = turn;
  return {
    offeredAt: toSeconds(openedAt),
    ...(startedAt === null ? {} : { startedAt: toSeconds(startedAt) }),
    ...(deadlineAt === null
      ? {}
      : { [phase === 'OFFERED' ? 'startBy' : 'deadlineAt']: toSeconds(deadlineAt) }),
  };
}

/** A lobby hands its state out itself, in the form of its own protocol. */
async function baseOf(
  ctx: ServerContext,
  db: Db,
  ceremony: CeremonyRow,
  circuit: CircuitRow,
  { baseBlob, basePosition }: TurnRow,
) {
  if (policyOf(ceremony).discipline === 'LOBBY') return {};
  const blob = await findBlob(db, baseBlob);
  if (!blob) throw new Error(`the base of circuit ${circuit.id} is not stored`);
  const files = `${prefixOf(ctx.config)}${FILES}`;
  const number = String(basePosition).padStart(5, '0');
  const base = {
    url: `${files}/${baseBlob}/${circuit.slug}-${number}`,
    size: blob.size,
    sha256: baseBlob,
  };
  const { handOut } = schemeOf(ctx, ceremony);
  if (!handOut) return { base };
  const made = basePosition === 0 ? null : await findContribution(db, circuit.id, basePosition);
  const state = { blob: baseBlob, metadata: JSON.parse(circuit.metadata) };
  const { blake2b, sections, immutable, whole } = await handOut(state, made?.record ?? null);
  const { sha256 } = immutable;
  return {
    base: {
      ...base,
      blake2b,
      sections,
      immutable: { ...immutable, url: `${files}/${sha256}/${circuit.slug}_immutable.zkey` },
      whole: { url: `${files}/${baseBlob}/${sha256}/${circuit.slug}_${number}.zkey`, size: whole },
    },
  };
}

/** Every circuit of a ceremony in order. */
export async function ceremonyQueue(ctx: ServerContext, ceremony: CeremonyRow): Promise<Head[]> {
  const heads: Head[] = [];
  for (const circuit of await circuitsOf(ctx.store.db, ceremony.id))
    heads.push(await headOf(ctx, await outlookOf(ctx, ctx.store.db, ceremony, circuit)));
  return heads;
}

/** A circuit's queue, a page of the people in it. */
export async function circuitQueue(
  ctx: ServerContext,
  ceremony: CeremonyRow,
  circuit: CircuitRow,
  { after, limit }: { after: number; limit: number },
) {
  const outlook = await outlookOf(ctx, ctx.store.db, ceremony, circuit);
  const head = await headOf(ctx, outlook);
  const items = await waitingOf(ctx, outlook, { after, limit });
  const total = policyOf(ceremony).discipline === 'QUEUE' ? head.waiting : 0;
  const seen = after + items.length;
  return { ...head, items, total, ...(items.length > 0 && seen < total ? { next: String(seen) } : {}) };
}

/** Those who wait for a circuit, in order; nobody where a lobby has none. */
async function waitingOf(
  ctx: ServerContext,
  outlook: Outlook,
  { after, limit }: { after: number; limit: number },
): Promise<Head['upcoming']> {
  const { ceremony, circuit } = outlook;
  if (policyOf(ceremony).discipline !== 'QUEUE') return [];
  const now = ctx.clock.now();
  const page = await queuePage(ctx.store.db, circuit.id, { after, limit });
  return page.map(({ row }, index) => ({
    place: after + index + 1,
    participantId: row.id,
    name: shownName(row),
    present: isPresent(queueEntryOf(row), now),
    ...estimateAt(outlook, after + index + 1, now),
  }));
}

export async function headOf(ctx: ServerContext, outlook: Outlook): Promise<Head> {
  const { db } = ctx.store;
  const { ceremony, circuit, turn, statistics } = outlook;
  const policy = policyOf(ceremony);
  const waiting = policy.discipline === 'QUEUE' ? await countWaiting(db, circuit.id) : ceremony.waiting;
  const basis = basisOf(policy, statistics);
  const each =
    basis.kind === 'MEASURED' ? basis.medianMillis : basis.kind === 'LIMIT' ? basis.limitMillis : null;
  const participant = turn && (await findParticipant(db, turn.participantId));
  const present =
    participant && policy.discipline === 'QUEUE'
      ? { present: isPresent(queueEntryOf(participant), ctx.clock.now()) }
      : {};
  return {
    circuitId: circuit.id,
    slug: circuit.slug,
    sequence: circuit.sequence,
    accepted: circuit.position,
    waiting,
    ...(turn && participant
      ? { now: { ...shownTurn(turn, ctx.progress.read(participant)), ...present } }
      : {}),
    upcoming: waiting === 0 ? [] : await waitingOf(ctx, outlook, { after: 0, limit: UPCOMING }),
    ...(circuit.haltedAt === null
      ? {}
      : { halted: { since: toSeconds(circuit.haltedAt), why: circuit.haltedWhy ?? 'halted' } }),
    ...(each === null ? {} : { perTurn: { seconds: Math.ceil(each / 1000), basis: basisText(basis) } }),
  };
}

/** An open turn as everybody may see it. */
export function shownTurn(turn: TurnRow, participant: ParticipantRow): NonNullable<Head['now']> {
  const offered = turn.phase === 'OFFERED';
  const until = turn.deadlineAt === null ? undefined : toSeconds(turn.deadlineAt);
  return {
    turnId: turn.id,
    participantId: participant.id,
    name: shownName(participant),
    status: participant.status,
    ...(offered ? {} : { step: participant.contributionStep, progress: participant.contributionProgress }),
    position: turn.basePosition + 1,
    since: toSeconds(turn.openedAt),
    ...(until === undefined ? {} : offered ? { startBy: until } : { deadlineAt: until }),
  };
}
