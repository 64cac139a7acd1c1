/**
 * The rules of a ceremony as people read and write them: durations in seconds, in groups. The server keeps
 * them as packages/ceremony has them.
 */
import { BEACON_EXPONENT, type BeaconRule, DEFAULT_BEACON } from '@brebaje/ceremony/beacon';
import {
  ETHEREUM_2023_POLICY,
  KZG_POLICY,
  type Policy,
  QUEUE_POLICY,
  type Timeout,
} from '@brebaje/ceremony/policy';
import { z } from 'zod';

const YEAR = 366 * 86_400;

/** A duration in seconds, whole milliseconds. */
const lasting = (least: number, says: string) =>
  z
    .number()
    .min(least)
    .max(YEAR)
    .refine((seconds) => Number.isInteger(Math.round(seconds * 1e6) / 1e3), 'whole milliseconds')
    .describe(`${says}; seconds`);

const cost = (says: string) => z.enum(['BARRED', 'PENALTY', 'NOTHING']).describe(says);
const count = (says: string) => z.int().min(1).max(10_000_000).describe(says);

const timeoutSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('FIXED'),
      duration: lasting(1, 'How long the work may take'),
      bySize: z.boolean().optional().describe('A circuit whose file takes longer gets longer'),
    }),
    z.strictObject({
      type: z.literal('DYNAMIC'),
      percent: z.int().min(0).max(10_000).describe('On top of what nearly everybody needed so far'),
      atLeast: lasting(1, 'The limit is never shorter than this').optional(),
    }),
    z.strictObject({ type: z.literal('NONE') }),
  ])
  .describe('The limit of a turn; DYNAMIC applies once there are turns to learn from');

const checkIn = {
  interval: lasting(1, 'How often clients check in'),
  tolerance: lasting(0, 'How much earlier or later a check-in may come'),
};
const sessions = {
  idle: count('Sessions of people who do not wait yet, at once'),
  expiry: lasting(60, 'How long an unused session lives'),
};
const costs = {
  missedCheckIn: cost('What a missed check-in costs'),
  lostTurn: cost('What a lost turn costs'),
};
const closing = {
  roster: z.boolean().describe('Closes when everybody on the roster has had their turn'),
  lets: z.enum(['EVERYBODY', 'OPEN_TURN']).describe('Whom closing lets finish'),
  patience: lasting(0, 'Queue: how long a closing ceremony waits for the absent when nobody else is left'),
};
const closingCount = count('Contributions after which it closes');
const exponent = z
  .literal(BEACON_EXPONENT)
  .describe('The value is hashed 2^exponent times before it is used');
const numbered = (most: number) => z.int().min(1).max(most);
const round = numbered(Number.MAX_SAFE_INTEGER);
/** Of the next thousands of years: later rounds and slots have moments that no date shows. */
const namedRound = numbered(2 ** 36);
const slot = numbered(2 ** 34).describe('Its RANDAO mix, in the state at the end of the slot');
const notBefore = lasting(60, 'The round is the first that is published so long after the closing');

/** What every chain of a Groth16 ceremony ends with. */
const beaconSchema = z
  .discriminatedUnion('source', [
    z.object({
      source: z.literal('drand-quicknet'),
      notBefore,
      exponent,
      round: round.optional().describe('Once it is named, by the closing or its planned date'),
    }),
    z.object({ source: z.literal('ethereum-slot'), slot, exponent }),
  ])
  .describe('What ends every chain of a Groth16 ceremony; absent: nothing does');

const beaconChangesSchema = z
  .discriminatedUnion('source', [
    z.strictObject({
      source: z.literal('drand-quicknet'),
      notBefore: notBefore.optional(),
      exponent: exponent.optional(),
      round: namedRound.optional().describe('A later round than the one that is named'),
    }),
    z.strictObject({ source: z.literal('ethereum-slot'), slot, exponent: exponent.optional() }),
  ])
  .describe('What ends every chain of a Groth16 ceremony; after the opening only a later value can be named');

const warnBefore = lasting(1, 'Queue: how long before the deadline the contributor is warned');

