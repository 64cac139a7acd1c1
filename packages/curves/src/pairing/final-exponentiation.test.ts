import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instance } from '../batch/test-instance.ts';
import { CURVES } from '../curve/parameters.ts';
import { storageBytes } from '../curve/storage.ts';
import { testFields } from '../field/test-fields.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { accumulator } from './accumulator.ts';
import { emitFinalExponentiation } from './final-exponentiation.ts';
import { finalFactor, powerByDefinition } from './test-final.ts';

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

describe.each(testFields())('final exponentiation over $name', ({ make, prime }) => {
  const curve = Object.values(CURVES).find(({ p }) => p === prime)!;
  const { p, r } = curve;
  const m = new ModuleBuilder();
  emitFinalExponentiation({ m, curve }, accumulator(m, curve, make(m)));
  const size = 12 * curve.coordinateBytes;
  const [value, out] = [m.reserve(size), m.reserve(size)];
  const { calls, bytes } = instance(m);

  const coordinate = fc.oneof(fc.constantFrom(0n, 1n, p - 1n), fc.bigInt(0n, p - 1n));
  const twelve = fc.array(coordinate, { minLength: 12, maxLength: 12 });

  function run(parts: readonly bigint[]): Uint8Array {
    bytes(value, size).set(storageBytes(curve, parts));
    expect(calls.finalExponentiation!(value, out)).toBe(0);
    return bytes(out, size).slice();
  }

  it('is a power that is one for the same values as that of the definition', () => {
    expect((p ** 12n - 1n) % r).toBe(0n);
    expect(greatestCommonDivisor(finalFactor(curve), r)).toBe(1n);
  });

  it('is the power that it says', () => {
    fc.assert(
      fc.property(twelve, (parts) => {
        fc.pre(parts.some((part) => part !== 0n));
        expect(run(parts)).toEqual(powerByDefinition(curve, storageBytes(curve, parts)));
      }),
      { numRuns: 3 },
    );
  });

  it('takes what lies in proper subfields to one', () => {
    const one = storageBytes(curve, [1n, ...Array.from({ length: 11 }, () => 0n)]);
    const quadratic = Array.from({ length: 12 }, (_, i) => (i < 2 ? BigInt(i + 5) : 0n));
    const sextic = Array.from({ length: 12 }, (_, i) => (i < 6 ? BigInt(i + 7) : 0n));
    for (const parts of [[1n, ...quadratic.slice(2), 0n], quadratic, sextic]) expect(run(parts)).toEqual(one);
  });

  it('answers the same when what an earlier value left is in its memory', () => {
    fc.assert(
      fc.property(twelve, twelve, (a, b) => {
        fc.pre([a, b].every((parts) => parts.some((part) => part !== 0n)));
        const first = run(a);
        run(b);
        expect(run(a)).toEqual(first);
      }),
      { numRuns: 10 },
    );
  });

  it('refuses zero', () => {
    bytes(value, size).fill(0);
    expect(calls.finalExponentiation!(value, out)).toBe(14);
    expect(run([2n, ...Array.from({ length: 11 }, () => 3n)])).toHaveLength(size);
  });
});
