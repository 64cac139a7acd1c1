/** Whether a person may take part in a ceremony, decided with a reason in words. */
import { mayEnroll } from '@brebaje/ceremony/eligibility';
import type { QueueClass } from '@brebaje/ceremony/queue-types';
import type { ProblemCode } from '@brebaje/protocol/rest/problems';
import { qualify } from '../auth/qualify.ts';
import { admissionOf } from '../ceremonies/eligibility.ts';
import type { Qualification } from '../config/policy-of.ts';
import { type RosterEntry, rosterEntryFor, rosterPerson } from '../invitations/roster.ts';
import { moment } from '../invitations/state.ts';
import type { KnownCaller } from '../rest/caller.ts';
import type { RestContext } from '../rest/rest-context.ts';
import { gateOf, policyOf } from '../sequencer/rows.ts';
import type { CeremonyRow } from '../store/schema.ts';

export type MayJoin =
  | { eligible: true; reason: string; queueClass: QueueClass; entry: RosterEntry | undefined }
  | { eligible: false; reason: string; code: ProblemCode };

/** Whether the caller may enrol now, by roster, account and time. */
export async function mayJoin(
  rest: RestContext,
  ceremony: CeremonyRow,
  caller: KnownCaller,
  address: string,
): Promise<MayJoin> {
  const { ctx, face, services } = rest;
  const { db } = ctx.store;
  const now = ctx.clock.now();
  const entry = await rosterEntryFor(db, ceremony.id, await rosterPerson(db, caller.userId), now);
  if (entry?.standing === 'REVOKED')
    return { eligible: false, reason: 'Your invitation was revoked.', code: 'NOT_ELIGIBLE' };
  if (entry?.standing === 'EARLY' && policyOf(ceremony).discipline === 'LOBBY')
    return { eligible: false, reason: early(entry.row), code: 'NOT_ELIGIBLE' };
  const { provider, subject, handle, accountCreatedAt } = caller.session;
  const { eligibility, qualification } = admissionOf(ceremony);
  const person = { provider, identityCreatedAt: accountCreatedAt, invitation: entry?.row ?? null };
  const ruled = mayEnroll(eligibility, gateOf(ceremony), person, now);
  if (!ruled.eligible) return { eligible: false, reason: ruled.why, code: ruled.refusal };
  if (entry) return { eligible: true, reason: invited(entry, now), queueClass: ruled.queueClass, entry };
  if (provider === 'Invitation' && qualification.mode !== 'open')
    return { eligible: false, reason: 'Your invitation is to something else.', code: 'NOT_ELIGIBLE' };
  const account = { provider, subject, handle, createdAt: accountCreatedAt };
  const refused = await qualify(face, services, ceremony, account, address);
  if (refused === null)
    return {
      eligible: true,
      reason: 'Your account fulfils what this ceremony asks for.',
      queueClass: ruled.queueClass,
      entry: undefined,
    };
  if (refused === 'AuthErrorPayload::UserCreatedAfterDeadline')
    return { eligible: false, reason: unqualified(qualification, provider), code: 'NOT_ELIGIBLE' };
  const reason =
    refused === 'AuthErrorPayload::LobbyIsFull'
      ? 'Too many new people came from your network today.'
      : 'Your account could not be checked now: the service that knows it did not answer.';
  return { eligible: false, reason, code: 'UNAVAILABLE' };
}

/** A lobby keeps no place for anybody; a queue does. */
function early({ from }: RosterEntry['row']): string {
  return `Your invitation is good from ${moment(from ?? 0)} on.`;
}

function invited({ row }: RosterEntry, now: number): string {
  if (row.from !== null && row.from > now)
    return `You are invited; your turn can come from ${moment(row.from)} on.`;
  return 'You are invited.';
}

function unqualified({ ethereum, github }: Qualification, provider: string): string {
  if (provider === 'Github')
    return github === null
      ? 'GitHub accounts do not count here: sign in with another one.'
      : `Your GitHub account must have been made before ${moment(github.createdBefore)}.`;
  return ethereum === null
    ? 'Ethereum addresses do not count here: sign in with another account.'
    : `Your address must have sent ${ethereum.minNonce} transactions by block ${ethereum.block}.`;
}
