import { readFile, writeFile } from 'node:fs/promises';
import { endSnarkjs, snarkjsCurve, written } from '@brebaje/groth16/testing/snarkjs';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('a circuit’s chain on %s', (curve) => {
  let stage: FileStage;
  beforeAll(async () => {
    stage = await makeFileStage();
    await snarkjsCurve(curve);
    await putCircuit(stage, curve);
  });
  afterAll(() => stage.remove());
  const path = (name: string) => stage.path(name);
  const bytes = (name: string) => readFile(path(name));

  test('begins with the bytes of snarkjs', async () => {
    await stage.well('zkey new ./circuit.r1cs ./pot.ptau');
    const theirs = await written((to) => snarkjs.zKey.newZKey(path('circuit.r1cs'), path('pot.ptau'), to));
    expect((await bytes('circuit_00000.zkey')).equals(theirs)).toBe(true);
    await stage.well('groth16 setup ./circuit.r1cs ./pot.ptau ./again.zkey');
    expect(await bytes('again.zkey')).toEqual(await bytes('circuit_00000.zkey'));
    const verdict = await stage.well(
      'zkey verify genesis ./circuit.r1cs ./pot.ptau ./circuit_00000.zkey --json',
    );
    expect(verdict.json).toMatchObject({ verdict: 'genesis', phase1: 'verified, 1 contribution' });
  });

  test('goes on with us and snarkjs in turns, and ends with a beacon', async () => {
    await writeFile(path('dice.txt'), '3 1 4 1 5 9 2 6');
    const ours = await stage.well(
      'zkey contribute ./circuit_00000.zkey --name Ada --entropy-file ./dice.txt --json',
    );
    expect(ours.json).toMatchObject({ ok: true, number: 1, file: path('circuit_00001.zkey') });
    const hash = await snarkjs.zKey.contribute(
      path('circuit_00001.zkey'),
      path('circuit_00002.zkey'),
      'Bob',
      'x',
    );
    await stage.well(
      'zkey contribute ./circuit_00002.zkey ./circuit_00003.zkey --genesis ./circuit_00000.zkey -v',
    );
    await stage.well('zkey beacon ./circuit_00003.zkey ./circuit_final.zkey 0x0102030405 10 -n=Final');
    const theirs = await written((to) =>
      snarkjs.zKey.beacon(path('circuit_00003.zkey'), to, 'Final', '0102030405', 10),
    );
    expect((await bytes('circuit_final.zkey')).equals(theirs)).toBe(true);
    const files = ['circuit.r1cs', 'pot.ptau', 'circuit_final.zkey'].map(bytes);
    const [r1cs, ptau, zkey] = (await Promise.all(files)) as [Buffer, Buffer, Buffer];
    const accepted = await snarkjs.zKey.verifyFromR1cs(r1cs, ptau, zkey);
    expect(accepted).toBe(true);

    const info = await stage.well('zkey info ./circuit_final.zkey --json');
    expect(info.json.contributions).toMatchObject([
      { number: 1, type: 'person', name: 'Ada', contributionHash: ours.json.contributionHash },
      { number: 2, type: 'person', name: 'Bob', contributionHash: Buffer.from(hash).toString('hex') },
      { number: 3, type: 'person' },
      { number: 4, type: 'beacon', name: 'Final', beacon: { bytes: '0102030405', exponent: 10 } },
    ]);
    expect(info.json.contributions[2]).not.toHaveProperty('name');
  });

  test('is sound from its genesis, and valid with circuit and phase 1', async () => {
    const sound = await stage.well('zkey verify --genesis ./circuit_00000.zkey ./circuit_final.zkey');
    expect(sound.out).toContain('Chain sound from this genesis: 4 contributions');
    expect(sound.out).not.toMatch(/valid/i);
    const previous = '--genesis ./circuit_00000.zkey --previous ./circuit_00002.zkey';
    const next = await stage.well(`zkey verify ${previous} ./circuit_00003.zkey --json`);
    expect(next.json).toMatchObject({ verdict: 'sound', previous: path('circuit_00002.zkey') });
    expect(next.json.contributions).toHaveLength(3);

    const circuit = '--r1cs ./circuit.r1cs --ptau ./pot.ptau';
    const several = [
      `zkey verify ${circuit} ./circuit_final.zkey`,
      `zkey verify ${circuit} --genesis ./circuit_00000.zkey ./circuit_final.zkey`,
      'zkey verify r1cs ./circuit.r1cs ./pot.ptau ./circuit_final.zkey',
      'zkey verify ./circuit.r1cs ./pot.ptau ./circuit_final.zkey',
      // Without tables it does where the genesis is given.
      `zkey verify --r1cs ./circuit.r1cs --ptau ./pot_1.ptau --genesis ./circuit_00000.zkey ./circuit_final.zkey`,
    ];
    // What differs between the words has nothing to do with the curve.
    for (const words of curve === 'bn254' ? several : several.slice(0, 1)) {
      const { out } = await stage.well(words);
      expect(out).toContain('Valid: 4 contributions to the circuit of');
      expect(out).toContain('Phase 1  verified, 1 contribution');
    }
    const raw = await stage.run('zkey verify ./circuit.r1cs ./pot_1.ptau ./circuit_final.zkey');
    expect(raw).toMatchObject({ code: 2, err: expect.stringContaining('not prepared') });

    const init = await stage.well(
      'zkey verify init ./circuit_00000.zkey ./pot.ptau ./circuit_final.zkey --json',
    );
    expect(init.json).toMatchObject({ verdict: 'sound', stateHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('ends in what verifiers need', async () => {
    await stage.well('zkey export verificationkey ./circuit_final.zkey');
    const theirs = await snarkjs.zKey.exportVerificationKey(await bytes('circuit_final.zkey'));
    expect(JSON.parse(await readFile(path('circuit_vkey.json'), 'utf8'))).toEqual(theirs);
    const contract = await stage.run('zkey export solidityverifier ./circuit_final.zkey --contract Mine');
    if (curve === 'bls12-381') {
      expect(contract).toMatchObject({ code: 12, err: expect.stringContaining('BN254') });
      return;
    }
    expect(contract.code).toBe(0);
    expect(await readFile(path('circuit_verifier.sol'), 'utf8')).toContain('contract Mine {');
  });
});
