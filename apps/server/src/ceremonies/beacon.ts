/** The beacon of a ceremony: which one it is, and how everybody is told. */
import { type BeaconRule, type BeaconTimes, beaconAt } from '@brebaje/ceremony/beacon';
import { QUICKNET, roundFrom, roundSeconds } from '@brebaje/groth16/beacon/drand';
import { slotSeconds } from '@brebaje/groth16/beacon/ethereum';
import { writeDuration } from '@brebaje/protocol/duration';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { toSeconds } from '../rest/seconds.ts';
import type { CeremonyRow } from '../store/schema.ts';

export const BEACON_TIMES: BeaconTimes = {
  round: (round) => roundSeconds(QUICKNET, round) * 1000,
  slot: (slot) => slotSeconds(slot) * 1000,
  roundFrom: (at) => roundFrom(QUICKNET, at / 1000),
};

/** What an event says of the beacon; nothing where none is named. */
export function toldBeacon(rule: BeaconRule | null): { beacon?: Record<string, unknown> } {
  const at = rule && beaconAt(rule, BEACON_TIMES);
  if (rule === null || at === null) return {};
  const { source } = rule;
  return { beacon: { source, ...numberOf(rule), at } };
}

/** The number of the round or slot that is named. */
function numberOf(rule: BeaconRule): { round?: number; slot?: number } {
  if (rule.source === 'ethereum-slot') return { slot: rule.slot };
  return rule.round === undefined ? {} : { round: rule.round };
}

/** What the manifest commits to: the rule that was decided before the opening. `notBefore` is hours. */
export function commitmentOf(rule: BeaconRule | null): Record<string, unknown> | null {
  if (rule === null) return null;
  const { source, exponent } = rule;
  if (source === 'ethereum-slot') return { source, slot: rule.slot, exponent };
  return { source, notBefore: rule.notBefore / 3_600_000, exponent };
}

/** The source that the manifest commits to. */
export function committedSource({ manifest }: Pick<CeremonyRow, 'manifest'>): BeaconRule['source'] | null {
  const { beacon } = JSON.parse(manifest ?? '{}') as { beacon?: { source: BeaconRule['source'] } | null };
  return beacon?.source ?? null;
}

/** The beacon as REST tells it. */
export function showBeacon(rule: BeaconRule | null): { beacon?: CeremonyBody['beacon'] } {
  if (rule === null) return {};
  const at = beaconAt(rule, BEACON_TIMES);
  const moment = at === null ? {} : { publishedAt: toSeconds(at) };
  return { beacon: { source: rule.source, ...numberOf(rule), ...moment, words: wordsOf(rule, at) } };
}

function wordsOf(rule: BeaconRule, at: number | null): string {
  const when = at === null ? '' : ` (${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
  if (rule.source === 'ethereum-slot')
    return `The RANDAO mix of Ethereum’s slot ${rule.slot}${when}, which only Ethereum’s nodes can confirm`;
  if (rule.round !== undefined) return `Round ${rule.round} of drand’s quicknet${when}`;
  return `The first round of drand’s quicknet that is published ${writeDuration(rule.notBefore)} after the closing`;
}
