/**
 * Files with something changed: everything that somebody could think of, and as much again by chance.
 * `BREBAJE_MUTANTS=20000` random ones of each kind of file (1,000 unless told otherwise), `BREBAJE_SEED=7` for the
 * same ones again.
 */
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, describe, expect, it } from 'vitest';
import { runRandom, runSystematic, showTally, tallyOf } from './mutate/run.ts';
import { targetsOf } from './mutate/targets.ts';
import { stageOf } from './stage.ts';

afterAll(endSnarkjs);

const RANDOM = Number(process.env.BREBAJE_MUTANTS ?? 1000);
/** All changes of files that are judged in milliseconds, and one in a few where it takes a tenth of a second. */
const SPARSE = { points: 0.25, rest: 0.25 };
const SEED = Number(process.env.BREBAJE_SEED ?? Date.now() % 2 ** 31);

describe.each(['bn254', 'bls12-381'] as const)('on %s', async (curve) => {
  const stage = await stageOf(curve);
  afterAll(() => stage.close());
  const targets = (await targetsOf(stage)).toSorted((a, b) => b.share - a.share);

  it.each(targets.map((target) => [target.name, target] as const))('%s', async (_, target) => {
    const tally = tallyOf(target);
    const begin = process.cpuUsage();
    await runSystematic(stage.engine, target, tally, SPARSE);
    await runRandom(target, tally, RANDOM, SEED);
    const { user, system } = process.cpuUsage(begin);
    const perMinute = Math.round((tally.mutants / (user + system)) * 60_000_000);
    console.log(
      `${curve}, seed ${SEED}, ${perMinute} for each minute of processor time: ${showTally(tally)}`,
    );
    expect(tally.wrong).toEqual([]);
  });
});
