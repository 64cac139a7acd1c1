import { checkIn } from '@brebaje/ceremony/check-in';
import type { RuleRefusal } from '@brebaje/ceremony/lobby-types';
import { termsOf } from '../ceremonies/about.ts';
import { joinQueue } from '../queue/steps.ts';
import { Problem, unrefused } from '../rest/problem.ts';
import type { ServerContext } from '../sequencer/context.ts';
import type { ParticipantRow } from '../store/schema.ts';
import { applyTo, type Standing } from './standing.ts';

/**
 * CREATED to WAITING, by somebody who has accepted the terms: into the first queue, or into the lobby, where
 * the first check-in is owed from then on. A lobby's slot goes to check-ins only, so nobody is selected here.
 */
export async function join(ctx: ServerContext, standing: Standing): Promise<ParticipantRow> {
  const { transaction, row, member } = standing;
  const { policy, gate, ceremony, now } = transaction;
  requireTerms(ceremony, row);
  if (policy.discipline === 'QUEUE') return joinQueue(ctx, transaction, row);
  if (gate.status === 'SCHEDULED') throw new Problem('NOT_OPEN');
  const facts = {
    turn: null,
    mine: false,
    halted: true,
    inLobby: ceremony.waiting,
    slotFor: null,
    waitMillis: 0,
  };
  const entered = unrefused(checkIn(policy, gate, member, facts, now));
  // No check-in came from a client yet: the first may come at once.
  const inside = { ...member, ...entered.member, checkedInAt: null };
  return applyTo(ctx, standing, { member: inside, events: entered.events });
}

/** Whoever joins has accepted a version of the terms, the latest when they did. */
function requireTerms(
  ceremony: Standing['transaction']['ceremony'],
  { termsVersion }: Pick<ParticipantRow, 'termsVersion'>,
): void {
  if (termsVersion !== null) return;
  const { version } = termsOf(ceremony);
  throw new Problem('TERMS_NOT_ACCEPTED', `Send acceptTerms: ${version} when you have read them.`);
}

/** What somebody in a lobby who asks for a turn should know; undefined: nothing special. */
export function lobbyFacts({ transaction }: Standing, refusal: RuleRefusal): string | undefined {
  const { policy, ceremony } = transaction;
  if (policy.discipline !== 'LOBBY' || refusal !== 'NOT_SELECTED') return undefined;
  const every = Math.round(policy.checkInInterval / 1000);
  return `${ceremony.waiting} people wait in the lobby. A free turn goes to the next who checks in: call /lobby/try_contribute every ${every} seconds.`;
}