const single = {
  discipline: z
    .enum(['LOBBY', 'QUEUE'])
    .describe('LOBBY: a free slot goes to whoever checks in next; QUEUE: first come, first served'),
  capacity: count('People who wait at once'),
  timeout: timeoutSchema,
  startWindow: lasting(1, 'Queue: how long an offered turn waits to be started'),
  moreTime: lasting(0, 'Queue: what one request for more time adds; 0: nobody is given any'),
  uploadGrace: z
    .number()
    .min(0)
    .max(0.5)
    .describe('Queue: the share of the limit by which an upload under way may run over it'),
  penalty: lasting(0, 'How long a penalty lasts'),
  attempts: z.int().min(1).max(1_000).describe('Turns that a participant may lose before being barred'),
  returnAfterPenalty: z.boolean().describe('Queue: people are taken back once their penalty is over'),
  standby: z.boolean().describe('Queue: the reserve fills in whenever nobody else is present'),
  multiContribution: z.boolean().describe('One person may contribute again and again; tests only'),
  minimumContributions: z
    .int()
    .min(0)
    .max(10_000_000)
    .describe('Contributions without which there is no result'),
  maxFaults: z.int().min(1).max(1_000).describe('Faults of ours in a row after which a chain takes nobody'),
};

/** All rules, as they are shown. */
export const policySchema = z.object({
  ...single,
  checkIn: z.object(checkIn),
  sessions: z.object(sessions),
  costs: z.object(costs),
  closing: z.object({ ...closing, count: closingCount.optional() }),
  warnBefore: warnBefore.optional(),
  beacon: beaconSchema.optional(),
});
export type PolicyBody = z.infer<typeof policySchema>;

/** Any subset, as it is written; null takes a limit away. */
export const policyChangesSchema = z
  .strictObject({
    ...single,
    checkIn: z.strictObject(checkIn).partial(),
    sessions: z.strictObject(sessions).partial(),
    costs: z.strictObject(costs).partial(),
    closing: z.strictObject({ ...closing, count: closingCount.nullable() }).partial(),
    warnBefore: warnBefore.nullable(),
    beacon: beaconChangesSchema,
  })
  .partial();
export type PolicyChanges = z.infer<typeof policyChangesSchema>;

export const POLICY_PRESETS = ['kzg', 'ethereum-2023', 'queue'] as const;
export type PolicyPreset = (typeof POLICY_PRESETS)[number];

export const PRESET_POLICIES: Record<PolicyPreset, { description: string; policy: Policy }> = {
  kzg: {
    description: 'A lobby with room for every client of Ethereum’s KZG ceremony',
    policy: KZG_POLICY,
  },
  'ethereum-2023': {
    description: 'The lobby as it was deployed for Ethereum’s KZG ceremony in 2023',
    policy: ETHEREUM_2023_POLICY,
  },
  queue: {
    description: 'A queue per circuit: an absence costs nothing, a lost turn ten minutes',
    policy: QUEUE_POLICY,
  },
};

/** The rules of a new ceremony: a preset, and what differs from it. */
export const policyDraftSchema = z.strictObject({
  preset: z.enum(POLICY_PRESETS).optional().describe('Rules that the others change; default: by the scheme'),
  ...policyChangesSchema.shape,
});
export type PolicyDraft = z.infer<typeof policyDraftSchema>;

/** Rules as they are shown. */
export function policyBody(policy: Policy): PolicyBody {
  return {
    discipline: policy.discipline,
    checkIn: {
      interval: seconds(policy.checkInInterval),
      tolerance: seconds(policy.checkInTolerance),
    },
    capacity: policy.capacity,
    sessions: { idle: policy.idleSessions, expiry: seconds(policy.sessionExpiry) },
    timeout: inSeconds(policy.timeout),
    startWindow: seconds(policy.startWindow),
    ...(policy.warnBefore === null ? {} : { warnBefore: seconds(policy.warnBefore) }),
    moreTime: seconds(policy.moreTime),
    uploadGrace: policy.uploadGrace,
    costs: { missedCheckIn: policy.missedCheckIn, lostTurn: policy.lostTurn },
    penalty: seconds(policy.penalty),
    attempts: policy.attempts,
    returnAfterPenalty: policy.returnAfterPenalty,
    standby: policy.standby,
    multiContribution: policy.multiContribution,
    closing: {
      ...(policy.closesAfter === null ? {} : { count: policy.closesAfter }),
      roster: policy.closesWhenRosterDone,
      lets: policy.drainLets,
      patience: seconds(policy.drainPatience),
    },
    minimumContributions: policy.minimumContributions,
    maxFaults: policy.maxFaults,
    ...(policy.beacon === null ? {} : { beacon: beaconBody(policy.beacon) }),
  };
}

