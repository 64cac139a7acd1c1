import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../wasm/module.ts';
import { groupKernel } from './group.ts';
import { exported, instance } from './test-instance.ts';
import { type TestPoint, testGroups } from './test-points.ts';

const CAPACITY = 16;

describe.each(testGroups())('columns of $name', ({ field, curve, group, model, bytes: storage }) => {
  const m = new ModuleBuilder();
  const kernel = groupKernel(m, curve, group, field.make(m), CAPACITY);
  const [x, y, qx, qy] = [kernel.column(), kernel.column(), kernel.column(), kernel.column()];
  const place = m.reserve(CAPACITY * kernel.pointBytes);
  const names = ['read', 'write', 'double', 'add', 'doubleAdd', 'invertAll'] as const;
  exported(m, ...names.map((name) => kernel[name]));
  const { calls, bytes } = instance(m);
  const call = (name: (typeof names)[number], ...values: number[]) =>
    calls[`exported${names.indexOf(name)}`]!(...values);

  const slots = (points: number) => {
    const grain = kernel.field.lanes * kernel.field.unroll;
    return Math.ceil(points / grain) * kernel.field.unroll;
  };
  const read = (points: readonly TestPoint[], ...[toX, toY]: [number, number]) => {
    bytes(place, points.length * kernel.pointBytes).set(storage(points));
    call('read', place, toX, toY, points.length);
  };
  const written = (points: number) => {
    bytes(place, CAPACITY * kernel.pointBytes).fill(0xee);
    call('write', place, x, y, points);
    expect(bytes(place, CAPACITY * kernel.pointBytes)[points * kernel.pointBytes] ?? 0xee).toBe(0xee);
    return bytes(place, points * kernel.pointBytes).slice();
  };

  // Multiples far enough apart that no sum of two is exceptional unless a test wants it.
  const points = Array.from({ length: CAPACITY }, (_, i) =>
    model.multiply(model.generator, 3n ** BigInt(i + 40)),
  );
  const others = Array.from({ length: CAPACITY }, (_, i) =>
    model.multiply(model.generator, 5n ** BigInt(i + 30)),
  );
  const counts = fc.integer({ min: 1, max: CAPACITY });
  const check = (count: number, expected: (i: number) => TestPoint) =>
    expect(written(count)).toEqual(storage(Array.from({ length: count }, (_, i) => expected(i))));

  it('reads and writes any number of points', () => {
    fc.assert(
      fc.property(counts, (count) => {
        read(points.slice(0, count), x, y);
        check(count, (i) => points[i]!);
      }),
      { numRuns: CAPACITY },
    );
  });

  it.each([1, 2, 3, 5, CAPACITY - 1, CAPACITY])('doubles and adds %i points', (count) => {
    read(others.slice(0, count), qx, qy);
    read(points.slice(0, count), x, y);
    expect(call('double', x, y, slots(count))).toBe(1);
    check(count, (i) => model.add(points[i]!, points[i]!));
    read(points.slice(0, count), x, y);
    expect(call('add', x, y, qx, qy, slots(count))).toBe(1);
    check(count, (i) => model.add(points[i]!, others[i]!));
    read(points.slice(0, count), x, y);
    expect(call('doubleAdd', x, y, qx, qy, slots(count))).toBe(1);
    check(count, (i) => model.add(model.multiply(points[i]!, 2n), others[i]!));
  });

  it('keeps the columns where a denominator is zero', () => {
    for (const bad of [0, 7, CAPACITY - 1]) {
      const cases = [
        ['add', points[bad]!],
        ['add', model.negate(points[bad]!)],
        ['doubleAdd', points[bad]!],
        ['doubleAdd', model.negate(points[bad]!)],
        ['doubleAdd', model.multiply(points[bad]!, -2n)],
      ] as const;
      for (const [name, q] of cases) {
        read(others.with(bad, q), qx, qy);
        read(points, x, y);
        expect(call(name, x, y, qx, qy, slots(CAPACITY))).toBe(0);
        check(CAPACITY, (i) => points[i]!);
      }
    }
    const flat = others.with(3, { x: others[3]!.x, y: group === 'G1' ? 0n : [0n, 0n] });
    read(flat, x, y);
    expect(call('double', x, y, slots(CAPACITY))).toBe(0);
    check(CAPACITY, (i) => flat[i]!);
  });

  it('inverts a column, and only without zeros', () => {
    read(points, x, y);
    expect(call('invertAll', x, slots(CAPACITY))).toBe(1);
    expect(call('invertAll', x, slots(CAPACITY))).toBe(1);
    check(CAPACITY, (i) => points[i]!);
    const flat = points.with(5, { x: group === 'G1' ? 0n : [0n, 0n], y: points[5]!.y });
    read(flat, x, y);
    expect(call('invertAll', x, slots(CAPACITY))).toBe(0);
    check(CAPACITY, (i) => flat[i]!);
  });
});

it('refuses columns that do not fill their slots', () => {
  const m = new ModuleBuilder();
  const { field, curve, group } = testGroups()[0]!;
  const made = { ...field.make(m), lanes: 2 as const };
  expect(() => groupKernel(m, curve, group, made, 15)).toThrow(RangeError);
});
