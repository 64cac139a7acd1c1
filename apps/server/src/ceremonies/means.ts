/** What a ceremony means in minutes, bytes and people. */
import { aboutWhen, basisOf, estimate } from '@brebaje/ceremony/estimate';
import type { Policy } from '@brebaje/ceremony/policy';
import type { TurnStatistics } from '@brebaje/ceremony/turn-allowance';
import { contributionBytes } from '@brebaje/kzg/contribution';
import { G1_BYTES, G2_BYTES, type SubSize } from '@brebaje/kzg/sizes';
import type { CeremonyBody, CheckBody } from '@brebaje/protocol/rest/ceremonies';
import type { CircuitRow } from '../store/schema.ts';

type Duration = CeremonyBody['expected']['turn'];

/** What is known of the turns of a circuit. */
export function statisticsOf(circuit: CircuitRow): TurnStatistics {
  const { turnsDone, turnsMillis, recentMillis } = circuit;
  const recent = recentMillis === null ? undefined : (JSON.parse(recentMillis) as number[]);
  return { turnsDone, turnsMillis, ...(recent === undefined ? {} : { recentMillis: recent }) };
}

/** How long a turn takes. */
export function turnTime(policy: Policy, statistics?: TurnStatistics): Duration {
  const basis = basisOf(policy, statistics);
  switch (basis.kind) {
    case 'MEASURED':
      return timeOf(
        basis.medianMillis,
        'MEASURED',
        `${aboutWhen(basis.medianMillis)}, as people needed so far`,
      );
    case 'LIMIT':
      return timeOf(
        basis.limitMillis,
        'LIMIT',
        `at most ${aboutWhen(basis.limitMillis).replace('about ', '')}`,
      );
    case 'NONE':
      return {
        basis: 'NONE',
        words: 'as long as it takes: there is no limit, and too few have contributed to tell',
      };
  }
}

/** How long somebody waits who comes now, behind `waiting` people. */
export function waitTime(
  policy: Policy,
  facts: { waiting: number; turnSince: number | null; statistics: TurnStatistics },
  now: number,
): Duration {
  const { waiting, turnSince, statistics } = facts;
  const place = { position: waiting + 1, turnSince, statistics };
  const { waitMillis, basis } = estimate(policy, place, now);
  if (waitMillis === null) return { basis: 'NONE', words: `nobody knows: ${waiting} people wait` };
  if (waitMillis === 0) return timeOf(0, 'MEASURED', 'not at all: nobody waits and nobody is at work');
  const lottery =
    policy.discipline === 'LOBBY' ? ' on average: a free turn goes to whoever checks in next' : '';
  return basis.kind === 'MEASURED'
    ? timeOf(waitMillis, 'MEASURED', `${aboutWhen(waitMillis)}${lottery}`)
    : timeOf(waitMillis, 'LIMIT', `at most ${aboutWhen(waitMillis).replace('about ', '')}${lottery}`);
}

function timeOf(millis: number, basis: 'MEASURED' | 'LIMIT', words: string): Duration {
  return { seconds: millis / 1000, basis, words };
}

/** Bytes of a contribution of a KZG ceremony, which are the same both ways. */
export function contributionSize(sizes: SubSize[] | undefined): number {
  return sizes === undefined ? 0 : contributionBytes(sizes);
}

/** Rows, events, check-ins and the transcript's columns of one contribution, as measured, with room. */
const DISK_PER_CONTRIBUTION = 9_000;
const DISK_PER_SUB = 1_200;

/** Where nobody can tell how many will come. */
const UNKNOWN_PEOPLE = 1_000;

/** Bytes of disk that a KZG ceremony of so many contributions takes, its result included. */
export function diskNeeded(sizes: SubSize[] | undefined, contributions: number): number {
  if (sizes === undefined) return 0;
  const state = sizes.reduce((bytes, { g1, g2 }) => bytes + g1 * G1_BYTES + g2 * G2_BYTES, 0);
  // Three states, two uploads, and the exports: text and JSON, each in hexadecimal, the powers twice.
  const fixed = 3 * state + 2 * contributionBytes(sizes) + 10 * state;
  return fixed + contributions * (DISK_PER_CONTRIBUTION + DISK_PER_SUB * sizes.length);
}

/** What is planned. */
export interface Plan {
  policy: Policy;
  sizes: SubSize[] | undefined;
  opensAt: number | null;
  closesAt: number | null;
  statistics?: TurnStatistics | undefined;
  /** Lines of the roster where only they may come; null: others may. */
  roster: number | null;
}

/** What a plan will mean. `now` stands for the opening where no date says it. */
export function meaningOf(plan: Plan, now: number, free: number | null): CheckBody['means'] {
  const { policy, sizes } = plan;
  const turn = turnTime(policy, plan.statistics);
  const perDay = turn.seconds === undefined ? undefined : Math.floor(86_400 / Math.max(1, turn.seconds));
  // By the limit of a turn nobody knows how many more there is time for.
  const least = turn.basis === 'LIMIT' ? 'at least ' : '';
  const days =
    plan.closesAt === null ? undefined : Math.max(0, plan.closesAt - (plan.opensAt ?? now)) / 86_400_000;
  const people = leastOf([
    days === undefined || perDay === undefined ? undefined : Math.floor(days * perDay),
    policy.closesAfter ?? undefined,
    plan.roster ?? undefined,
  ]);
  const bytes = contributionSize(sizes);
  const disk = diskNeeded(sizes, people ?? UNKNOWN_PEOPLE);
  return {
    turn,
    ...(perDay === undefined ? {} : { turnsPerDay: perDay }),
    ...(days === undefined ? {} : { days }),
    ...(people === undefined ? {} : { people }),
    download: bytes,
    upload: bytes,
    disk,
    ...(free === null ? {} : { diskFree: free }),
    words: [
      `A contribution takes ${turn.words}.`,
      ...(perDay === undefined ? [] : [`A day has time for ${least}${perDay} of them, one after another.`]),
      ...(people === undefined ? [] : [`${people} people can have a turn.`]),
      ...(bytes === 0 ? [] : [`Each receives and sends ${inUnits(bytes)}.`]),
      ...(disk === 0
        ? []
        : [`${inUnits(disk)} of disk for ${people ?? `1,000`} contributions and the result.`]),
    ],
  };
}

function leastOf(numbers: (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Bytes as people read them. */
export function inUnits(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : ['kB', 1e3];
  return `${(bytes / (size as number)).toPrecision(bytes < 1e3 ? 1 : 3)} ${unit}`.replace(/\.0+ /, ' ');
}
