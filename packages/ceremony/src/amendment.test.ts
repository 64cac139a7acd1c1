import { describe, expect, it } from 'vitest';
import { AMENDABLE, type Amendment, amend, inForce, policyFor } from './amendment.ts';
import { type Policy, QUEUE_POLICY } from './policy.ts';

const NOW = 1_700_000_000_000;
const ORDER: Amendment = { who: 'coordinator', why: 'people asked for more time', from: NOW + 100 };
const longer = { timeout: { type: 'FIXED', duration: 1_200_000, bySize: true } } as const;

function amended(changes: Partial<Policy>, order = ORDER, past: Parameters<typeof amend>[1] = [], now = NOW) {
  const result = amend(QUEUE_POLICY, past, changes, order, now);
  if ('refusal' in result) throw new Error(result.fields.join());
  return result;
}

describe('an amendment', () => {
  it('is told with old, new, who, why and from when', () => {
    const { policy, past, events } = amended({ ...longer, attempts: 3 });
    expect(policy.timeout).toEqual(longer.timeout);
    expect(past).toEqual([{ version: 1, until: NOW + 100, policy: QUEUE_POLICY }]);
    expect(events).toEqual([
      {
        type: 'ceremony.amended',
        data: {
          changes: [{ field: 'timeout', old: QUEUE_POLICY.timeout, new: longer.timeout }],
          who: 'coordinator',
          why: ORDER.why,
          from: NOW + 100,
        },
      },
    ]);
  });

  it('that changes nothing is none', () => {
    expect(amended({ attempts: 3 })).toEqual({ policy: QUEUE_POLICY, past: [], events: [] });
  });

  it.each<[string, Partial<Policy>, Amendment?]>([
    ['discipline', { discipline: 'LOBBY' }],
    ['multiContribution', { multiContribution: true }],
    ['drainLets', { drainLets: 'OPEN_TURN' }],
    ['from', { attempts: 4 }, { ...ORDER, from: NOW - 1 }],
  ])('leaves %s as it is', (field, changes, order = ORDER) => {
    expect(amend(QUEUE_POLICY, [], changes, order, NOW)).toEqual({
      refusal: 'NOT_AMENDABLE',
      fields: [field],
      faults: [],
    });
  });

  it('never lowers the minimum of contributions', () => {
    const five = { ...QUEUE_POLICY, minimumContributions: 5 };
    expect(amend(five, [], { minimumContributions: 4 }, ORDER, NOW)).toMatchObject({
      fields: ['minimumContributions'],
    });
    expect(amend(five, [], { minimumContributions: 6 }, ORDER, NOW)).toHaveProperty('policy');
  });

  it('leaves a policy that is right', () => {
    expect(amend(QUEUE_POLICY, [], { penalty: 0 }, ORDER, NOW)).toMatchObject({
      refusal: 'NOT_AMENDABLE',
      faults: [{ code: 'NO_PENALTY' }],
    });
  });

  it('comes after the one before', () => {
    const first = amended(longer);
    const second = amend(first.policy, first.past, { attempts: 5 }, { ...ORDER, from: NOW + 50 }, NOW);
    expect(second).toMatchObject({ refusal: 'NOT_AMENDABLE', fields: ['from'] });
  });

  it('covers every field of a policy, or leaves it fixed on purpose', () => {
    const fixed = ['discipline', 'multiContribution', 'drainLets'];
    expect([...AMENDABLE, ...fixed].sort()).toEqual(Object.keys(QUEUE_POLICY).sort());
  });
});

describe('the policy of a participant', () => {
  const first = amended({ ...longer, capacity: 9 });
  const second = amend(first.policy, first.past, { attempts: 5 }, { ...ORDER, from: NOW + 200 }, NOW + 150);
  const { policy, past } = 'refusal' in second ? expect.unreachable() : second;
  const of = (enteredAt: number | null, now: number) => policyFor(policy, past, enteredAt, now);

  it('is what was promised when they entered', () => {
    expect(of(NOW, NOW + 999)).toMatchObject({ timeout: QUEUE_POLICY.timeout, attempts: 3 });
    expect(of(NOW + 100, NOW + 999)).toMatchObject({ timeout: longer.timeout, attempts: 3 });
    expect(of(NOW + 200, NOW + 999)).toMatchObject({ timeout: longer.timeout, attempts: 5 });
  });

  it('is for the ceremony as a whole that of the moment', () => {
    expect(of(NOW, NOW + 99).capacity).toBe(QUEUE_POLICY.capacity);
    expect(of(NOW, NOW + 100).capacity).toBe(9);
  });

  it('is that of the moment before they enter', () => {
    expect(of(null, NOW + 99).timeout).toEqual(QUEUE_POLICY.timeout);
    expect(of(null, NOW + 300).attempts).toBe(5);
  });

  it('without amendments is the policy', () => {
    expect(policyFor(QUEUE_POLICY, [], NOW, NOW)).toBe(QUEUE_POLICY);
    expect(inForce(policy, past, NOW + 150)).toMatchObject({ attempts: 3, timeout: longer.timeout });
  });
});
