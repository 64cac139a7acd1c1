/** What contradicts itself in a draft, found in a page and by the server in the same words. */
import { type BeaconTimes, beaconFaults } from '@brebaje/ceremony/beacon';
import { dateFaults, type Fault } from '@brebaje/ceremony/opening';
import type { Policy } from '@brebaje/ceremony/policy';
import { writingFaults } from '@brebaje/ceremony/writing';
import type { ParsedDraft } from './ceremonies.ts';
import { changedPolicy, PRESET_POLICIES } from './policy.ts';

/** Sizes of a ceremony that has none. */
export const NO_SIZES: Fault = {
  code: 'NO_SIZES',
  sentence: 'Only KZG ceremonies have sizes.',
  about: ['sizes'],
};

/** The rules that a draft asks for: its preset, or the one that is usual, with what differs from it. */
export function policyOfDraft({ scheme, policy }: Pick<ParsedDraft, 'scheme' | 'policy'>): Policy {
  const { preset = scheme === 'KZG' ? 'kzg' : 'queue', ...changes } = policy ?? {};
  return changedPolicy(PRESET_POLICIES[preset].policy, changes);
}

/**
 * What contradicts itself in a draft. Sizes are looked at by packages/kzg, and what only one server refuses is
 * not here.
 */
export function draftFaults(draft: ParsedDraft, times: Pick<BeaconTimes, 'slot'>, now: number): Fault[] {
  const { scheme, eligibility, sizes } = draft;
  const policy = policyOfDraft(draft);
  const [opensAt, closesAt] = [inMillis(draft.opensAt), inMillis(draft.closesAt)];
  const phases = (eligibility?.phases ?? []).map(({ name, from, until }) => {
    return { name, from: from * 1000, until: inMillis(until) };
  });
  // Where nothing is said the server decides what is a test.
  const rules = writingFaults({ policy, scheme, test: draft.test ?? true, phases });
  // The other discipline brings its own beacon along.
  const ends = rules.some(({ code }) => code === 'DISCIPLINE')
    ? []
    : beaconFaults(policy.beacon, { scheme, closesAt }, times, now);
  return [
    ...rules,
    ...(scheme !== 'KZG' && sizes !== undefined ? [NO_SIZES] : []),
    ...dateFaults({ opensAt, closesAt }, now),
    ...ends,
  ];
}

const inMillis = (seconds: number | undefined): number | null =>
  seconds === undefined ? null : seconds * 1000;
