import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testGroups } from '../batch/test-points.ts';
import { anyPoint, msmInstance, multiplesOf } from './test-msm.ts';

const CAPACITY = 8;

describe.each(testGroups())('in $name', (test) => {
  const { sum, negate } = msmInstance(test, CAPACITY);
  const multiple = multiplesOf(test);
  const logs = fc.array(fc.bigInt(-4n, 4n), { maxLength: 5 * CAPACITY });

  it('any points have a sum', () => {
    fc.assert(
      fc.property(logs, (ks) => {
        const expected = multiple(ks.reduce((total, k) => total + k, 0n));
        expect(sum(ks.map(multiple))).toEqual(test.bytes([expected]));
      }),
      { numRuns: 200 },
    );
  });

  it('points outside the subgroup have one', () => {
    const points = [1n, 2n, 3n].map((seed) => anyPoint(test, seed * 100n));
    const cases = [points[0]!, points[1]!, points[0]!, null, points[2]!, test.model.negate(points[1]!)];
    const expected = cases.reduce((total, point) => test.model.add(total, point), null);
    expect(sum(cases)).toEqual(test.bytes([expected]));
  });

  it('any points have negatives', () => {
    fc.assert(
      fc.property(logs, (ks) => {
        expect(negate(ks.map(multiple))).toEqual(test.bytes(ks.map((k) => multiple(-k))));
      }),
      { numRuns: 100 },
    );
    if (test.group === 'G2') {
      // One part of y is zero: p would not be canonical.
      const { x, y } = multiple(5n)!;
      const [, c1] = y as readonly bigint[];
      const flat = { x, y: [0n, c1!] };
      expect(negate([flat])).toEqual(test.bytes([{ x, y: [0n, test.curve.p - c1!] }]));
    }
  });
});
