/** Who is about next in the queues of a ceremony. */
import { basisOf } from '@brebaje/ceremony/estimate';
import type { Policy } from '@brebaje/ceremony/policy';
import { statisticsOf } from '../ceremonies/means.ts';
import { firstInQueue } from '../queue/candidates.ts';
import { circuitsOf } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import type { ParticipantRow } from '../store/schema.ts';

export interface Coming {
  person: ParticipantRow;
  circuit: { id: number; slug: string };
  /** 1 for the next. */
  place: number;
  /** Judging by the turns so far; null while there are too few. */
  aboutAt: number | null;
}

/** Whoever has at most this place is about next, */
const NEAR = 2;

/** and so is whoever comes within this time, as far as turns so far tell. */
const SOON = 15 * 60_000;

/** Nobody further back is looked at. */
const LOOKED_AT = 20;

/** The people at the head of each circuit's queue, in its order; nobody whom the roster expects later. */
export async function comingTurns(
  trx: Db,
  ceremonyId: number,
  policy: Policy,
  now: number,
): Promise<Coming[]> {
  const coming: Coming[] = [];
  for (const circuit of await circuitsOf(trx, ceremonyId)) {
    if (circuit.haltedAt !== null) continue;
    const basis = basisOf(policy, statisticsOf(circuit));
    const each = basis.kind === 'MEASURED' ? Math.max(1, basis.medianMillis) : null;
    const near = each === null ? NEAR : Math.min(Math.max(NEAR, Math.floor(SOON / each)), LOOKED_AT);
    const people = await firstInQueue(trx, circuit.id, now, near);
    for (const [index, { row: person }] of people.entries())
      coming.push({
        person,
        circuit: { id: circuit.id, slug: circuit.slug },
        place: index + 1,
        aboutAt: each === null ? null : now + each * (index + 1),
      });
  }
  return coming;
}
