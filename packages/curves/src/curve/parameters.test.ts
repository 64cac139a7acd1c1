import { describe, expect, test } from 'vitest';
import { multiply2, power } from './arithmetic.ts';
import { oracle, toNoble } from './curve-oracle.ts';
import { CURVES } from './parameters.ts';

describe.each(Object.values(CURVES))('parameters of $name', (curve) => {
  const noble = oracle[curve.name];

  test('are those of noble', () => {
    expect(curve.p).toBe(noble.p);
    expect(curve.r).toBe(noble.r);
    expect(toNoble(curve.xi)).toEqual(noble.xi);
    expect(curve.b).toBe(noble.G1.CURVE().b);
    expect(toNoble(curve.twistB)).toEqual(noble.G2.CURVE().b);
    expect(curve.g1).toEqual(noble.G1.BASE.toAffine());
    expect({ x: toNoble(curve.g2.x), y: toNoble(curve.g2.y) }).toEqual(noble.G2.BASE.toAffine());
  });

  test('fit together', () => {
    const { p, r, t, f, b, xi, twist, twistB, parameter } = curve;
    const magnitude = parameter < 0n ? -parameter : parameter;
    expect(curve.name === 'bn254' ? 6n * magnitude + 2n : magnitude).toBe(noble.loop);
    expect(4n * p).toBe(t * t + 3n * f * f);
    expect((p + 1n - t) % r).toBe(0n);
    // −1 is no square, so u² = −1 gives a field.
    expect(power(-1n, (p - 1n) / 2n, p)).toBe(p - 1n);
    if (twist === 'M') expect(twistB).toEqual(multiply2([b, 0n], xi, p));
    else expect(multiply2(twistB, xi, p)).toEqual([b, 0n]);
    expect(curve.coordinateBytes).toBe(Math.ceil(p.toString(16).length / 2));
    expect(curve.words * 8).toBe(curve.coordinateBytes);
  });
});
