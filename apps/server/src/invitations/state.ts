/** What an invitation is worth now, in a word and in words. */
import type { InvitationState } from '@brebaje/protocol/rest/invitation';
import type { ProblemCode } from '@brebaje/protocol/rest/problems';
import { Problem } from '../rest/problem.ts';
import type { InvitationRow } from '../store/schema.ts';

type Dated = Pick<InvitationRow, 'from' | 'until' | 'usedAt' | 'revokedAt' | 'tokenHash'>;

/** Where a row is between being on the roster and being used up. */
export function invitationState(row: Dated, now: number): InvitationState {
  if (row.revokedAt !== null) return 'REVOKED';
  if (row.usedAt !== null) return 'USED';
  if (row.until !== null && row.until <= now) return 'EXPIRED';
  if (row.tokenHash === null) return 'UNSENT';
  return row.from !== null && row.from > now ? 'EARLY' : 'OPEN';
}

/** A moment for people: `2026-03-01 17:30 UTC`. */
export function moment(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The state in a sentence. */
export function stateInWords(row: Dated, now: number): string {
  switch (invitationState(row, now)) {
    case 'REVOKED':
      return 'This invitation was revoked.';
    case 'USED':
      return 'This link was used. It signs in once: to go on elsewhere, take a code on the device that used it.';
    case 'EXPIRED':
      return `This invitation ended on ${moment(row.until ?? now)}.`;
    case 'EARLY':
      return `This invitation is good from ${moment(row.from ?? now)}. Come back then with the same link.`;
    case 'UNSENT':
    case 'OPEN':
      return row.until === null
        ? 'This invitation is good once.'
        : `This invitation is good once, until ${moment(row.until)}.`;
  }
}

const REFUSED: Partial<Record<InvitationState, ProblemCode>> = {
  REVOKED: 'INVITATION_REVOKED',
  USED: 'INVITATION_USED',
  EXPIRED: 'INVITATION_EXPIRED',
  EARLY: 'INVITATION_EARLY',
};

/** Passes an invitation that can be used now; throws why not, with the support line. */
export function requireOpen(row: Dated, now: number, support?: string): void {
  const code = REFUSED[invitationState(row, now)];
  if (code) throw new Problem(code, stateInWords(row, now), support === undefined ? {} : { support });
}
