import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exported, instance } from '../batch/test-instance.ts';
import { power } from '../curve/arithmetic.ts';
import { CURVES } from '../curve/parameters.ts';
import { testFields } from '../field/test-fields.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitPower, type PowerPlan, powerPlan } from './power.ts';
import { rootExponent } from './square-root.ts';
import { testColumn } from './test-column.ts';

/** The exponent that the plan raises to. */
function exponentOf({ first, steps }: PowerPlan): bigint {
  return steps.reduce(
    (exponent, { squarings, power }) =>
      (exponent << BigInt(squarings)) + (power === undefined ? 0n : 2n * BigInt(power) + 1n),
    2n * BigInt(first) + 1n,
  );
}

describe('plans of powers', () => {
  test('reach their exponent with the table they announce', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, (1n << 256n) - 1n), (exponent) => {
        const plan = powerPlan(exponent);
        expect(exponentOf(plan)).toBe(exponent);
        const used = [plan.first, ...plan.steps.flatMap(({ power }) => power ?? [])];
        expect(Math.max(...used)).toBe(plan.table - 1);
        for (const { squarings } of plan.steps) expect(squarings).toBeLessThan(256);
      }),
      { numRuns: 300 },
    );
  });

  test('of square roots are short', () => {
    expect(powerPlan(rootExponent(CURVES['bls12-381'].p)).products).toBe(457);
    expect(powerPlan(rootExponent(CURVES.bn254.p)).products).toBe(304);
    expect(powerPlan(1n)).toMatchObject({ table: 1, products: 0 });
    expect(powerPlan(1024n)).toMatchObject({ table: 1, products: 10 });
  });
});

describe.each(testFields())('powers over $name', (field) => {
  const { prime } = field;
  const exponents = [1n, 2n, 3n, 64n, 0x1234_5678_9abc_def0n, rootExponent(prime), prime - 2n];
  const m = new ModuleBuilder();
  const column = testColumn(m, field, 'G1');
  const powers = exponents.map((exponent, i) => emitPower(m, column.field, exponent, `power${i}`));
  exported(m, ...powers);
  const { calls, bytes } = instance(m);
  const run = column.start(calls, bytes);

  test.each(exponents.map((exponent, i) => ({ exponent, i })))('$exponent', ({ exponent, i }) => {
    const integer = fc.oneof(fc.constantFrom(0n, 1n, prime - 1n), fc.bigInt(0n, prime - 1n));
    fc.assert(
      fc.property(fc.array(integer, { minLength: 1, maxLength: column.capacity }), (list) => {
        run.put(list.map((value) => [value]));
        calls[`exported${i}`]!(run.address, run.address, run.slots(list.length));
        expect(run.get(list.length)).toEqual(list.map((value) => [power(value, exponent, prime)]));
      }),
      { numRuns: 10 },
    );
  });
});
