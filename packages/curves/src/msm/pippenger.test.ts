import { describe, expect, it } from 'vitest';
import { testGroups } from '../batch/test-points.ts';
import { msmInstance, multiplesOf } from './test-msm.ts';

describe.each(testGroups())('combinations in $name', (group) => {
  const kernel = msmInstance(group, 8);
  it.each([0, 1, 2, 3, 5, 7, 8, 9, 17, 100])('of %i points', (n) => {
    const logs = Array.from({ length: n }, (_, i) => 7n ** BigInt(i + 40));
    const { points, combination } = multiplesOf(group, logs);
    for (const width of [4, 16, 32]) {
      const scalars = logs.map((_, i) => BigInt.asUintN(8 * width, 11n ** BigInt(i + 90)));
      expect(kernel.msm(points, scalars, width)).toEqual(group.bytes([combination(scalars)]));
    }
  });
});
