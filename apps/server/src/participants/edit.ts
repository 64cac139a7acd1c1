/** What a patch changes besides status, step and progress: names, terms, places, what is hidden. */
import { isInside } from '@brebaje/ceremony/gate';
import { setPlace } from '@brebaje/ceremony/overrides';
import { refusesEdits } from '@brebaje/ceremony/patch';
import type { ParticipantChanges } from '@brebaje/protocol/rest/participant';
import { openTurnOf } from '../queue/steps.ts';
import { Problem } from '../rest/problem.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { updateParticipant } from '../store/participants.ts';
import type { ParticipantRow } from '../store/schema.ts';
import type { Patching } from './change.ts';
import { NO_REASON } from './commands.ts';
import { refuseOtherTerms } from './enrol.ts';
import { chooseName } from './names.ts';
import { keptData } from './show.ts';
import { applyTo, orderedBy, type Standing, standingOf } from './standing.ts';

type Edits = Partial<
  Pick<
    ParticipantRow,
    'publicName' | 'nameKey' | 'termsVersion' | 'termsAt' | 'archivedAt' | 'tempContributionData'
  >
>;

/** Makes the edits of a patch, each by who may; the standing afterwards, for the command beside them. */
export async function edit(
  ctx: ServerContext,
  standing: Standing,
  changes: ParticipantChanges,
  patching: Patching,
): Promise<Standing> {
  const refusal = refusesEdits(standing.member, changes, patching.actors);
  if (refusal) throw new Problem(refusal, REFUSED[refusal]);
  const edits = await editsOf(standing, changes);
  const row = await write(standing, edits);
  if (edits.archivedAt !== undefined) tellHidden(standing, changes, patching);
  return place(ctx, standingOf(standing.transaction, row, standing.turn), changes, patching);
}

const REFUSED = {
  NOT_PERMITTED:
    'The name and the terms are the person’s own to choose and accept; the rest is for coordinators of this ceremony.',
  ILLEGAL_TRANSITION: 'The name stands beside a contribution and stays.',
} as const;

async function editsOf(
  { transaction, row, member }: Standing,
  { publicName, acceptTerms, archived, tempContributionData }: ParticipantChanges,
): Promise<Edits> {
  const { trx, ceremony, now } = transaction;
  const edits: Edits = {};
  if (publicName !== undefined) Object.assign(edits, await chooseName(trx, ceremony.id, publicName, row));
  if (acceptTerms !== undefined && acceptTerms !== row.termsVersion) {
    refuseOtherTerms(ceremony, { acceptTerms });
    Object.assign(edits, { termsVersion: acceptTerms, termsAt: now });
  }
  if (archived !== undefined && archived !== (row.archivedAt !== null)) {
    if (isInside(member))
      throw new Problem('CONFLICT', 'Whoever waits or contributes cannot be hidden: remove them.');
    edits.archivedAt = archived ? now : null;
  }
  // What a client keeps for an attempt, beside a change of step; progress alone takes a shorter way.
  if (tempContributionData && row.status === 'CONTRIBUTING')
    edits.tempContributionData = JSON.stringify({
      ...keptData(row),
      ...tempContributionData,
      since: row.contributionStartedAt,
    });
  if (tempContributionData === null) edits.tempContributionData = null;
  return edits;
}

/** Nothing is erased, and whoever reads the record learns why somebody is in no list any more. */
function tellHidden(
  { transaction, row }: Standing,
  { archived, reason }: ParticipantChanges,
  { actors, userId }: Patching,
): void {
  const override = archived ? 'archive' : 'unarchive';
  const who = actors.includes('operator') ? 'operator' : 'coordinator';
  const data = { override, reason: reason ?? NO_REASON, who, by: userId };
  transaction.emit([{ type: 'coordinator.override', data }], { participant: row.id });
}

async function write({ transaction, row }: Standing, edits: Edits): Promise<ParticipantRow> {
  const changed = Object.entries(edits).some(([name, value]) => row[name as keyof Edits] !== value);
  if (!changed) return row;
  const after = await updateParticipant(transaction.trx, row, edits);
  if (!after) throw new Problem('CHANGED_MEANWHILE');
  // The check-in that is not written yet goes on counting.
  return { ...row, ...edits, version: after.version };
}

/** Priority and class, by coordinators of a queue; a lobby has no order. */
async function place(
  ctx: ServerContext,
  standing: Standing,
  { priority, queueClass, reason }: ParticipantChanges,
  { userId }: Patching,
): Promise<Standing> {
  if (priority === undefined && queueClass === undefined) return standing;
  const { transaction, member } = standing;
  if (transaction.policy.discipline === 'LOBBY')
    throw new Problem('CONFLICT', 'A lobby has no order: a free turn goes to whoever checks in.');
  const wanted = {
    ...(priority === undefined ? {} : { priority }),
    ...(queueClass === undefined ? {} : { queueClass }),
  };
  const moved = setPlace(member, wanted, reason ?? NO_REASON);
  if (moved.events.length === 0) return standing;
  const events = orderedBy(moved.events, userId);
  const row = await applyTo(ctx, { ...standing, turn: undefined }, { member: moved.member, events });
  // A free slot may have gone to them.
  const turn = await openTurnOf(transaction.trx, row.id);
  return standingOf(transaction, row, turn);
}
