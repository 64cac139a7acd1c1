import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsOf } from '../curve/eisenstein.ts';
import { cubicEndomorphism, frobeniusEndomorphism } from '../curve/endomorphism.ts';
import { CURVES } from '../curve/parameters.ts';
import { columnsOf } from '../curve/sac.ts';
import { scalars } from '../curve/test-scalars.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { recoding } from './digits.ts';
import { exported, instance, littleEndian } from './test-instance.ts';

describe.each(Object.values(CURVES))('recoding scalars of $name', (curve) => {
  const { lambda } = cubicEndomorphism(curve);
  const { mu } = frobeniusEndomorphism(curve);
  const special = [lambda, lambda ** 2n, mu, mu ** 2n, mu ** 3n].map((value) => value % curve.r);

  it.each([
    ['G1', digitsOf],
    ['G2', columnsOf],
  ] as const)('gives the digits of %s', (group, expected) => {
    const m = new ModuleBuilder();
    const { digits, recode } = recoding(m, curve, group);
    const scalar = m.reserve(32);
    const out = m.reserve(4 * digits);
    exported(m, recode);
    const { calls, bytes } = instance(m);
    fc.assert(
      fc.property(scalars(curve, special), fc.integer({ min: 1, max: 4 }), (k, stride) => {
        bytes(scalar, 32).set(littleEndian(k, 32));
        bytes(out, 4 * digits).fill(0xee);
        calls.exported0!(scalar, out, stride);
        const found = bytes(out, 4 * digits);
        expect(found.filter((_, i) => i % stride === 0 && i < stride * digits)).toEqual(expected(curve, k));
        if (stride > 1) expect(found[1]).toBe(0xee);
      }),
      { numRuns: 1000 },
    );
  });
});
