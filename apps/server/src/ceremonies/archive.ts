/** Hiding, deleting what never was, and telling everybody something. */

import { forgetCircuit } from '../circuits/change-circuits.ts';
import { deleteDraft } from '../circuits/change-drafts.ts';
import { Problem } from '../rest/problem.ts';
import { requireVersion } from '../rest/row-version.ts';
import { inCeremony, writeCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { circuitsOf } from '../store/circuits.ts';
import { draftsOf } from '../store/drafts.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { type Acting, told } from './acting.ts';

/** Hides a ceremony that is not going on from lists, or shows it again. Nothing is erased. */
export async function archiveCeremony(
  ctx: ServerContext,
  ceremonyId: number,
  archived: boolean,
  acting: Acting,
  ifMatch?: number,
): Promise<CeremonyRow> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const { ceremony, gate, now } = transaction;
    requireVersion(ceremony, ifMatch);
    if ((ceremony.archivedAt !== null) === archived) return ceremony;
    const live =
      gate.status === 'OPENED' ||
      gate.status === 'PAUSED' ||
      (gate.status === 'CLOSED' && ceremony.drainedAt === null);
    if (archived && live)
      throw new Problem('ILLEGAL_TRANSITION', 'People are taking part: close or cancel it first.', {
        allowed: [],
      });
    await writeCeremony(transaction, { archivedAt: archived ? now : null });
    const override = archived ? 'archive' : 'unarchive';
    transaction.emit([{ type: 'coordinator.override', data: { override, ...told(acting) } }]);
    return transaction.ceremony;
  });
}

/** Tables whose rows may name a ceremony that nobody has joined. */
const LOOSE = ['invitation', 'subscription', 'event', 'circuit'] as const;

/** Deletes a ceremony that is only planned and that nobody has joined. Throws HISTORY_IS_KEPT for any other. */
export async function deleteCeremony(
  ctx: ServerContext,
  ceremonyId: number,
  ifMatch?: number,
): Promise<void> {
  await inCeremony(ctx, ceremonyId, async (transaction) => {
    const { trx, ceremony, gate } = transaction;
    requireVersion(ceremony, ifMatch);
    const someone = await trx
      .selectFrom('participant')
      .select('id')
      .where('ceremonyId', '=', ceremonyId)
      .limit(1)
      .executeTakeFirst();
    if (gate.status !== 'SCHEDULED' || someone)
      throw new Problem(
        'HISTORY_IS_KEPT',
        'Only a ceremony that never opened and that nobody joined can be deleted.',
      );
    const circuits = await circuitsOf(trx, ceremonyId);
    for (const draft of await draftsOf(trx, ceremonyId)) await deleteDraft(ctx, transaction, draft);
    await trx.deleteFrom('session').where('ceremonyId', '=', ceremonyId).execute();
    for (const table of LOOSE)
      await trx
        .deleteFrom(table as 'event')
        .where('ceremonyId', '=', ceremonyId)
        .execute();
    await trx.deleteFrom('ceremony').where('id', '=', ceremonyId).execute();
    for (const circuit of circuits) await forgetCircuit(ctx, transaction, circuit);
  });
}

/** Tells everybody something: a public event, for ever. Returns its number. */
export async function announce(
  ctx: ServerContext,
  ceremonyId: number,
  { kind, text }: { kind: 'ANNOUNCEMENT' | 'INCIDENT'; text: string },
  acting: Acting,
): Promise<number> {
  return inCeremony(ctx, ceremonyId, async (transaction) => {
    const note = kind.toLowerCase();
    transaction.emit([{ type: 'coordinator.note', data: { note, text, ...told(acting) } }]);
    return transaction.ceremony.lastSeq + 1;
  });
}

/** What was told, the latest first. */
export async function announcementsOf(
  ctx: Pick<ServerContext, 'store'>,
  ceremonyId: number,
): Promise<{ seq: number; at: number; kind: 'ANNOUNCEMENT' | 'INCIDENT'; text: string }[]> {
  const rows = await ctx.store.db
    .selectFrom('event')
    .select(['seq', 'at', 'body'])
    .where('ceremonyId', '=', ceremonyId)
    .where('type', '=', 'coordinator.note')
    .orderBy('seq', 'desc')
    .limit(100)
    .execute();
  return rows.flatMap(({ seq, at, body }) => {
    const { note, text } = (JSON.parse(body) as { data: { note?: string; text?: string } }).data;
    if (text === undefined || (note !== 'announcement' && note !== 'incident')) return [];
    return [{ seq, at, kind: note === 'incident' ? 'INCIDENT' : 'ANNOUNCEMENT', text } as const];
  });
}
