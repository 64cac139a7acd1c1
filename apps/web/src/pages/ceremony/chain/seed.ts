import type { Link } from './chain-store.ts';

/** What a contribution is drawn from: its hash, and its place where the hash is kept elsewhere. */
export function seedOf({ contributionHash, head, circuitId, position }: Link): string {
  return contributionHash ?? head ?? `${circuitId}/${position}`;
}
