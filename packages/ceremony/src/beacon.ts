/**
 * The beacon that ends every chain of a Groth16 ceremony: a value that nobody knew while people contributed. Which one
 * is decided before the opening; which round that is, by the closing. Times are milliseconds.
 */
import type { Fault } from './opening.ts';

/** Hashes of a beacon, as a power of two. */
export const BEACON_EXPONENT = 10;

/** A round of drand's quicknet: the first one that is published so long after the closing. */
export interface DrandRule {
  source: 'drand-quicknet';
  notBefore: number;
  exponent: number;
  /** Once it is named; later ones may be named, earlier ones never. */
  round?: number;
}

/** The RANDAO mix of a slot of Ethereum. */
export interface SlotRule {
  source: 'ethereum-slot';
  slot: number;
  exponent: number;
}

export type BeaconRule = DrandRule | SlotRule;

/** A day: whoever closes a ceremony does not know the round, and people notice that it has closed. */
export const DEFAULT_BEACON: DrandRule = {
  source: 'drand-quicknet',
  notBefore: 86_400_000,
  exponent: BEACON_EXPONENT,
};

/** How far clocks may be apart: a value that is published so soon may be known to somebody already. */
export const CLOCKS_APART = 60_000;

/** When which value is published. */
export interface BeaconTimes {
  round(round: number): number;
  slot(slot: number): number;
  /** The first round that is not published before a time. */
  roundFrom(at: number): number;
}

/** When the named value is published; null: no round is named yet. */
export function beaconAt(rule: BeaconRule, times: BeaconTimes): number | null {
  if (rule.source === 'ethereum-slot') return times.slot(rule.slot);
  return rule.round === undefined ? null : times.round(rule.round);
}

/** The rule of a ceremony that closes at a time, or is planned to: it names a round that is late enough for that. */
export function beaconForClosing(rule: BeaconRule, closesAt: number, times: BeaconTimes): BeaconRule {
  if (rule.source !== 'drand-quicknet') return rule;
  const first = times.roundFrom(closesAt + rule.notBefore);
  return rule.round !== undefined && rule.round >= first ? rule : { ...rule, round: first };
}

/** The rule of a ceremony that nobody is inside of any more: a round that came before the last of them is none. */
export function beaconAtDrain(rule: BeaconRule, drainedAt: number, times: BeaconTimes): BeaconRule {
  const at = beaconAt(rule, times);
  return at !== null && isTooEarly(at, drainedAt) ? beaconForClosing(rule, drainedAt, times) : rule;
}

/** Whether a value that is published at a time may have been known to whoever contributed last. */
export function isTooEarly(at: number, drainedAt: number): boolean {
  return at < drainedAt + CLOCKS_APART;
}

/** What is wrong with a rule before the opening. */
export function beaconFaults(
  rule: BeaconRule | null,
  { scheme, closesAt }: { scheme: 'KZG' | 'GROTH16'; closesAt: number | null },
  times: Pick<BeaconTimes, 'slot'>,
  now: number,
): Fault[] {
  const about = ['beacon'];
  if (scheme === 'KZG') {
    const sentence = 'The result of a KZG ceremony has no beacon.';
    return rule === null ? [] : [{ code: 'BEACON', sentence, about }];
  }
  if (rule === null) {
    return [{ code: 'NO_BEACON', sentence: 'A GROTH16 ceremony ends with a beacon: name one.', about }];
  }
  if (rule.source !== 'ethereum-slot' || !isTooEarly(times.slot(rule.slot), closesAt ?? now)) return [];
  const sentence = `The slot ${rule.slot} comes before the ceremony closes: name a later one.`;
  const closing = closesAt === null ? [] : ['closesAt'];
  return [{ code: 'BEACON_TOO_EARLY', sentence, about: ['beacon.slot', ...closing] }];
}

export interface RenamingFacts {
  /** When the ceremony closed, or will; null: nobody knows. */
  closesAt: number | null;
  drainedAt: number | null;
}

/**
 * What is wrong with naming another value after the opening; null: it may be named. Only a later one, which nobody
 * knows yet; and not once the one that is named can be known and serves: nobody may choose between two that they know.
 */
export function renamingFault(
  before: BeaconRule | null,
  after: BeaconRule | null,
  { closesAt, drainedAt }: RenamingFacts,
  times: BeaconTimes,
  now: number,
): Fault | null {
  const fault = (code: string, sentence: string): Fault => ({ code, sentence });
  if (before === null || after === null || !isSameKind(before, after)) {
    const sentence =
      'The kind of beacon is fixed since the ceremony opened: its manifest names it. Where it will never come, ' +
      'cancel the ceremony and go on in a new one, which adopts its chains.';
    return fault('BEACON_FIXED', sentence);
  }
  const [old, next] = [beaconAt(before, times), beaconAt(after, times)];
  if (next === old) return null;
  if (next === null || (old !== null && next < old)) {
    return fault('BEACON_EARLIER', 'An earlier beacon than the one that is named is never taken.');
  }
  if (old !== null && old <= now && drainedAt !== null && !isTooEarly(old, drainedAt)) {
    return fault('BEACON_STANDS', 'The beacon that is named has been published: it stands.');
  }
  const notBefore = after.source === 'drand-quicknet' ? after.notBefore : 0;
  if (isTooEarly(next, now) || next < (closesAt ?? now) + notBefore) {
    return fault('BEACON_TOO_EARLY', 'That beacon comes too early: somebody who contributes could know it.');
  }
  return null;
}

function isSameKind(before: BeaconRule, after: BeaconRule): boolean {
  if (before.exponent !== after.exponent) return false;
  if (before.source === 'ethereum-slot') return after.source === 'ethereum-slot';
  return after.source === 'drand-quicknet' && after.notBefore === before.notBefore;
}

export interface BeaconFacts {
  /** What the manifest says, and the rule with what is named by now; null: none. */
  committed: BeaconRule['source'] | null;
  rule: BeaconRule | null;
  drainedAt: number | null;
}

/** What keeps a drained ceremony from being ended by its beacon; empty when it may. */
export function endingFaults(
  { committed, rule, drainedAt }: BeaconFacts,
  times: BeaconTimes,
  now: number,
): Fault[] {
  const at = rule && beaconAt(rule, times);
  if (rule === null || at === null || committed !== rule.source) {
    return [{ code: 'NO_BEACON', sentence: 'Its manifest names no beacon by which it could end.' }];
  }
  const what = rule.source === 'drand-quicknet' ? `round ${rule.round}` : `slot ${rule.slot}`;
  if (drainedAt !== null && isTooEarly(at, drainedAt)) {
    const sentence = `The ${what} came before the last contribution: name a later one by an amendment.`;
    return [{ code: 'BEACON_TOO_EARLY', sentence }];
  }
  if (at <= now) return [];
  const sentence = `The ${what} is published at ${new Date(at).toISOString()}, and not before.`;
  return [{ code: 'BEACON_NOT_PUBLISHED', sentence }];
}
