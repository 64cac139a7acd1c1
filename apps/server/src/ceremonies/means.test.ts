import { QUEUE_POLICY } from '@brebaje/ceremony/policy';
import { ENOUGH_TURNS } from '@brebaje/ceremony/work-limit';
import { describe, expect, it } from 'vitest';
import { turnTime } from './means.ts';

describe('what a turn takes', () => {
  const endless = { ...QUEUE_POLICY, timeout: { type: 'NONE' as const } };
  const turns = (count: number) => ({
    turnsDone: count,
    turnsMillis: count * 90_000,
    recentMillis: Array.from({ length: count }, () => 90_000),
  });

  it('does not say that nobody has contributed where too few have', () => {
    for (const statistics of [undefined, turns(0), turns(ENOUGH_TURNS - 1)])
      expect(turnTime(endless, statistics)).toEqual({
        basis: 'NONE',
        words: 'as long as it takes: there is no limit, and too few have contributed to tell',
      });
  });

  it('is what people needed once there are enough, and the limit before', () => {
    expect(turnTime(endless, turns(ENOUGH_TURNS))).toMatchObject({ basis: 'MEASURED', seconds: 90 });
    expect(turnTime(QUEUE_POLICY, turns(ENOUGH_TURNS - 1)).basis).toBe('LIMIT');
  });
});
