import { type BeaconRule, DEFAULT_BEACON } from './beacon.ts';

/** What a missed check-in or a lost turn costs. */
export type Cost = 'BARRED' | 'PENALTY' | 'NOTHING';

/** How long a turn's work may take: see turnAllowance. */
export type Timeout =
  | {
      type: 'FIXED';
      duration: number;
      /** A circuit whose file takes longer gets longer: the duration is then the least. */
      bySize?: boolean;
    }
  | {
      type: 'DYNAMIC';
      /** On top of what nearly everybody needed. */
      percent: number;
      /** The limit is never shorter than this. */
      atLeast?: number;
    }
  | { type: 'NONE' };

/** The rules a ceremony runs by, as data. Durations are milliseconds. */
export interface Policy {
  discipline: 'LOBBY' | 'QUEUE';
  /** Clients check in every interval, give or take the tolerance; in a queue that shows who is present. */
  checkInInterval: number;
  checkInTolerance: number;
  /** Participants in the lobby, or in the queues, at once. */
  capacity: number;
  /** Sessions that are signed in and not yet in the lobby, at once; and how long they live unused. */
  idleSessions: number;
  sessionExpiry: number;
  timeout: Timeout;
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
  /** Queue: how long an offered turn waits to be started. */
  startWindow: number;
  /** Queue: how long before the deadline the contributor is warned; null: a fifth of the limit, at most 5 min. */
  warnBefore: number | null;
  /** Queue: what one request for more time adds to a turn; 0: nobody is given any. */
  moreTime: number;
  /** Queue: the share of the limit by which an upload under way may run over it. */
  uploadGrace: number;
  /**
   * Queue: true lets the standby list fill in whenever nobody of the private and public queues is present;
   * false only when none of them waits at all.
   */
  standby: boolean;
  /** Queue: whether the server takes people back once their penalty is over. */
  returnAfterPenalty: boolean;
  /** Queue: how long a closing ceremony waits for the absent when nobody else is left. */
  drainPatience: number;
  /** Whether the ceremony closes when everybody on the roster has had their turn. */
  closesWhenRosterDone: boolean;
  /** Faults of ours in a row after which a chain takes nobody. */
  maxFaults: number;
  /** What every chain ends with; null where the result needs none. */
  beacon: BeaconRule | null;
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
  startWindow: 180_000,
  warnBefore: null,
  moreTime: 0,
  uploadGrace: 0.5,
  standby: false,
  returnAfterPenalty: false,
  drainPatience: 3_600_000,
  closesWhenRosterDone: false,
  maxFaults: 3,
  beacon: null,
};

/** As deployed for Ethereum's KZG ceremony in 2023. */
export const ETHEREUM_2023_POLICY: Policy = {
  ...KZG_POLICY,
  checkInTolerance: 2_000,
  timeout: { type: 'FIXED', duration: 192_000 },
};

/** Queues, one per circuit: an absence costs nothing, a lost turn ten minutes, three lost turns the place. */
export const QUEUE_POLICY: Policy = {
  ...KZG_POLICY,
  discipline: 'QUEUE',
  checkInInterval: 30_000,
  checkInTolerance: 15_000,
  sessionExpiry: 30 * 86_400_000,
  timeout: { type: 'FIXED', duration: 600_000, bySize: true },
  missedCheckIn: 'NOTHING',
  lostTurn: 'PENALTY',
  penalty: 600_000,
  attempts: 3,
  moreTime: 600_000,
  standby: true,
  returnAfterPenalty: true,
  beacon: DEFAULT_BEACON,
};

/** A policy as it was stored, perhaps before some of the fields existed. */
export type StoredPolicy = Partial<Policy>;

/** The whole policy: what is missing is as the discipline's defaults say. */
export function completePolicy(stored: StoredPolicy): Policy {
  return { ...(stored.discipline === 'QUEUE' ? QUEUE_POLICY : KZG_POLICY), ...stored };
}

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
