import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, test } from 'vitest';
import { oracle } from '../curve/curve-oracle.ts';
import { CURVES } from '../curve/parameters.ts';
import { storageBytes } from '../curve/storage.ts';
import type { CurveName, Group } from '../engine.ts';
import { supportsRelaxedSimd, supportsWide } from '../field/features.ts';
import { finalExponentiation, powerByDefinition } from '../pairing/test-final.ts';
import { scalarToBigInt } from '../scalar.ts';
import { KernelInstance } from './instance.ts';
import { answersOf, COEFFICIENTS, POINTS, scalar, testKernel } from './known-answers.ts';
import { emitKernel } from './module.ts';
import { startKernel } from './test-kernels.ts';

const curves = ['bls12-381', 'bn254'] as const;
const kernels = (['plain', 'fma', 'wide'] as const).filter(
  (name) => name === 'plain' || (name === 'fma' ? supportsRelaxedSimd() : supportsWide()),
);
const both = curves.flatMap((curve) => kernels.map((kernel) => [curve, kernel] as const));

/** The same answers by noble, up to the Miller loops. */
function expected(curve: CurveName, group: Group) {
  // Both groups have the same methods.
  const { BASE, ZERO } = oracle[curve][group] as (typeof oracle)['bn254']['G1'];
  const { r } = CURVES[curve];
  const [s, t, u] = [3, 5, 7].map((seed) => scalarToBigInt(scalar(seed))) as [bigint, bigint, bigint];
  const factors = Array.from({ length: POINTS }, (_, i) => (s * t ** BigInt(i + 1)) % r);
  const powers = factors.map((factor) => BASE.multiply(factor));
  const scaled = factors.map((factor) => BASE.multiply((factor * u) % r));
  const sum = scaled.reduce((total, point, i) => {
    const coefficient = scalarToBigInt(COEFFICIENTS.subarray(16 * i, 16 * i + 16));
    return total.add(point.multiply(coefficient));
  }, ZERO);
  return { powers, scaled, sum };
}

function bytesOf(curve: CurveName, points: ReturnType<typeof expected>['powers']): Uint8Array {
  const coordinates = points.flatMap((point) => {
    const { x, y } = point.toAffine() as unknown as { x: Part; y: Part };
    return [x, y].map((part) => (typeof part === 'bigint' ? part : [part.c0, part.c1]));
  });
  return storageBytes(CURVES[curve], coordinates);
}

type Part = bigint | { c0: bigint; c1: bigint };

describe('the known-answer test', () => {
  test.each(curves)('asks for what noble computes on %s', async (curve) => {
    const g1 = expected(curve, 'G1');
    const g2 = expected(curve, 'G2');
    const answers = answersOf(await startKernel(curve, 'plain'));
    const wanted = [g1, g2].flatMap(({ powers, scaled, sum }) => [powers, scaled, [sum]]);
    for (const [i, points] of wanted.entries()) expect(answers[i]).toEqual(bytesOf(curve, points));
    const library = curve === 'bn254' ? bn254 : bls12_381;
    const pairs = [0, 1, 2].map((i) => ({ g1: g1.powers[i]!, g2: g2.powers[i]! as never }));
    const product = library.pairingBatch(pairs, true);
    expect(library.fields.Fp12.eql(finalExponentiation(curve, answers[6]!), product)).toBe(true);
    expect(answers[7]).toEqual(powerByDefinition(CURVES[curve], answers[6]!));
  });

  test.each(both)('is passed on %s by the %s kernel', async (curve, kernel) => {
    expect(testKernel(await startKernel(curve, kernel))).toBeUndefined();
  });

  test.each(curves)('is not passed on %s by a module with one wrong bit', (curve) => {
    const emitted = emitKernel(CURVES[curve], 'plain');
    // i64.const of four bytes or more: limbs of primes, masks, factors.
    const constants = [...emitted.keys()].filter(
      (at) => emitted[at] === 0x42 && [1, 2, 3].every((i) => emitted[at + i]! >= 0x80),
    );
    const verdicts = constants.slice(0, 8).map((at) => {
      const bytes = emitted.slice();
      bytes[at + 1]! ^= 1;
      return testKernel(new KernelInstance(CURVES[curve], 'plain', new WebAssembly.Module(bytes)));
    });
    expect(verdicts.filter((verdict) => verdict !== undefined).length).toBeGreaterThan(3);
  });
});
