import { turnAllowance } from '@brebaje/ceremony/turn-allowance';
import { changedPolicy, type PolicyDraft, PRESET_POLICIES } from './policy.ts';

/**
 * How long a turn may take in a queue by these rules before anybody has had one: seconds, or null for no limit. Of a
 * circuit `bytes` of its slim state and the points of L and H count.
 */
export function firstTurnLimit(
  { preset = 'queue', ...rules }: PolicyDraft,
  size: { bytes: number; points: number },
): number | null {
  const policy = changedPolicy(PRESET_POLICIES[preset].policy, rules);
  const limit = turnAllowance(policy, { turnsDone: 0, turnsMillis: 0, size });
  return limit === null ? null : limit / 1000;
}
