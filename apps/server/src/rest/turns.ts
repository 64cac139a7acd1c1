import type { pastTurnSchema, TURN_OPERATIONS } from '@brebaje/protocol/rest/turns';
import type { z } from 'zod';
import { whileConnected } from '../http/bodies.ts';
import { waitOf } from '../http/sequencer-routes.ts';
import { haltCircuit, resumeCircuit } from '../queue/halt.ts';
import { outlookOf, placeOf } from '../queue/place.ts';
import { sayHeartbeat } from '../queue/presence.ts';
import { sayPresent } from '../queue/steps.ts';
import { ceremonyQueue, circuitQueue, currentTurn, headOf } from '../queue/view.ts';
import { inCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { CeremonyRow, CircuitRow, TurnRow } from '../store/schema.ts';
import type { KnownCaller } from './caller.ts';
import type { Handlers, RestCall } from './handler.ts';
import { listing } from './list.ts';
import { onParticipant } from './on-participant.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';
import { requireCoordinator } from './roles.ts';
import { toSeconds } from './seconds.ts';
import { shownNames } from './shown-name.ts';

const TURNS = listing('turn', {
  sorts: { id: 'number' },
  filters: {
    ceremonyId: (eb, ceremonyId: number) =>
      eb('circuitId', 'in', eb.selectFrom('circuit').select('id').where('ceremonyId', '=', ceremonyId)),
    circuitId: (eb, circuitId: number) => eb('circuitId', '=', circuitId),
    participantId: (eb, participantId: number) => eb('participantId', '=', participantId),
    outcome: (eb, outcome: string) => eb('outcome', '=', outcome),
  },
});

export const TURN_HANDLERS: Handlers<typeof TURN_OPERATIONS> = {
  async readTurn({ ctx }, { params, caller, request, reply }) {
    await ctx.catchUp();
    const { ceremony, participant } = await onParticipant(ctx, caller, params.id, 'self');
    const waitMillis = waitOf(request.headers.prefer);
    const known = request.headers['if-none-match'];
    const changed = known !== undefined && known.replace(/^W\//, '') !== `"${participant.version}"`;
    // Somebody who coordinates looks on; only the person's own client waits and shows that they are there.
    if (waitMillis === 0 || changed || caller.userId !== participant.userId)
      return { body: await currentTurn(ctx, ceremony, participant), version: participant.version };
    const leave = ctx.presence.connect(ceremony.id, caller.userId);
    try {
      const until = ctx.clock.now() + waitMillis;
      await ctx.turnWaits.hold(participant, { until, signal: whileConnected(reply) });
    } finally {
      leave();
    }
    const now = await onParticipant(ctx, caller, params.id, 'self');
    const { version } = now.participant;
    return { body: await currentTurn(ctx, now.ceremony, now.participant), version };
  },

  async sayPresent({ ctx }, { params, caller, body }) {
    await ctx.catchUp();
    const { ceremony, participant } = await onParticipant(ctx, caller, params.id, 'person');
    if (body.sign === 'HEARTBEAT') await sayHeartbeat(ctx, ceremony, participant);
    else
      await inCeremony(ctx, ceremony.id, async (transaction) => {
        const row = await findParticipant(transaction.trx, participant.id);
        if (row && transaction.policy.discipline === 'QUEUE')
          await sayPresent(ctx, transaction, row, body.sign as 'ACTION' | 'ANSWER' | 'LEAVING');
      });
    const row = (await findParticipant(ctx.store.db, participant.id)) ?? participant;
    const { state, status } = await currentTurn(ctx, ceremony, row);
    const queue = await placeOf(ctx, ctx.store.db, ceremony, row);
    return {
      body: {
        ...(row.presentUntil === null ? {} : { presentUntil: toSeconds(row.presentUntil) }),
        state,
        status,
        ...(queue ? { queue } : {}),
      },
    };
  },

  async listTurns({ ctx }, { query }) {
    const { db } = ctx.store;
    const ceremony = await findCeremony(db, query.ceremonyId);
    if (!ceremony) throw new Problem('NOT_FOUND');
    const { rows, ...page } = await TURNS.page(db, query);
    return { body: { ...page, items: await shownTurns(db, ceremony.id, rows) } };
  },

  async readCeremonyQueue({ ctx }, { params }) {
    const ceremony = await findCeremony(ctx.store.db, params.id);
    if (!ceremony) throw new Problem('NOT_FOUND');
    return { body: { circuits: await ceremonyQueue(ctx, ceremony) } };
  },

  async readCircuitQueue({ ctx }, { params, query }) {
    const { ceremony, circuit } = await onCircuit(ctx, params.id);
    const after = query.after === undefined ? 0 : Number(query.after);
    if (!Number.isSafeInteger(after) || after < 0)
      throw new Problem('INVALID_REQUEST', 'after is no `next` of ours.');
    return { body: await circuitQueue(ctx, ceremony, circuit, { after, limit: query.limit }) };
  },

  haltCircuit: (rest, call) => command(rest, call, haltCircuit),
  resumeCircuit: (rest, call) => command(rest, call, resumeCircuit),
};

async function command(
  { ctx }: RestContext,
  {
    params,
    body,
    caller,
  }: Pick<RestCall<(typeof TURN_OPERATIONS)['haltCircuit']>, 'params' | 'body' | 'caller'>,
  act: typeof haltCircuit,
) {
  await ctx.catchUp();
  const { ceremony, circuit } = await onCircuit(ctx, params.id);
  await requireCoordinator(ctx.store.db, caller, ceremony.projectId);
  const after = await act(ctx, circuit, { reason: body.reason, who: roleOf(caller) });
  return { body: await headOf(ctx, await outlookOf(ctx, ctx.store.db, ceremony, after)) };
}

/** As whom somebody acts who may coordinate. */
export function roleOf(caller: KnownCaller): 'operator' | 'coordinator' {
  return caller.role === 'operator' ? 'operator' : 'coordinator';
}

async function onCircuit(
  ctx: ServerContext,
  id: number,
): Promise<{ ceremony: CeremonyRow; circuit: CircuitRow }> {
  const circuit = await findCircuit(ctx.store.db, id);
  const ceremony = circuit && (await findCeremony(ctx.store.db, circuit.ceremonyId));
  if (!ceremony) throw new Problem('NOT_FOUND');
  return { ceremony, circuit };
}

async function shownTurns(
  db: Db,
  ceremonyId: number,
  rows: TurnRow[],
): Promise<z.input<typeof pastTurnSchema>[]> {
  const names = await shownNames(
    db,
    rows.map(({ participantId }) => participantId),
  );
  return rows.map((row) => ({
    id: row.id,
    ceremonyId,
    circuitId: row.circuitId,
    participantId: row.participantId,
    name: names.get(row.participantId) ?? '',
    phase: row.phase,
    position: row.basePosition + 1,
    openedAt: toSeconds(row.openedAt),
    ...(row.startedAt === null ? {} : { startedAt: toSeconds(row.startedAt) }),
    ...(row.receivedAt === null ? {} : { receivedAt: toSeconds(row.receivedAt) }),
    ...(row.closedAt === null ? {} : { closedAt: toSeconds(row.closedAt) }),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    ...(row.verdict === null ? {} : { verdict: JSON.parse(row.verdict) }),
  }));
}
