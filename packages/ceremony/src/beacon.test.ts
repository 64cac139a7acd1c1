import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BeaconRule,
  beaconAt,
  beaconAtDrain,
  beaconFaults,
  beaconForClosing,
  CLOCKS_APART,
  DEFAULT_BEACON,
  type DrandRule,
  endingFaults,
  isTooEarly,
  renamingFault,
} from './beacon.ts';

/** Rounds every three seconds, slots every twelve, both from the beginning of time. */
const times = {
  round: (round: number) => (round - 1) * 3_000,
  slot: (slot: number) => (slot + 1) * 12_000,
  roundFrom: (at: number) => Math.max(1, Math.ceil(at / 3_000) + 1),
};
const NOW = 1_700_000_000_000;
const DAY = 86_400_000;
const slotRule = (slot: number): BeaconRule => ({ source: 'ethereum-slot', slot, exponent: 10 });
const roundRule = (round: number): DrandRule => ({ ...DEFAULT_BEACON, round });
const codes = (faults: { code: string }[]) => faults.map(({ code }) => code);

describe('a beacon', () => {
  it('is the first round a day after the closing', () => {
    const { round } = beaconForClosing(DEFAULT_BEACON, NOW, times) as DrandRule;
    expect(times.round(round!)).toBeGreaterThanOrEqual(NOW + DAY);
    expect(times.round(round! - 1)).toBeLessThan(NOW + DAY);
  });

  it('never comes earlier than the one that is named, whenever the ceremony closes', () => {
    const moment = fc.integer({ min: NOW, max: NOW + 10 * DAY });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1 }), moment, (closings, drainedAt) => {
        let rule: BeaconRule = DEFAULT_BEACON;
        let latest = 0;
        for (const at of closings) {
          rule = beaconForClosing(rule, at, times);
          expect(beaconAt(rule, times)).toBeGreaterThanOrEqual(Math.max(latest, at + DAY));
          latest = beaconAt(rule, times)!;
        }
        const drained = beaconAt(beaconAtDrain(rule, drainedAt, times), times)!;
        expect(drained).toBeGreaterThanOrEqual(latest);
        expect(isTooEarly(drained, drainedAt)).toBe(false);
      }),
    );
  });

  it('stays when the last one inside is out in time, and is a later one when not', () => {
    const rule = roundRule(times.roundFrom(NOW));
    const before = times.round(rule.round!) - CLOCKS_APART;
    expect(beaconAtDrain(rule, before, times)).toBe(rule);
    expect(beaconAtDrain(rule, before + 1, times)).toEqual(beaconForClosing(rule, before + 1, times));
    expect(beaconAtDrain(DEFAULT_BEACON, NOW, times)).toBe(DEFAULT_BEACON);
  });

  it('of Ethereum is the slot that was named', () => {
    const rule = slotRule(5);
    expect(beaconForClosing(rule, NOW, times)).toBe(rule);
    expect(beaconAtDrain(rule, NOW, times)).toBe(rule);
  });

  it.each<[string, BeaconRule | null, 'KZG' | 'GROTH16', number | null]>([
    ['BEACON', DEFAULT_BEACON, 'KZG', null],
    ['NO_BEACON', null, 'GROTH16', null],
    ['BEACON_TOO_EARLY', slotRule(NOW / 12_000 + 100), 'GROTH16', NOW + DAY],
    ['BEACON_TOO_EARLY', slotRule(NOW / 12_000 - 100), 'GROTH16', null],
  ])('is %s before the opening', (code, rule, scheme, closesAt) => {
    expect(codes(beaconFaults(rule, { scheme, closesAt }, times, NOW))).toEqual([code]);
  });

  it('is right before the opening when it comes after the closing', () => {
    expect(beaconFaults(null, { scheme: 'KZG', closesAt: null }, times, NOW)).toEqual([]);
    expect(beaconFaults(DEFAULT_BEACON, { scheme: 'GROTH16', closesAt: null }, times, NOW)).toEqual([]);
    const late = { scheme: 'GROTH16', closesAt: NOW + DAY } as const;
    expect(beaconFaults(slotRule((NOW + 2 * DAY) / 12_000), late, times, NOW)).toEqual([]);
  });
});

