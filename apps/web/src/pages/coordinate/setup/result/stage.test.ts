import { describe, expect, it } from 'vitest';
import { isBeingMade, isMade, isTooEarly, publishedAt } from './stage.ts';

const beacon = { source: 'ethereum-slot', slot: 100, publishedAt: 5_000, words: '' } as const;

describe('the end of a ceremony', () => {
  it('is under way from the order to the files, and can be ordered again after a failure', () => {
    const of = (state: 'QUEUED' | 'RUNNING' | 'FAILED' | 'DONE') => ({ finalization: { state } });
    expect((['QUEUED', 'RUNNING', 'FAILED', 'DONE'] as const).map((state) => isBeingMade(of(state)))).toEqual(
      [true, true, false, false],
    );
    expect(isMade({ status: 'CLOSED' })).toBe(false);
    expect(isMade({ status: 'CLOSED', ...of('FAILED') })).toBe(false);
    expect(isMade({ status: 'CLOSED', ...of('RUNNING') })).toBe(true);
    expect(isMade({ status: 'FINALIZED', ...of('DONE') })).toBe(true);
  });

  it('needs a beacon that comes a minute after the last contribution', () => {
    expect(isTooEarly({ beacon, drainedAt: 4_940 })).toBe(false);
    expect(isTooEarly({ beacon, drainedAt: 4_941 })).toBe(true);
    expect(isTooEarly({ beacon })).toBe(false);
    expect(isTooEarly({ drainedAt: 1 })).toBe(false);
  });

  it('tells when another value is published', () => {
    expect(publishedAt(beacon, 105)).toBe(5_060);
    expect(publishedAt({ source: 'drand-quicknet', round: 10, publishedAt: 30, words: '' }, 8)).toBe(24);
    expect(publishedAt({ source: 'drand-quicknet', words: '' }, 8)).toBeUndefined();
  });
});
