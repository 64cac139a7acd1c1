import type { CurveName } from '@brebaje/curves/engine';
import { testKernel } from '@brebaje/curves/kernel/known-answers';
import { expect, it } from 'vitest';
import { fuzz, runRound, showCounts, type Target, targetsOf } from './fuzz/fuzz.ts';
import { startKernels, WIDE_IS } from './fuzz/kernels.ts';
import { loadLibraries } from './fuzz/libraries.ts';

/**
 * Every operation of every kernel against noble, ffjavascript and mcl-wasm. `BREBAJE_FUZZ_MINUTES=60` for long,
 * `BREBAJE_SEED=7` for other cases, `BREBAJE_FUZZ_ROUND='bn254 G1 msm 17'` for one of them.
 */
const minutes = Number(process.env.BREBAJE_FUZZ_MINUTES ?? 2);
const seed = Number(process.env.BREBAJE_SEED ?? 1);
const only = process.env.BREBAJE_FUZZ_ROUND;

it(`computes for ${minutes} minutes what others compute`, async () => {
  const targets: Target[] = [];
  for (const curve of ['bn254', 'bls12-381'] satisfies CurveName[]) {
    const libraries = await loadLibraries(curve);
    targets.push(...targetsOf(curve, startKernels(curve), { libraries, window: 11 }));
  }
  if (only) {
    const at = only.lastIndexOf(' ');
    const target = targets.find(({ name }) => name === only.slice(0, at))!;
    expect(await runRound(target, seed, Number(only.slice(at)))).toEqual([]);
    return;
  }
  const end = performance.now() + minutes * 60_000;
  let told = performance.now();
  const disagreements = await fuzz(targets, seed, () => {
    if (performance.now() - told > 300_000) {
      told = performance.now();
      console.log(`seed ${seed}, ${targets.reduce((sum, { rounds }) => sum + rounds, 0)} calls so far`);
    }
    return performance.now() < end;
  });
  console.log(`seed ${seed}, wide arithmetic with ${WIDE_IS}\n${showCounts(targets)}`);
  for (const disagreement of disagreements) console.log(disagreement);
  // Optimizing compilers have been at work meanwhile.
  for (const kernel of new Set(targets.flatMap(({ kernels }) => kernels))) {
    expect(testKernel(kernel)).toBeUndefined();
  }
  expect(disagreements).toEqual([]);
});
