import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';

let stage: FileStage;
beforeAll(async () => {
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  await stage.well('zkey new ./circuit.r1cs ./pot.ptau');
  await stage.well('zkey contribute ./circuit_00000.zkey ./circuit_final.zkey');
});
afterAll(() => stage.remove());
const size = async (name: string) => (await stat(stage.path(name))).size;

test('keys for other provers and verifiers are written', async () => {
  const words = 'zkey export arkworks ./circuit_final.zkey';
  await stage.well(words);
  // α, β, γ, δ, three points of IC and their number.
  expect(await size('circuit_vkey.ark')).toBe(32 + 3 * 64 + 8 + 3 * 32);
  await stage.well(`${words} --uncompressed --force`);
  expect(await size('circuit_vkey.ark')).toBe(64 + 3 * 128 + 8 + 3 * 64);
  const proving = await stage.well(`${words} --key proving --json`);
  expect(proving.json).toMatchObject({ file: stage.path('circuit_pkey.ark'), curve: 'bn254', notes: [] });
  expect(await size('circuit_pkey.ark')).toBe(proving.json.bytes);
  const circom = await stage.well(`${words} ./mine --key proving --reduction circom --json`);
  // H has one point more.
  expect(circom.json.bytes).toBe(proving.json.bytes + 32);

  await stage.well('zkey export gnark ./circuit_final.zkey');
  expect(await size('circuit_vkey.gnark')).toBe(3 * 32 + 3 * 64 + 4 + 3 * 32 + 8);
  const open = await stage.well('zkey export gnark ./circuit_00000.zkey ./open --json');
  expect(open.json.notes).toEqual([expect.stringContaining('everybody can forge proofs')]);
});

test('what cannot be had is answered with why', async () => {
  for (const [words, why] of [
    ['zkey export gnark ./circuit_final.zkey --key proving', 'that it compiled itself'],
    ['zkey export json ./circuit_final.zkey ./key.json', 'many times as large'],
    ['zkey export bellman ./circuit_final.zkey ./challenge', 'one direction of H'],
    ['zkey import bellman ./circuit_final.zkey ./response ./next.zkey -n=Ada', 'one direction of H'],
    ['zkey bellman contribute bn128 ./challenge ./response', 'one direction of H'],
    ['powersoftau convert ./pot_1.ptau ./pot_2.ptau', 'largest table'],
    ['powersoftau export json ./pot.ptau ./pot.json', 'many times as large'],
  ])
    expect(await stage.run(words!)).toMatchObject({ code: 2, err: expect.stringContaining(why!) });
  expect((await stage.run('zkey export arkworks ./circuit_final.zkey ./circuit_final.zkey')).code).toBe(12);
  expect((await stage.run('zkey export arkworks ./circuit_final.zkey --key both')).code).toBe(2);
  expect((await stage.run('zkey export arkworks ./pot.ptau')).code).toBe(12);
});
