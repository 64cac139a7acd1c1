import type { InvitationState } from '@brebaje/protocol/rest/invitation';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Database } from '../store/schema.ts';

type Builder = ExpressionBuilder<Database, 'invitation'>;

/** Rows whose state, as `invitationState` tells it, is one of these. */
export function whereState(
  eb: Builder,
  states: readonly InvitationState[],
  now: number,
): Expression<SqlBool> {
  return eb.or(states.map((state) => eb.and(conditions(eb, state, now))));
}

function conditions(eb: Builder, state: InvitationState, now: number): Expression<SqlBool>[] {
  const kept = eb('revokedAt', 'is', null);
  if (state === 'REVOKED') return [eb('revokedAt', 'is not', null)];
  if (state === 'USED') return [kept, eb('usedAt', 'is not', null)];
  const unused = [kept, eb('usedAt', 'is', null)];
  if (state === 'EXPIRED') return [...unused, eb('until', '<=', now)];
  const current = [...unused, eb.or([eb('until', 'is', null), eb('until', '>', now)])];
  if (state === 'UNSENT') return [...current, eb('tokenHash', 'is', null)];
  const linked = [...current, eb('tokenHash', 'is not', null)];
  if (state === 'EARLY') return [...linked, eb('from', '>', now)];
  return [...linked, eb.or([eb('from', 'is', null), eb('from', '<=', now)])];
}
