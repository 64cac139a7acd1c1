/**
 * `PATCH /participants/{id}`: a guarded command. The rules say what it asks for; here it is done, in one
 * transaction of the ceremony, or refused with the moves that there are.
 */

import type { ParticipantStatus } from '@brebaje/ceremony/participant';
import {
  allowedMoves,
  type Interpreted,
  interpretPatch,
  type Patch,
  type PatchRefused,
  type PatchSituation,
} from '@brebaje/ceremony/patch';
import type { Actor } from '@brebaje/ceremony/transitions';
import type { ParticipantChanges } from '@brebaje/protocol/rest/participant';
import { placeNumber } from '../queue/place.ts';
import { confirmOffer, declineOffer, startTurn, stepFacts } from '../queue/steps.ts';
import { Problem } from '../rest/problem.ts';
import { requireVersion } from '../rest/row-version.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { letReturn, NO_REASON, type Order, replaceBy, timeOut } from './commands.ts';
import { edit } from './edit.ts';
import { join, lobbyFacts } from './join.ts';
import { isNext } from './next.ts';
import { refuseTooOften } from './often.ts';
import { noteProgress, progressOnly } from './progress.ts';
import { report } from './report.ts';
import { onParticipant, type Standing } from './standing.ts';

/** Who patches: one or several of the participant, a coordinator, an operator (a coordinator as well). */
export interface Patching {
  actors: readonly Actor[];
  userId: number;
  ifMatch: number | undefined;
}

/** Does what a patch asks for. Throws a Problem when that is not possible now, or not by this caller. */
export async function changeParticipant(
  ctx: ServerContext,
  row: ParticipantRow,
  changes: ParticipantChanges,
  patching: Patching,
): Promise<ParticipantRow> {
  requireVersion(row, patching.ifMatch);
  if (progressOnly(ctx, row, changes, patching)) return noteProgress(ctx, row, changes);
  return onParticipant(ctx, row, async (standing) => {
    requireVersion(standing.row, patching.ifMatch);
    const edited = await edit(ctx, standing, changes, patching);
    return command(ctx, edited, changes, patching);
  });
}

async function command(
  ctx: ServerContext,
  standing: Standing,
  changes: ParticipantChanges,
  { actors, userId }: Patching,
): Promise<ParticipantRow> {
  const situation = await situationOf(ctx, standing);
  const asked = interpretPatch(situation, patchOf(changes), actors);
  if ('refusal' in asked) throw refused(standing, asked);
  const order: Order = {
    by: userId,
    who: actors.includes('operator') ? 'operator' : 'coordinator',
    reason: changes.reason ?? NO_REASON,
  };
  try {
    return await carryOut(ctx, standing, asked, order);
  } catch (error) {
    if (!(error instanceof Problem) || error.facts.allowed) throw error;
    const { position } = situation;
    throw new Problem(error.code, error.detail, {
      ...error.facts,
      allowed: possible(standing, allowedMoves(situation, actors)),
      ...(position === null ? {} : { position }),
    });
  }
}

async function carryOut(
  ctx: ServerContext,
  standing: Standing,
  { intent }: Interpreted,
  order: Order,
): Promise<ParticipantRow> {
  const { transaction, row } = standing;
  if (transaction.policy.discipline === 'LOBBY' && IN_QUEUES.includes(intent.do))
    throw new Problem('ILLEGAL_TRANSITION', BY_CHECK_IN);
  switch (intent.do) {
    case 'confirmed':
      return row;
    case 'join':
      return join(ctx, standing);
    case 'select':
    case 'confirm':
      return confirmOffer(ctx, transaction, row);
    case 'decline':
      refuseTooOften(ctx, 'decline', row.userId);
      return declineOffer(ctx, transaction, row);
    case 'start':
      return startTurn(ctx, transaction, row);
    case 'report':
      return report(ctx, standing, intent);
    case 'timeout':
      return timeOut(ctx, standing, order);
    case 'replace':
      return replaceBy(ctx, standing, order);
    case 'readmit':
      return letReturn(ctx, standing, order);
  }
}

async function situationOf(ctx: ServerContext, standing: Standing): Promise<PatchSituation> {
  const { transaction, row, turn, member } = standing;
  const { trx, gate, now } = transaction;
  return {
    gate,
    member,
    ...(await stepFacts(trx, turn)),
    selected: await isNext(ctx, standing),
    position: row.status === 'WAITING' && row.circuitId !== null ? await placeNumber(trx, row, now) : null,
  };
}

/** What the rules read of a patch; the rest is done by `edit`. */
function patchOf({
  status,
  contributionStep,
  contributionProgress,
  tempContributionData,
}: ParticipantChanges): Patch {
  return {
    ...(status === undefined ? {} : { status }),
    ...(contributionStep === undefined ? {} : { contributionStep }),
    ...(contributionProgress === undefined ? {} : { contributionProgress: Math.round(contributionProgress) }),
    ...(tempContributionData == null ? {} : { tempContributionData: figures(tempContributionData) }),
  };
}

function figures(
  data: NonNullable<ParticipantChanges['tempContributionData']>,
): NonNullable<Patch['tempContributionData']> {
  const { upload: _kept, ...rest } = data;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}

function refused(standing: Standing, { refusal, allowed, position }: PatchRefused): Problem {
  const detail = lobbyFacts(standing, refusal);
  return new Problem(refusal, detail, {
    allowed: possible(standing, allowed),
    ...(position === undefined ? {} : { position }),
  });
}

/** A lobby is entered, and its turn taken, by checking in: nobody is offered anything or put into it. */
const IN_QUEUES: readonly string[] = ['select', 'decline', 'start', 'readmit'];
const BY_CHECK_IN =
  'In a lobby this is done by the next check-in; POST /participants/{id}/readmit lets somebody come back.';

function possible(
  { transaction, row }: Standing,
  allowed: readonly ParticipantStatus[],
): ParticipantStatus[] {
  if (transaction.policy.discipline === 'QUEUE' || row.status === 'CREATED') return [...allowed];
  return allowed.filter((status) => status !== 'WAITING' && status !== 'CONTRIBUTING');
}