function beaconBody(rule: BeaconRule): NonNullable<PolicyBody['beacon']> {
  if (rule.source === 'ethereum-slot') return { ...rule, exponent: BEACON_EXPONENT };
  return { ...rule, notBefore: seconds(rule.notBefore), exponent: BEACON_EXPONENT };
}

/** What is not said stays as it is, or is usual. */
function changedBeacon(before: BeaconRule | null, changes: NonNullable<PolicyChanges['beacon']>): BeaconRule {
  if (changes.source === 'ethereum-slot') return { ...changes, exponent: BEACON_EXPONENT };
  const { notBefore, round } = changes;
  const rule = before?.source === changes.source ? before : DEFAULT_BEACON;
  return { ...rule, ...present({ notBefore: millis(notBefore), round }) };
}

/** Rules with the changes that somebody wrote. */
export function changedPolicy(policy: Policy, changes: PolicyChanges): Policy {
  const { checkIn, sessions, costs, closing } = changes;
  return {
    ...policy,
    ...present({
      discipline: changes.discipline,
      checkInInterval: millis(checkIn?.interval),
      checkInTolerance: millis(checkIn?.tolerance),
      capacity: changes.capacity,
      idleSessions: sessions?.idle,
      sessionExpiry: millis(sessions?.expiry),
      timeout: changes.timeout && inMillis(changes.timeout),
      startWindow: millis(changes.startWindow),
      warnBefore: changes.warnBefore === null ? null : millis(changes.warnBefore),
      moreTime: millis(changes.moreTime),
      uploadGrace: changes.uploadGrace,
      missedCheckIn: costs?.missedCheckIn,
      lostTurn: costs?.lostTurn,
      penalty: millis(changes.penalty),
      attempts: changes.attempts,
      returnAfterPenalty: changes.returnAfterPenalty,
      standby: changes.standby,
      multiContribution: changes.multiContribution,
      closesAfter: closing?.count,
      closesWhenRosterDone: closing?.roster,
      drainLets: closing?.lets,
      drainPatience: millis(closing?.patience),
      minimumContributions: changes.minimumContributions,
      maxFaults: changes.maxFaults,
      beacon: changes.beacon && changedBeacon(policy.beacon, changes.beacon),
    } satisfies { [K in keyof Policy]: Policy[K] | undefined }),
  };
}

const seconds = (millis: number): number => millis / 1000;

function millis(seconds: number): number;
function millis(seconds: number | undefined): number | undefined;
function millis(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** Without the members that are undefined. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function inSeconds(timeout: Timeout): PolicyBody['timeout'] {
  switch (timeout.type) {
    case 'FIXED':
      return { ...timeout, duration: seconds(timeout.duration) };
    case 'DYNAMIC': {
      const { type, percent, atLeast } = timeout;
      return { type, percent, ...(atLeast === undefined ? {} : { atLeast: seconds(atLeast) }) };
    }
    case 'NONE':
      return timeout;
  }
}

function inMillis(timeout: PolicyBody['timeout']): Timeout {
  switch (timeout.type) {
    case 'FIXED': {
      const { type, duration, bySize } = timeout;
      return { type, duration: millis(duration), ...present({ bySize }) };
    }
    case 'DYNAMIC': {
      const { type, percent, atLeast } = timeout;
      return { type, percent, ...present({ atLeast: millis(atLeast) }) };
    }
    case 'NONE':
      return timeout;
  }
}
