import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TestPoint, testGroups } from '../batch/test-points.ts';
import { msmInstance, multiplesOf } from './test-msm.ts';

const CAPACITY = 8;
const MOST = 3 * CAPACITY;

/** A pair of logarithms: which case of the addition it is. */
const pairs = fc.oneof(
  fc.constantFrom([0n, 0n], [0n, 5n], [5n, 0n], [7n, 7n], [-7n, -7n], [7n, -7n], [1n, -1n], [3n, 4n]),
  fc.tuple(fc.bigInt(1n, 20n), fc.bigInt(21n, 40n)),
);

describe.each(testGroups())('complete additions in $name', (test) => {
  const { calls, place, bytes, records } = msmInstance(test, CAPACITY);
  const multiple = multiplesOf(test);
  const { placeBytes } = records;

  const placed = (points: readonly TestPoint[]) => {
    const size = points.length * placeBytes;
    const [from, to] = place(test.bytes(points), size) as number[];
    calls.read!(from!, to!, points.length);
    return bytes(to!, size).slice();
  };
  const written = (from: number, points: number) => {
    const [at] = place(bytes(from, points * placeBytes).slice()) as number[];
    const out = at! + points * placeBytes;
    calls.write!(out, at!, points);
    return bytes(out, points * test.pointBytes).slice();
  };
  const logs = (values: readonly bigint[]) => values.map(multiple);

  it('gives the sum of any two points, wherever the exceptions are', () => {
    fc.assert(
      fc.property(fc.array(pairs, { maxLength: MOST }), (cases) => {
        const [left, right] = [0, 1].map((k) => placed(logs(cases.map((pair) => pair[k]!))));
        const [p, q] = place(left!, right!) as number[];
        for (const i of cases.keys()) calls.add!(p! + i * placeBytes, q! + i * placeBytes);
        calls.flush!();
        expect(written(p!, cases.length)).toEqual(test.bytes(logs(cases.map(([a, b]) => a! + b!))));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['equal', [7n, 7n]],
    ['opposite', [7n, -7n]],
    ['ordinary', [7n, 9n]],
    ['infinite', [0n, 0n]],
  ] as const)('does batches in which all are %s', (_, [a, b]) => {
    for (const count of [1, 2, CAPACITY - 1, CAPACITY, CAPACITY + 1, MOST]) {
      const [p, q] = place(
        placed(Array(count).fill(multiple(a))),
        placed(Array(count).fill(multiple(b))),
      ) as number[];
      for (let i = 0; i < count; i++) calls.add!(p! + i * placeBytes, q! + i * placeBytes);
      calls.flush!();
      expect(written(p!, count)).toEqual(test.bytes(Array(count).fill(multiple(a + b))));
    }
  });

  it('doubles places, infinity too', () => {
    for (const count of [1, 2, CAPACITY - 1, CAPACITY, CAPACITY + 1, MOST]) {
      const ks = Array.from({ length: count }, (_, i) => BigInt(i % 5));
      const [p] = place(placed(logs(ks))) as number[];
      for (let i = 0; i < count; i++) calls.collectDouble!(p! + i * placeBytes, 3);
      calls.double!(3);
      expect(written(p!, count)).toEqual(test.bytes(logs(ks.map((k) => 8n * k))));
    }
  });

  it('traps rather than invert zero for points that are not on the curve', () => {
    const zero = test.group === 'G1' ? 0n : [0n, 0n];
    const point = multiple(5n)!;
    const [p, q] = place(placed([{ x: point.x, y: zero }]), placed([point])) as number[];
    expect(() => {
      calls.add!(p!, q!);
      calls.flush!();
    }).toThrow(WebAssembly.RuntimeError);
  });
});
