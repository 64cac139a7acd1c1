import type { RESERVATION_OPERATIONS, reservationSchema } from '@brebaje/protocol/rest/reservations';
import type { z } from 'zod';
import { findReservation } from '../queue/reservation-rows.ts';
import { changeReservation, createReservation, giveUpReservation } from '../queue/reservations.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, ReservationRow } from '../store/schema.ts';
import type { KnownCaller } from './caller.ts';
import type { Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { requireCoordinator } from './roles.ts';
import { toSeconds } from './seconds.ts';
import { shownNames } from './shown-name.ts';
import { roleOf } from './turns.ts';

const RESERVATIONS = listing('reservation', {
  sorts: { id: 'number', from: 'number' },
  filters: {
    circuitId: (eb, circuitId: number) => eb('circuitId', '=', circuitId),
    state: (eb, state: ReservationRow['state']) => eb('state', '=', state),
  },
});

export const RESERVATION_HANDLERS: Handlers<typeof RESERVATION_OPERATIONS> = {
  async listReservations({ ctx }, { params, query }) {
    const { db } = ctx.store;
    const ceremony = await onCeremony(ctx, params.id);
    const { rows, ...page } = await RESERVATIONS.page(db, query, (eb) => eb('ceremonyId', '=', ceremony.id));
    return { body: { ...page, items: await shown(db, rows) } };
  },

  async createReservation({ ctx }, { params, body, caller }) {
    const ceremony = await onCeremony(ctx, params.id, caller);
    const { participantId, circuitId, from, until, limit, note } = body;
    const row = await createReservation(
      ctx,
      ceremony.id,
      {
        participantId,
        circuitId,
        from: from * 1000,
        until: until * 1000,
        limitMillis: limit === undefined ? null : limit * 1000,
        note,
      },
      { who: roleOf(caller), by: caller.userId },
    );
    return { status: 201, body: (await shown(ctx.store.db, [row]))[0] };
  },

  async readReservation({ ctx }, { params }) {
    const row = await onReservation(ctx, params.id);
    return { body: (await shown(ctx.store.db, [row]))[0], version: row.version };
  },

  async changeReservation({ ctx }, { params, body, caller, ifMatch }) {
    const before = await onReservation(ctx, params.id, caller);
    const { from, until, limit, note, reason } = body;
    const after = await changeReservation(
      ctx,
      before,
      {
        ...(from === undefined ? {} : { from: from * 1000 }),
        ...(until === undefined ? {} : { until: until * 1000 }),
        ...(limit === undefined ? {} : { limitMillis: limit * 1000 }),
        ...(note === undefined ? {} : { note }),
      },
      ifMatch,
      { who: roleOf(caller), by: caller.userId, reason },
    );
    return { body: (await shown(ctx.store.db, [after]))[0], version: after.version };
  },

  async cancelReservation({ ctx }, { params, query, caller }) {
    const before = await onReservation(ctx, params.id, caller);
    const after = await giveUpReservation(ctx, before, {
      who: roleOf(caller),
      by: caller.userId,
      reason: query.reason,
    });
    return { body: (await shown(ctx.store.db, [after]))[0] };
  },
};

/** The ceremony; with a caller, one that they coordinate. */
async function onCeremony(ctx: ServerContext, id: number, caller?: KnownCaller): Promise<CeremonyRow> {
  const ceremony = await findCeremony(ctx.store.db, id);
  if (!ceremony) throw new Problem('NOT_FOUND');
  if (caller) await requireCoordinator(ctx.store.db, caller, ceremony.projectId);
  return ceremony;
}

async function onReservation(ctx: ServerContext, id: number, caller?: KnownCaller): Promise<ReservationRow> {
  const row = await findReservation(ctx.store.db, id);
  if (!row) throw new Problem('NOT_FOUND');
  await onCeremony(ctx, row.ceremonyId, caller);
  return row;
}

async function shown(db: Db, rows: ReservationRow[]): Promise<z.input<typeof reservationSchema>[]> {
  const names = await shownNames(
    db,
    rows.map(({ participantId }) => participantId),
  );
  return rows.map(({ id, ceremonyId, circuitId, participantId, state, ...row }) => ({
    id,
    ceremonyId,
    circuitId,
    participantId,
    name: names.get(participantId) ?? '',
    from: toSeconds(row.from),
    until: toSeconds(row.until),
    ...(row.limitMillis === null ? {} : { limit: toSeconds(row.limitMillis) }),
    ...(row.note === null ? {} : { note: row.note }),
    state,
  }));
}
