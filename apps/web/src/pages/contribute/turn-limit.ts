import type { CeremonyBody } from '@brebaje/client/rest/bodies';

/** How long a turn may take, seconds; undefined: without a limit, or not known beforehand. */
export function limitOf({ policy, expected }: Pick<CeremonyBody, 'policy' | 'expected'>): number | undefined {
  const { timeout } = policy;
  if (timeout.type === 'NONE') return undefined;
  const said = timeout.type === 'FIXED' ? timeout.duration : timeout.atLeast;
  // A file that takes longer is given longer, and nobody has had a turn yet to learn from.
  const { basis, seconds } = expected.turn;
  return basis === 'LIMIT' && seconds !== undefined ? Math.max(said ?? 0, seconds) : said;
}
