import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { openFile } from '@brebaje/groth16/files/file-source';
import { r1csOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { openZkey, zkeySection } from '@brebaje/groth16/zkey/zkey';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';

let stage: FileStage;
const from = '--genesis ./circuit_00000.zkey';
beforeAll(async () => {
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  for (const words of [
    'zkey new ./circuit.r1cs ./pot.ptau',
    'zkey contribute ./circuit_00000.zkey',
    'zkey contribute ./circuit_00001.zkey',
    'zkey contribute ./circuit_00001.zkey ./other.zkey',
  ])
    await stage.well(words);
});
afterAll(() => stage.remove());
const bytes = (name: string) => readFile(stage.path(name));

/** The second contribution with a byte of a section changed. */
async function changed(section: number, at: number): Promise<void> {
  const file = await openFile(stage.path('circuit_00002.zkey'));
  const { from: start } = zkeySection(await openZkey(file), section);
  await file.close();
  const content = await bytes('circuit_00002.zkey');
  content[start + at] = content[start + at]! ^ 1;
  await writeFile(stage.path('changed.zkey'), content);
}

describe('a zkey that is refused ends with 1 and the check', () => {
  test.each([
    ['a point of L', 8, 3, 'format', 'not-on-curve'],
    ['a point of H', 9, 70, 'format', 'not-on-curve'],
    ['a coefficient', 4, 20, 'consistency', 'other-circuit'],
    ['the circuit’s hash', 10, 5, 'consistency', 'other-circuit'],
    ['a transcript', 10, 64 + 4 + 3 * 64 + 128 + 1, 'mathematical', 'transcript'],
    ['δ', 2, 640, 'format', 'not-on-curve'],
  ])('%s changed', async (_what, section, at, check, code) => {
    await changed(section, at);
    const ran = await stage.run(`zkey verify ${from} ./changed.zkey --json`);
    expect(ran).toMatchObject({ code: 1, json: { ok: false, exit: 1, check, code } });
    expect(ran.err).toContain(`refused by the ${check} check (${code})`);
  });

  test('a file that does not extend the previous one by one contribution', async () => {
    const verify = (previous: string, zkey: string) =>
      stage.run(`zkey verify ${from} --previous ./${previous} ./${zkey} --json`);
    expect((await verify('circuit_00001.zkey', 'other.zkey')).code).toBe(0);
    expect(await verify('circuit_00002.zkey', 'other.zkey')).toMatchObject({
      code: 1,
      json: { code: 'not-one-more' },
    });
    expect(await verify('circuit_00000.zkey', 'other.zkey')).toMatchObject({
      code: 1,
      json: { code: 'not-one-more' },
    });
    await stage.well('zkey contribute ./other.zkey ./other_2.zkey');
    expect(await verify('circuit_00002.zkey', 'other_2.zkey')).toMatchObject({
      code: 1,
      json: { code: 'record-changed', check: 'consistency' },
    });
  });

  test('nobody, or only a beacon, has contributed', async () => {
    const genesis = await stage.run(`zkey verify ${from} ./circuit_00000.zkey --json`);
    expect(genesis).toMatchObject({ code: 1, json: { check: 'final', code: 'no-contribution' } });
    const beacon = await stage.well('zkey beacon ./circuit_00000.zkey ./beacon.zkey 0102 10');
    expect(beacon.err).toContain('everybody can forge proofs');
    expect((await stage.run(`zkey verify ${from} ./beacon.zkey`)).code).toBe(1);
    expect((await stage.run('zkey export solidityverifier ./circuit_00000.zkey')).code).toBe(12);
    const key = await stage.well('zkey export verificationkey ./circuit_00000.zkey --json');
    expect(key.json.notes).toEqual([expect.stringContaining('δ equals γ')]);
  });

  test('a genesis that is none, or of another circuit', async () => {
    const other = await stage.run('zkey verify --genesis ./circuit_00001.zkey ./circuit_00002.zkey --json');
    expect(other).toMatchObject({ code: 1, json: { code: 'not-a-genesis' } });
    const genesis = await stage.run('zkey verify genesis ./circuit.r1cs ./pot.ptau ./circuit_00001.zkey');
    expect(genesis.code).toBe(1);
  });

  test('files of another curve', async () => {
    await writeFile(stage.path('bls.r1cs'), await r1csOf(smallCircuit('bls12-381')));
    await stage.well('powersoftau new bls12-381 6 ./bls_0.ptau');
    await stage.well('powersoftau contribute ./bls_0.ptau ./bls_1.ptau');
    await stage.well('powersoftau prepare phase2 ./bls_1.ptau ./bls.ptau');
    await stage.well('zkey new ./bls.r1cs ./bls.ptau ./bls.zkey');
    for (const words of [
      'zkey verify --genesis ./bls.zkey ./circuit_00002.zkey',
      'zkey verify ./bls.r1cs ./pot.ptau ./circuit_00002.zkey',
      'zkey verify ./circuit.r1cs ./bls.ptau ./circuit_00002.zkey',
      'zkey verify genesis ./circuit.r1cs ./bls.ptau ./circuit_00000.zkey',
      'zkey verify init ./circuit_00000.zkey ./bls.ptau ./circuit_00002.zkey',
    ])
      expect(await stage.run(`${words} --json`)).toMatchObject({ code: 1, json: { code: 'other-circuit' } });
    expect((await stage.run('zkey new ./circuit.r1cs ./bls.ptau ./none.zkey')).code).toBe(12);
    const contribute = 'zkey contribute ./circuit_00002.zkey ./none.zkey --genesis ./bls.zkey';
    expect(await stage.run(contribute)).toMatchObject({ code: 8, err: expect.stringContaining('bls12-381') });
  });

  test('another phase 1', async () => {
    await stage.well('powersoftau contribute ./pot_1.ptau ./pot_2.ptau');
    await stage.well('powersoftau prepare phase2 ./pot_2.ptau ./pot_other.ptau');
    for (const words of [
      'zkey verify ./circuit.r1cs ./pot_other.ptau ./circuit_00002.zkey',
      `zkey verify ${from} --r1cs ./circuit.r1cs --ptau ./pot_other.ptau ./circuit_00002.zkey`,
      'zkey verify init ./circuit_00000.zkey ./pot_other.ptau ./circuit_00002.zkey',
    ])
      expect(await stage.run(`${words} --json`)).toMatchObject({ code: 1, json: { code: 'other-circuit' } });
    // Of another circuit, but with all records that the file had before.
    await stage.well('zkey new ./circuit.r1cs ./pot_other.ptau ./foreign.zkey');
    const previous = `zkey verify ${from} --previous ./foreign.zkey ./circuit_00001.zkey --json`;
    expect(await stage.run(previous)).toMatchObject({ code: 1, json: { code: 'other-circuit' } });
  });

  test('a phase 1 that does not hold, or has another hash', async () => {
    const content = await bytes('pot.ptau');
    content[content.length - 100] = content[content.length - 100]! ^ 1;
    await writeFile(stage.path('pot_changed.ptau'), content);
    const verify = (ptau: string, hash = '') =>
      stage.run(
        `zkey verify ${from} --r1cs ./circuit.r1cs --ptau ./${ptau} ./circuit_00002.zkey --json${hash}`,
      );
    expect(await verify('pot_changed.ptau')).toMatchObject({ code: 1, json: { section: 15 } });
    for (const algorithm of ['sha256', 'blake2b512']) {
      const hash = createHash(algorithm)
        .update(await bytes('pot.ptau'))
        .digest('hex');
      const named = ` --ptau-hash ${hash}`;
      expect((await verify('pot.ptau', named)).json).toMatchObject({
        verdict: 'valid',
        phase1: `the file with the hash ${hash}`,
        notes: [],
      });
      expect(await verify('pot_changed.ptau', named)).toMatchObject({ code: 1, json: { code: 'ptau-hash' } });
    }
    expect((await verify('pot.ptau', ' --ptau-hash 12')).code).toBe(2);
  });
});

describe('what cannot be used ends with 2', () => {
  test('files that are none', async () => {
    const content = await bytes('circuit_00002.zkey');
    await writeFile(stage.path('short.zkey'), content.subarray(0, -1));
    await writeFile(stage.path('long.zkey'), Buffer.concat([content, Uint8Array.of(0)]));
    await writeFile(stage.path('empty.zkey'), '');
    for (const name of ['short.zkey', 'long.zkey', 'empty.zkey', 'nowhere.zkey', 'pot.ptau']) {
      const ran = await stage.run(`zkey verify ${from} ./${name} --json`);
      expect(ran).toMatchObject({ code: 2, json: { ok: false, exit: 2 } });
      expect(ran.json.message).toContain(stage.path(name));
      expect((await stage.run(`zkey verify --genesis ./${name} ./circuit_00002.zkey`)).code).toBe(2);
      expect((await stage.run(`zkey contribute ./${name} ./none.zkey`)).code).toBe(12);
    }
    expect(await stage.names()).not.toContain('none.zkey');
  });

  test.each([
    'zkey verify ./circuit_00002.zkey',
    `zkey verify ${from} --r1cs ./circuit.r1cs ./circuit_00002.zkey`,
    'zkey verify ./circuit_00000.zkey ./circuit_00002.zkey',
    `zkey verify ${from} --ptau-hash ${'ab'.repeat(32)} ./circuit_00002.zkey`,
    'zkey contribute ./other.zkey',
    'zkey contribute ./circuit_00002.zkey ./none.zkey -e secret',
    'zkey beacon ./circuit_00002.zkey ./none.zkey 0102 64',
    'zkey new ./circuit.r1cs',
  ])('%s', async (words) => {
    const ran = await stage.run(words);
    expect(ran.code).toBe(2);
    expect(ran.err).not.toContain('secret');
  });
});

test('a person contributes to no file that an honest ceremony does not hand out', async () => {
  await changed(8, 3);
  const ran = await stage.run('zkey contribute ./changed.zkey ./none.zkey --json');
  expect(ran).toMatchObject({ code: 8, json: { check: 'format', code: 'not-on-curve', section: 8 } });
  expect(ran.err).toContain('changed.zkey');
  const foreign = await stage.run(
    'zkey contribute ./circuit_00002.zkey ./none.zkey --genesis ./foreign.zkey',
  );
  expect(foreign).toMatchObject({ code: 8, err: expect.stringContaining('other-circuit') });
  expect((await stage.names()).filter((name) => /none|part/.test(name))).toEqual([]);
});

test('what is there already stays', async () => {
  await copyFile(stage.path('circuit_00001.zkey'), stage.path('kept.zkey'));
  const write = 'zkey contribute ./circuit_00001.zkey ./kept.zkey';
  expect(await stage.run(write)).toMatchObject({ code: 12, err: expect.stringContaining('--force') });
  // Nobody is asked for anything in vain.
  expect((await stage.run(`${write} --entropy-file ./nowhere.txt`)).err).toContain('exists already');
  expect(await bytes('kept.zkey')).toEqual(await bytes('circuit_00001.zkey'));
  await stage.well(`${write} --force`);
  await stage.well(`zkey verify ${from} --previous ./circuit_00001.zkey ./kept.zkey`);
});

test('an interruption leaves nothing, neither here nor in the folder for temporary files', async () => {
  const before = process.env.TMPDIR;
  const names = await stage.names();
  process.env.TMPDIR = stage.path('');
  try {
    for (const [words, stageOfWork] of [
      ['zkey contribute ./circuit_00002.zkey ./none.zkey', 'Checking, computing'],
      ['zkey verify ./circuit.r1cs ./pot.ptau ./circuit_00002.zkey', 'Verifying the genesis'],
    ] as const) {
      const controller = new AbortController();
      let told = '';
      const err = (text: string) => {
        told += text;
        if (text.includes(stageOfWork)) controller.abort('SIGINT');
      };
      const ran = await stage.run(words, { err, signal: controller.signal });
      expect(told).toContain('no file is left half-written');
      expect(ran.code).toBe(130);
    }
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  expect(await stage.names()).toEqual(names);
});