describe('naming another one', () => {
  const named = roundRule(times.roundFrom(NOW + DAY));
  const open = { closesAt: null, drainedAt: null };
  const code = (
    after: BeaconRule | null,
    {
      before = named,
      facts = open,
      now = NOW,
    }: { before?: BeaconRule | null; facts?: Parameters<typeof renamingFault>[2]; now?: number } = {},
  ) => renamingFault(before, after, facts, times, now)?.code ?? null;

  it('takes a later one', () => {
    expect(code({ ...named, round: named.round! + 1 })).toBeNull();
    expect(code(named)).toBeNull();
    expect(code(roundRule(named.round!), { before: DEFAULT_BEACON })).toBeNull();
    const slots = { before: slotRule(NOW / 12_000 + 500) };
    expect(code(slotRule(NOW / 12_000 + 501), slots)).toBeNull();
  });

  it('never takes an earlier one, or another kind', () => {
    expect(code({ ...named, round: named.round! - 1 })).toBe('BEACON_EARLIER');
    expect(code(DEFAULT_BEACON)).toBe('BEACON_EARLIER');
    expect(code(slotRule(1e9))).toBe('BEACON_FIXED');
    expect(code(null)).toBe('BEACON_FIXED');
    expect(code(named, { before: null })).toBe('BEACON_FIXED');
    expect(code({ ...named, notBefore: DAY / 2 })).toBe('BEACON_FIXED');
    expect(code({ ...named, exponent: 11 })).toBe('BEACON_FIXED');
  });

  it('takes none that somebody who contributes could know', () => {
    const before = DEFAULT_BEACON;
    const soon = roundRule(times.roundFrom(NOW + DAY - 3_000));
    expect(code(soon, { before })).toBe('BEACON_TOO_EARLY');
    const closing = { closesAt: NOW + DAY, drainedAt: null };
    expect(code(roundRule(times.roundFrom(NOW + DAY)), { before, facts: closing })).toBe('BEACON_TOO_EARLY');
    // It drains for days: what has been published meanwhile is known as well.
    const draining = { closesAt: NOW - 3 * DAY, drainedAt: null };
    const first = roundRule(times.roundFrom(NOW - 2 * DAY));
    const known = roundRule(times.roundFrom(NOW - DAY));
    expect(code(known, { before: first, facts: draining })).toBe('BEACON_TOO_EARLY');
    const past = { before: slotRule(5) };
    expect(code(slotRule(NOW / 12_000 - 50), past)).toBe('BEACON_TOO_EARLY');
  });

  it('lets nobody choose between two that they know', () => {
    const at = times.round(named.round!);
    const later = { ...named, round: named.round! + 100_000 };
    const closed = { closesAt: NOW, drainedAt: NOW + 1 };
    expect(code(later, { facts: closed, now: at - 1 })).toBeNull();
    expect(code(later, { facts: closed, now: at })).toBe('BEACON_STANDS');
    // The one before serves nobody: somebody contributed after it.
    expect(code(later, { facts: { ...closed, drainedAt: at }, now: at + 1 })).toBeNull();
    expect(code(later, { facts: { ...closed, drainedAt: null }, now: at + 1 })).toBeNull();
  });
});

describe('ending with one', () => {
  const rule = roundRule(times.roundFrom(NOW));
  const facts = { committed: 'drand-quicknet', rule, drainedAt: NOW - DAY } as const;
  const at = times.round(rule.round!);

  it('waits until it is published', () => {
    expect(endingFaults(facts, times, at)).toEqual([]);
    const [fault] = endingFaults(facts, times, at - 1);
    expect(fault).toMatchObject({ code: 'BEACON_NOT_PUBLISHED' });
    expect(fault!.sentence).toContain(new Date(at).toISOString());
  });

  it('needs one that was committed to, and that nobody knew', () => {
    const late = at + DAY;
    expect(codes(endingFaults({ ...facts, committed: null }, times, late))).toEqual(['NO_BEACON']);
    expect(codes(endingFaults({ ...facts, committed: 'ethereum-slot' }, times, late))).toEqual(['NO_BEACON']);
    expect(codes(endingFaults({ ...facts, rule: null }, times, late))).toEqual(['NO_BEACON']);
    expect(codes(endingFaults({ ...facts, rule: DEFAULT_BEACON }, times, late))).toEqual(['NO_BEACON']);
    const drainedAt = at - CLOCKS_APART + 1;
    expect(codes(endingFaults({ ...facts, drainedAt }, times, late))).toEqual(['BEACON_TOO_EARLY']);
  });
});
