import { stat, writeFile } from 'node:fs/promises';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';
import { testShell } from '../testing/test-shell.ts';
import { circuitInFile, plansOf, registeredCircuit, tellPlans } from './plan.ts';

let stage: FileStage;
beforeAll(async () => {
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  await stage.well('zkey new ./circuit.r1cs ./pot.ptau');
});
afterAll(async () => {
  await endSnarkjs();
  await stage.remove();
});

describe('what a circuit means', () => {
  test('is told without a server', async () => {
    const { json } = await stage.well('ceremony check ./circuit.r1cs --people 40 --bandwidth 100 --json');
    const { size } = await stat(stage.path('circuit_00000.zkey'));
    const [circuit] = json.plan.circuits;
    expect(json.plan.assumed).toMatchObject({ people: 40, bandwidth: 100 });
    expect(circuit).toMatchObject({ slug: 'circuit', curve: 'bn254', people: 40, limit: 600 });
    expect(circuit.sizes).toMatchObject({ whole: size, power: 5 });
    expect(circuit.disk).toBeGreaterThan(40 * circuit.sizes.slim);

    const { out, err } = await stage.well('ceremony check ./circuit.r1cs');
    expect(out).toMatch(/^Powers of tau +2\^5, about/m);
    expect(out).toMatch(/^A turn may take +10 min at first$/m);
    expect(err).toContain('For 20 people (--people), lines of 8 Mbit/s');
  });

  test('follows from the rules', async () => {
    const circuit = await circuitInFile('one', stage.path('circuit.r1cs'));
    const how = { people: 1, threads: 1 };
    const limit = async (timeout: object) =>
      (await plansOf([circuit], { timeout } as never, how)).circuits[0]!.limit;
    expect(await limit({ type: 'FIXED', duration: 900 })).toBe(900);
    expect(await limit({ type: 'NONE' })).toBeNull();
  });

  test('adds up for several circuits', async () => {
    const one = await circuitInFile('one', stage.path('circuit.r1cs'));
    const { sizes } = one;
    const metadata = {
      curve: 'bn254',
      wires: 23,
      publicWires: 2,
      domainSize: 32,
      points: sizes.points,
      genesis: { sha256: '0'.repeat(64), blake2b: '0'.repeat(128), state: '0'.repeat(64) },
      immutable: { sha256: '0'.repeat(64), size: sizes.immutable, hash: '0'.repeat(64) },
    };
    const two = await registeredCircuit({ slug: 'two', metadata } as never);
    expect(two).toEqual({ ...one, slug: 'two' });
    const plans = await plansOf([one, two], {}, { people: 3, threads: 1 });
    const shell = testShell();
    tellPlans(plans, shell);
    expect(shell.outText()).toContain('Circuit two, on bn254');
    expect(shell.outText()).toMatch(/All circuits\nDisk/);
    expect(shell.errText()).toContain('For 3 people');
  });

  test('is not told of a file that is no circuit', async () => {
    await writeFile(stage.path('none.r1cs'), 'none');
    expect((await stage.run('ceremony check ./none.r1cs')).code).toBe(12);
    expect((await stage.run('ceremony check ./nowhere.r1cs')).code).toBe(12);
    expect((await stage.run('ceremony check ./circuit.r1cs --people 0')).code).toBe(2);
  });
});
