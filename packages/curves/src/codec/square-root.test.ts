import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exported, instance } from '../batch/test-instance.ts';
import { multiply2, power } from '../curve/arithmetic.ts';
import { testFields } from '../field/test-fields.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitPower } from './power.ts';
import { emitSquareRoot, rootExponent } from './square-root.ts';
import { testColumn } from './test-column.ts';

const tests = testFields().flatMap((field) =>
  (['G1', 'G2'] as const).map((group) => ({ name: `${group} over ${field.name}`, field, group })),
);

describe.each(tests)('square roots of coordinates of $name', ({ field, group }) => {
  const p = field.prime;
  const m = new ModuleBuilder();
  const column = testColumn(m, field, group);
  const root = emitSquareRoot(column.kernel, emitPower(m, column.field, rootExponent(p), 'power'));
  exported(m, root);
  const { calls, bytes } = instance(m);
  const run = column.start(calls, bytes);

  const integer = fc.oneof(fc.constantFrom(0n, 1n, 2n, p - 1n, p - 2n), fc.bigInt(0n, p - 1n));
  const element: fc.Arbitrary<bigint[]> = group === 'G1' ? fc.tuple(integer) : fc.tuple(integer, integer);
  const square = (parts: readonly bigint[]): readonly bigint[] =>
    parts.length === 1
      ? [(parts[0]! * parts[0]!) % p]
      : multiply2([parts[0]!, parts[1]!], [parts[0]!, parts[1]!], p);
  /** Euler's criterion, in F_p² on the norm. */
  const isSquare = (parts: readonly bigint[]) => {
    const norm = parts.length === 1 ? parts[0]! : parts[0]! ** 2n + parts[1]! ** 2n;
    return power(norm, (p - 1n) / 2n, p) <= 1n;
  };
  const roots = (values: readonly (readonly bigint[])[]) => {
    run.put(values);
    calls.exported0!(run.address, run.address, run.slots(values.length));
    return run.get(values.length);
  };

  test('square to what had one', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: column.capacity }), (list) => {
        const squares = list.map(square);
        for (const [i, found] of roots(squares).entries()) expect(square(found)).toEqual(squares[i]);
      }),
      { numRuns: 100 },
    );
  });

  test('square to anything else where there is none', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: column.capacity }), (list) => {
        for (const [i, found] of roots(list).entries()) {
          if (isSquare(list[i]!)) expect(square(found)).toEqual(list[i]);
          else expect(square(found)).not.toEqual(list[i]);
        }
      }),
      { numRuns: 100 },
    );
  });

  test.runIf(group === 'G2')('exist for all of F_p in F_p²', () => {
    // −1 is no square modulo p: one of each pair has its root on the other axis.
    const list = [2n, 3n, 5n, p - 2n, p - 3n, p - 5n, 0n, 1n].map((value) => [value, 0n]);
    for (const [i, found] of roots(list).entries()) expect(square(found)).toEqual(list[i]);
    const imaginary = [1n, 2n, 3n, p - 1n].map((value) => [0n, value]);
    for (const [i, found] of roots(imaginary).entries()) {
      if (isSquare(imaginary[i]!)) expect(square(found)).toEqual(imaginary[i]);
    }
  });
});
