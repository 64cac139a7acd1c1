/** Why turns and places were lost: a list that grows with the very events that tell of it. */
import { infractionCause } from '@brebaje/ceremony/faults';
import { type AuditEvent, type Cause, FOREVER } from '@brebaje/ceremony/lobby-types';
import type { infractionSchema } from '@brebaje/protocol/rest/participant';
import type { Insertable } from 'kysely';
import type { z } from 'zod';
import { toSeconds } from '../rest/seconds.ts';
import type { InfractionRow } from '../store/schema.ts';
import type { InfractionTable } from '../store/tables/participants.ts';

/**
 * The infractions that a transaction's events tell of: each `participant.timedout` is one, and the
 * `participant.barred` behind it says until when. One place for every way of losing a turn or a place.
 */
export function infractionsIn(events: readonly AuditEvent[], at: number): Insertable<InfractionTable>[] {
  const latest = new Map<unknown, Insertable<InfractionTable>>();
  const found: Insertable<InfractionTable>[] = [];
  for (const { type, data } of events) {
    if (type === 'participant.timedout' && infractionCause(data.cause as Cause) !== null) {
      const infraction = {
        participantId: data.participant as number,
        turnId: (data.turn as number | undefined) ?? null,
        circuitId: (data.circuit as number | undefined) ?? null,
        cause: data.cause as Cause,
        at,
        until: null,
      };
      latest.set(data.participant, infraction);
      found.push(infraction);
    }
    const barred = type === 'participant.barred' ? latest.get(data.participant) : undefined;
    if (barred) barred.until = data.until === 'forever' ? FOREVER : (data.until as number);
  }
  return found;
}

/** Under one of four kinds that people know; what happened exactly stands beside it. */
export function shownInfraction(row: InfractionRow): z.infer<typeof infractionSchema> {
  return {
    cause: infractionCause(row.cause as Cause) ?? 'UNKNOWN',
    why: row.cause,
    ...(row.circuitId === null ? {} : { circuitId: row.circuitId }),
    at: toSeconds(row.at),
    ...(row.until === null ? {} : { until: shownUntil(row.until) }),
  };
}

/** Milliseconds as seconds, rounded up: nobody is told to come back too early. */
export function shownUntil(until: number): number | 'forever' {
  return until === FOREVER ? 'forever' : Math.ceil(until / 1000);
}
