/** Who comes: programs, characters and times of arrival. Times are seconds. */
import { CLIENT_KINDS } from './client-kinds.ts';
import type { Random } from './random.ts';

export const CHARACTERS = [
  'honest',
  'never enters',
  'leaves the lobby',
  'oversleeps',
  'vanishes with the turn',
  'too slow',
  'gives the turn back',
  'sends rubbish',
] as const;
export type Character = (typeof CHARACTERS)[number];

const SHARES: Record<Character, number> = {
  honest: 0.8,
  'never enters': 0.02,
  'leaves the lobby': 0.1,
  oversleeps: 0.05,
  'vanishes with the turn': 0.005,
  'too slow': 0.005,
  'gives the turn back': 0.01,
  'sends rubbish': 0.01,
};

export interface Person {
  kind: number;
  character: Character;
  /** Seconds in the lobby after which somebody who leaves falls silent. */
  patience: number;
  /** Seconds from the state to the finished upload. */
  work: number;
}

/** Draws one person. `deadline` is the turn's limit in seconds; honest people keep it. */
export function drawPerson(random: Random, deadline: number): Person {
  const kind = pick(
    random,
    CLIENT_KINDS.map((candidate) => candidate.share),
  );
  const character = CHARACTERS[pick(random, Object.values(SHARES))]!;
  const usual = Math.min(random.logNormal(CLIENT_KINDS[kind]!.work, 0.25), 0.9 * deadline);
  const work: Partial<Record<Character, number>> = {
    'vanishes with the turn': Infinity,
    'too slow': deadline * random.between(1.05, 2),
    'gives the turn back': usual / 2,
  };
  return { kind, character, patience: random.exponential(1800), work: work[character] ?? usual };
}

/** Mean seconds of the slot one participant uses, those included who never get there. */
export function meanUse(random: Random, deadline: number, verification: number, sample = 20_000): number {
  let sum = 0;
  for (let person = 0; person < sample; person += 1) {
    const { character, work } = drawPerson(random, deadline);
    if (character !== 'never enters' && character !== 'leaves the lobby') {
      sum += Math.min(work, deadline) + verification;
    }
  }
  return sum / sample;
}

/** A burst after every so many arrivals (an announcement), and how many come in its ten minutes. */
const BURST_EVERY = 5_000;
const BURST_SIZE = 500;
const BURST_SECONDS = 600;

/**
 * Times of arrival: a steady stream that with its bursts uses `load` of the slot's time.
 * @param use seconds of the slot per participant
 */
export function* arrivals(random: Random, use: number, load: number): Generator<number> {
  const interval = (use / load) * (BURST_EVERY / (BURST_EVERY - BURST_SIZE));
  let now = 0;
  for (;;) {
    for (let steady = 0; steady < BURST_EVERY - BURST_SIZE; steady += 1) {
      now += random.exponential(interval);
      yield now;
    }
    for (let burst = 0; burst < BURST_SIZE; burst += 1) {
      now += random.exponential(BURST_SECONDS / BURST_SIZE);
      yield now;
    }
  }
}

/** Everybody at once: a crowd within so many seconds. */
export function* crowdWithin(random: Random, seconds: number, participants: number): Generator<number> {
  const times = Float64Array.from({ length: participants }, () => random.between(0, seconds)).sort();
  yield* times;
}

function pick(random: Random, shares: readonly number[]): number {
  let left = random.uniform();
  for (let index = 0; index < shares.length - 1; index += 1) {
    left -= shares[index]!;
    if (left < 0) return index;
  }
  return shares.length - 1;
}
