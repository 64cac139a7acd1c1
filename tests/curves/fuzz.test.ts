import type { CurveName } from '@brebaje/curves/engine';
import { testKernel } from '@brebaje/curves/kernel/known-answers';
import { describe, expect, it } from 'vitest';
import { fuzz, runRound, targetsOf } from './fuzz/fuzz.ts';
import { startKernel, startKernels } from './fuzz/kernels.ts';
import { loadLibraries } from './fuzz/libraries.ts';
import { SPOILED, spoiled } from './fuzz/spoiled.ts';

const SEED = 20_260_101;
/** Cases until a fault must have been found. */
const PATIENCE = 30;

describe.each(['bn254', 'bls12-381'] satisfies CurveName[])('fuzzing %s', (curve) => {
  const kernels = startKernels(curve);

  it.each(kernels.map((kernel) => [kernel.name, kernel] as const))(
    'starts with %s, which passes the known-answer test',
    (_, kernel) => expect(testKernel(kernel)).toBeUndefined(),
  );

  it('finds that every kernel computes what others compute', async () => {
    const targets = targetsOf(curve, kernels, { libraries: await loadLibraries(curve) });
    for (const target of targets) expect(await runRound(target, SEED, 0)).toEqual([]);
  });
});

describe('fuzzing', () => {
  const plain = startKernel('bn254', 'plain');
  const targets = targetsOf('bn254', [plain]);

  it.each(targets.map((target) => [target.name, target] as const))(
    'finds a bit that is turned over in %s, and the smallest batch that shows it',
    async (name, { operation, ground, ...rest }) => {
      const ofGroup = /^[A-Z]/.test(operation.exported);
      const exported = (ofGroup ? ground.group.toLowerCase() : '') + operation.exported;
      const kernels = [plain, spoiled(plain, exported)];
      let rounds = PATIENCE;
      const target = { ...rest, name, operation, ground, kernels };
      const found = [];
      while (rounds-- > 0 && found.length === 0) found.push(...(await runRound(target, SEED, target.rounds)));
      expect(found).toEqual([
        expect.objectContaining({
          kernel: 'spoiled plain',
          round: expect.stringContaining(`${SEED} ${name} `),
        }),
      ]);
      // Terms of one combination, or a power of two of scalars, count otherwise.
      expect(found[0]!.items.length).toBeLessThanOrEqual(2 ** SPOILED);
    },
  );

  it('stops when it found enough', async () => {
    const target = targets.find(({ name }) => name === 'bn254 G1 negate')!;
    const kernels = [spoiled(plain, 'g1Negate')];
    const found = await fuzz([{ ...target, kernels }], SEED, () => true);
    expect(found).toHaveLength(20);
  });
});
