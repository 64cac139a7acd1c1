/** How far the end of a ceremony is. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';

/** The server is at it. */
export function isBeingMade({ finalization }: Pick<CeremonyBody, 'finalization'>): boolean {
  return finalization?.state === 'QUEUED' || finalization?.state === 'RUNNING';
}

/** The result is there, or the server is at it: no order changes anything any more. */
export function isMade(ceremony: Pick<CeremonyBody, 'finalization' | 'status'>): boolean {
  return ceremony.status === 'FINALIZED' || isBeingMade(ceremony);
}

/** How far clocks of a beacon and of a server may be apart, as the rules of naming have it; seconds. */
const CLOCKS_APART = 60;

/** The value that is named may have been known to whoever contributed last: a later one has to be named. */
export function isTooEarly({ beacon, drainedAt }: Pick<CeremonyBody, 'beacon' | 'drainedAt'>): boolean {
  const at = beacon?.publishedAt;
  return at !== undefined && drainedAt !== undefined && at < drainedAt + CLOCKS_APART;
}

/** Seconds between two values. */
const PERIODS = { 'drand-quicknet': 3, 'ethereum-slot': 12 } as const;

/** When another value than the named one is published, seconds since 1970; undefined: nobody can tell. */
export function publishedAt(beacon: NonNullable<CeremonyBody['beacon']>, number: number): number | undefined {
  const named = beacon.round ?? beacon.slot;
  if (named === undefined || beacon.publishedAt === undefined) return undefined;
  return beacon.publishedAt + (number - named) * PERIODS[beacon.source];
}
