import { describe, expect, it } from 'vitest';
import { completePolicy, KZG_POLICY, QUEUE_POLICY } from './policy.ts';

describe('a stored policy', () => {
  it('of before the queues reads on, with the lobby’s defaults', () => {
    const { discipline, timeout, lostTurn } = KZG_POLICY;
    const stored = { discipline, timeout, lostTurn, capacity: 9 };
    expect(completePolicy(stored)).toEqual({ ...KZG_POLICY, capacity: 9 });
  });

  it('of a queue has the queue’s', () => {
    expect(completePolicy({ discipline: 'QUEUE', attempts: 1 })).toEqual({ ...QUEUE_POLICY, attempts: 1 });
  });

  it('that is whole stays as it is', () => {
    const own = { ...QUEUE_POLICY, standby: false, warnBefore: 0, penalty: 0 };
    expect(completePolicy(own)).toEqual(own);
  });
});
