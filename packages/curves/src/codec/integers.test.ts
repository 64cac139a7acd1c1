import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exported, instance, littleEndian } from '../batch/test-instance.ts';
import { CURVES } from '../curve/parameters.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitIntegers } from './integers.ts';

describe.each(Object.values(CURVES))('integers modulo p of $name', ({ p, words }) => {
  const m = new ModuleBuilder();
  const { isCanonical, isLarger, negate, bytes: length } = emitIntegers(m, p, words);
  const place = m.reserve(length);
  exported(m, isCanonical, isLarger, negate);
  const { calls, bytes } = instance(m);
  const put = (value: bigint) => bytes(place, length).set(littleEndian(value, length));
  const get = () => bytes(place, length).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const half = (p - 1n) / 2n;
  const edges = [0n, 1n, half - 1n, half, half + 1n, p - 1n, p, p + 1n, (1n << BigInt(8 * length)) - 1n];
  // One word more or less, which a comparison by words must carry.
  const words64 = Array.from({ length: words }, (_, i) => 1n << BigInt(64 * i));
  const around = words64.flatMap((unit) => [p - unit, p + unit, half - unit, half + unit, unit, unit - 1n]);
  const integer = fc.oneof(
    fc.constantFrom(...edges, ...around),
    fc.bigInt(0n, (1n << BigInt(8 * length)) - 1n),
  );

  test('are compared and negated as integers', () => {
    fc.assert(
      fc.property(integer, (value) => {
        put(value);
        expect(calls.exported0!(place)).toBe(value < p ? 1 : 0);
        expect(calls.exported1!(place)).toBe(value > half ? 1 : 0);
        if (value >= p) return;
        calls.exported2!(place);
        expect(get()).toBe(value === 0n ? 0n : p - value);
      }),
      { numRuns: 2000 },
    );
  });
});
