/** What a missed check-in or a lost turn costs. */
export type Cost = 'BARRED' | 'PENALTY' | 'NOTHING';

/** The rules a ceremony runs by, as data. Durations are milliseconds. */
export interface Policy {
  discipline: 'LOBBY' | 'QUEUE';
  /** Clients check in every interval, give or take the tolerance. */
  checkInInterval: number;
  checkInTolerance: number;
  /** Participants in the lobby at once. */
  capacity: number;
  /** Sessions that are signed in and not yet in the lobby, at once; and how long they live unused. */
  idleSessions: number;
  sessionExpiry: number;
  timeout: { type: 'FIXED'; duration: number } | { type: 'DYNAMIC'; percent: number } | { type: 'NONE' };
  missedCheckIn: Cost;
  lostTurn: Cost;
  /** Length of a penalty. */
  penalty: number;
  /** Turns a participant may lose before being barred. */
  attempts: number;
  /** Whether one participant may contribute again and again (test installations). */
  multiContribution: boolean;
  /** Whom draining lets finish. */
  drainLets: 'EVERYBODY' | 'OPEN_TURN';
  /** Contributions after which the ceremony closes; null: no count. */
  closesAfter: number | null;
  minimumContributions: number;
}

/**
 * The lobby of Ethereum's ceremony with room for every existing client: the official page polls every 33 s,
 * others every 30 s, and clients in pure JavaScript compute for more than five minutes.
 */
export const KZG_POLICY: Policy = {
  discipline: 'LOBBY',
  checkInInterval: 32_000,
  checkInTolerance: 16_000,
  capacity: 65_536,
  idleSessions: 100_000,
  sessionExpiry: 86_400_000,
  timeout: { type: 'FIXED', duration: 600_000 },
  missedCheckIn: 'BARRED',
  lostTurn: 'BARRED',
  penalty: 0,
  attempts: 1,
  multiContribution: false,
  drainLets: 'EVERYBODY',
  closesAfter: null,
  minimumContributions: 1,
};

/** As deployed for Ethereum's KZG ceremony in 2023. */
export const ETHEREUM_2023_POLICY: Policy = {
  ...KZG_POLICY,
  checkInTolerance: 2_000,
  timeout: { type: 'FIXED', duration: 192_000 },
};

/** The least time between two accepted check-ins, and the time after which the next one is missed. */
export function checkInBounds(policy: Policy): { lower: number; upper: number } {
  return {
    lower: policy.checkInInterval - policy.checkInTolerance,
    upper: policy.checkInInterval + policy.checkInTolerance,
  };
}

/** The longest a `Prefer: wait` request is held: below the idle limits of common proxies and clients. */
export const MAX_WAIT = 25_000;

export const PRESETS = { kzg: KZG_POLICY, 'ethereum-2023': ETHEREUM_2023_POLICY } as const;
