import { readFile, writeFile } from 'node:fs/promises';
import { writeContainer } from '@brebaje/groth16/container/write-container';
import { openFile } from '@brebaje/groth16/files/file-source';
import { streamOf } from '@brebaje/groth16/files/source';
import { openZkey, zkeySection } from '@brebaje/groth16/zkey/zkey';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';

/** Files that are sound, and not as snarkjs would write them now. */

let stage: FileStage;
beforeAll(async () => {
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  await stage.well('zkey new ./circuit.r1cs ./pot.ptau');
});
afterAll(() => stage.remove());

test('sections in another order are read, and written in theirs', async () => {
  const file = await openFile(stage.path('circuit_00000.zkey'));
  const zkey = await openZkey(file);
  const sections = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((id) => {
    const { from, size } = zkeySection(zkey, id);
    return { id, size, content: () => streamOf(file, from, from + size) };
  });
  await writeFile(stage.path('order.zkey'), writeContainer('zkey', sections));
  await file.close();
  const note = expect.stringContaining('sections stand in the order 10,9,8,7,6,5,4,3,2,1');
  const contributed = await stage.well('zkey contribute ./order.zkey ./order_1.zkey --json');
  expect(contributed.json.notes).toEqual([note]);
  expect((await stage.well('zkey info ./order_1.zkey --json')).json.notes).toEqual([]);
  await stage.well('zkey verify --genesis ./circuit_00000.zkey --previous ./order.zkey ./order_1.zkey');
});

test('a circuit’s hash that is not that of its points is refused wherever the points are looked at', async () => {
  const genesis = await readFile(stage.path('circuit_00000.zkey'));
  // The last section: hash, and no records.
  const at = genesis.length - 4 - 64;
  genesis[at] = genesis[at]! ^ 1;
  await writeFile(stage.path('hash_0.zkey'), genesis);
  await stage.well('zkey contribute ./hash_0.zkey');
  for (const words of [
    'zkey verify genesis ./circuit.r1cs ./pot.ptau ./hash_0.zkey',
    'zkey verify ./circuit.r1cs ./pot.ptau ./hash_1.zkey',
    'zkey verify --genesis ./circuit_00000.zkey ./hash_1.zkey',
  ]) {
    const ran = await stage.run(`${words} --json`);
    expect(ran).toMatchObject({ code: 1, json: { code: 'other-circuit', section: 10 } });
  }
});
