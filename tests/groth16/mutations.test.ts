/** Files with something changed, by system and by chance: none is accepted, none makes anything else than a refusal. */
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, describe, expect, it } from 'vitest';
import { runRandom, runSystematic, tallyOf } from './mutate/run.ts';
import { targetsOf } from './mutate/targets.ts';
import { ACCEPTED } from './outcome.ts';
import { stageOf } from './stage.ts';

afterAll(endSnarkjs);

/** The soak has all of them, and many more by chance. */
const SPARSE = { points: 61, rest: 1.5 };

/** Files of phase 1 and whole chains take a tenth of a second each, on a machine that does nothing else. */
const TIMEOUT = 240_000;
const RANDOM = 50;
const SEED = Date.now() % 2 ** 31;

describe.each(['bn254', 'bls12-381'] as const)('on %s', async (curve) => {
  const stage = await stageOf(curve);
  afterAll(() => stage.close());
  const targets = await targetsOf(stage);

  it.each(targets.map((target) => [target.name, target] as const))(
    '%s',
    async (_, target) => {
      const tally = tallyOf(target);
      expect(await target.judge(target.bytes)).toBe(ACCEPTED);
      await runSystematic(stage.engine, target, tally, SPARSE);
      await runRandom(target, tally, RANDOM, SEED);
      expect(tally.wrong).toEqual([]);
      expect(tally.mutants).toBeGreaterThan(RANDOM * target.share);
    },
    TIMEOUT,
  );
});
