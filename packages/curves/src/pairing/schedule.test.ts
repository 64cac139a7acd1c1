import { describe, expect, it } from 'vitest';
import { modulo } from '../curve/arithmetic.ts';
import { CURVES } from '../curve/parameters.ts';
import { millerSteps } from './schedule.ts';

describe.each(Object.values(CURVES))('the Miller loop of $name', (curve) => {
  const { name, parameter, p, r } = curve;
  const steps = millerSteps(curve);
  const count = (step: string) => steps.filter((each) => each === step).length;

  /** T and Q as multiples of the first Q before every step, and after all. */
  function walk(): { t: bigint; q: bigint }[] {
    let [t, q] = [1n, 1n];
    const places = [{ t, q }];
    for (const step of steps) {
      if (step === 'double') t = modulo(2n * t, r);
      else if (step === 'add') t = modulo(t + q, r);
      else q = modulo(step === 'negate' ? -q : p * q, r);
      places.push({ t, q });
    }
    return places;
  }

  it('walks to the multiple that makes it a pairing', () => {
    const { t } = walk().at(-1)!;
    if (name === 'bls12-381') expect(t).toBe(-parameter);
    // 6x + 2 + p − p² + p³ = 0 modulo r, and the line at −p³ would be vertical.
    else expect(t).toBe(modulo(-(p ** 3n), r));
  });

  it('has few additions', () => {
    expect(count('double')).toBe(name === 'bls12-381' ? 63 : 64);
    expect(count('add')).toBe(name === 'bls12-381' ? 5 : 23);
  });

  it('never meets a zero denominator for a Q of order r', () => {
    const places = walk();
    for (const [i, step] of steps.entries()) {
      const { t, q } = places[i]!;
      expect(t).not.toBe(0n);
      if (step === 'add') expect([q, modulo(-q, r)]).not.toContain(t);
    }
  });
});
