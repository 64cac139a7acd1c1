import { mkdir, writeFile } from 'node:fs/promises';
import { type OriginalSequencer, startOriginalSequencer } from '@brebaje/client/testing/original-sequencer';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { putCircuit } from './testing/circuit-files.ts';
import { type FileStage, makeFileStage } from './testing/file-stage.ts';
import { testShell } from './testing/test-shell.ts';

let stage: FileStage;
let sequencer: OriginalSequencer;
beforeAll(async () => {
  sequencer = await startOriginalSequencer({ sizes: [{ g1: 4, g2: 2 }] });
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  await stage.well('zkey new ./circuit.r1cs ./pot.ptau');
  await writeFile(stage.path('file'), 'in the way');
  await mkdir(stage.path('folder'));
});
afterAll(async () => {
  await sequencer.close();
  await stage.remove();
});

it.each([
  'contribute SERVER --output ./file',
  'contribute SERVER --output ./file/new',
  'contribute SERVER --submit ./circuit.r1cs --output ./file',
  'contribute SERVER --export ./folder',
  'contribute SERVER --export ./nowhere/work.brebaje',
  'verify SERVER --keep ./folder',
  'verify SERVER --keep ./nowhere/transcript.json',
])('%s: no place for the outcome is said before anybody is asked for anything', async (words) => {
  const before = sequencer.seen.length;
  const shell = { env: { HOME: stage.path('home') } };
  const { code, err } = await stage.run(words.replace('SERVER', sequencer.url), shell);
  expect(code).toBe(12);
  expect(err).toMatch(/nothing was done yet|make it first/);
  // What a ceremony is may be asked; no place in it, no turn and no powers.
  expect(
    sequencer.seen.slice(before).filter((one) => !/^GET \/(\.well-known\/brebaje\.json)?$/.test(one)),
  ).toEqual([]);
});

test.each([
  'zkey new ./circuit.r1cs ./pot.ptau ./OUT',
  'zkey contribute ./circuit_00000.zkey ./OUT',
  'zkey export verificationkey ./circuit_00000.zkey ./OUT',
  'zkey export solidityverifier ./circuit_00000.zkey ./OUT',
  'zkey export arkworks ./circuit_00000.zkey ./OUT --key proving',
  'powersoftau fetch ./OUT --power 6 --from http://127.0.0.1:1/pot.ptau',
])('%s: nothing is computed or fetched for a place that is none', async (words) => {
  for (const output of ['folder', 'nowhere/new', 'file/new']) {
    const ran = await stage.run(words.replace('OUT', output), testShell({}));
    expect(ran.code).toBe(12);
    expect(ran.err).not.toContain('Computes with');
  }
});
