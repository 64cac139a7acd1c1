import { readFile, writeFile } from 'node:fs/promises';
import { endSnarkjs, snarkjsCurve, written } from '@brebaje/groth16/testing/snarkjs';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';

const POWER = 3;
let stage: FileStage;
beforeAll(async () => {
  stage = await makeFileStage();
});
afterAll(async () => {
  await endSnarkjs();
  await stage.remove();
});
const bytes = (name: string) => readFile(stage.path(name));

describe.each([
  ['bn128', 'bn254'],
  ['bls12-381', 'bls12-381'],
] as const)('powers of tau on %s', (word, curve) => {
  const name = (step: string) => `./${curve}_${step}.ptau`;
  const path = (step: string) => stage.path(`${curve}_${step}.ptau`);

  test('begin with the bytes of snarkjs, and go on with it and us in turns', async () => {
    const library = await snarkjsCurve(curve);
    await stage.well(`powersoftau new ${word} ${POWER} ${name('0')}`);
    const theirs = await written((to) => snarkjs.powersOfTau.newAccumulator(library, POWER, to));
    expect((await bytes(`${curve}_0.ptau`)).equals(theirs)).toBe(true);

    const ours = await stage.well(`powersoftau contribute ${name('0')} ${name('1')} -n=Ada -v --json`);
    expect(ours.json).toMatchObject({ ok: true, number: 1, name: 'Ada' });
    const hash = await snarkjs.powersOfTau.contribute(path('1'), path('2'), 'Bob', 'something');
    const beacon = `powersoftau beacon ${name('2')} ${name('3')} 0x0102030405 10 --name Beacon`;
    await stage.well(beacon);
    const beaconOfTheirs = await written((to) =>
      snarkjs.powersOfTau.beacon(path('2'), to, 'Beacon', '0102030405', 10),
    );
    expect((await bytes(`${curve}_3.ptau`)).equals(beaconOfTheirs)).toBe(true);

    await stage.well(`powersoftau prepare phase2 ${name('3')} ${name('final')}`);
    expect(await snarkjs.powersOfTau.verify(path('final'))).toBe(true);
    const verdict = await stage.well(`powersoftau verify ${name('final')} --json`);
    expect(verdict.json).toMatchObject({
      ok: true,
      verdict: 'valid',
      power: POWER,
      prepared: true,
      notes: [],
      contributions: [
        { number: 1, type: 'person', name: 'Ada', responseHash: ours.json.responseHash },
        { number: 2, type: 'person', name: 'Bob', responseHash: Buffer.from(hash).toString('hex') },
        { number: 3, type: 'beacon', name: 'Beacon', beacon: { bytes: '0102030405', exponent: 10 } },
      ],
    });
    const info = await stage.well(`powersoftau info ${name('final')}`);
    expect(info.out).toContain(`Curve                 ${curve}`);
    expect(info.out).toContain('beacon 0102030405, hashed 2^10 times');
  });

  test('are cut as by snarkjs, to one power or to all smaller ones', async () => {
    await stage.well(`powersoftau truncate ${name('final')}`);
    await snarkjs.powersOfTau.truncate(path('final'), stage.path(`${curve}_theirs_`));
    for (const power of ['01', '02']) {
      const ours = await bytes(`${curve}_final_${power}.ptau`);
      expect(ours.equals(await bytes(`${curve}_theirs_${power}.ptau`))).toBe(true);
    }
    await stage.well(`powersoftau truncate ${name('final')} 2 ${name('small')}`);
    expect(await bytes(`${curve}_small.ptau`)).toEqual(await bytes(`${curve}_final_02.ptau`));
    const verdict = await stage.well(`powersoftau verify ${name('small')} --json`);
    expect(verdict.json.notes).toEqual([expect.stringContaining('was cut from 2^3')]);
    const onTop = await stage.run(`powersoftau contribute ${name('small')} ${name('none')}`);
    expect(onTop).toMatchObject({ code: 12, err: expect.stringContaining('nobody can contribute') });
    expect(await stage.run(`powersoftau truncate ${name('final')} 3 ${name('none')}`)).toMatchObject({
      code: 2,
    });
  });

  test('travel as challenge and response', async () => {
    await stage.well(`powersoftau export challenge ${name('1')} ./${curve}_challenge`);
    const theirs = await written((to) => snarkjs.powersOfTau.exportChallenge(path('1'), to));
    expect((await bytes(`${curve}_challenge`)).equals(theirs)).toBe(true);
    const answer = `powersoftau challenge contribute ${word} ./${curve}_challenge ./${curve}_response --json`;
    const { responseHash } = (await stage.well(answer)).json;
    const response = `./${curve}_response`;
    const imported = `powersoftau import response ${name('1')} ${response} ${name('imported')} --name Cy --json`;
    expect((await stage.well(imported)).json).toMatchObject({ number: 2, responseHash });
    await stage.well(`powersoftau verify ${name('imported')}`);
    expect(
      await stage.run(`powersoftau import response ${name('2')} ${response} ${name('none')}`),
    ).toMatchObject({
      code: 8,
      err: expect.stringContaining('answers another challenge'),
    });
    expect(await stage.names()).not.toContain(`${curve}_none.ptau`);
  });
});

describe('refusals', () => {
  test('a ptau that is wrong ends with 1 and the check, one that is none with 2', async () => {
    const changed = await bytes('bn254_final.ptau');
    // A byte of a point of section 3.
    changed[1500] = changed[1500]! ^ 1;
    await writeFile(stage.path('changed.ptau'), changed);
    const refused = await stage.run('powersoftau verify ./changed.ptau --json');
    expect(refused).toMatchObject({
      code: 1,
      json: { ok: false, exit: 1, check: 'format', message: expect.stringContaining('changed.ptau') },
    });
    expect(await stage.run('powersoftau contribute ./changed.ptau ./none.ptau')).toMatchObject({ code: 8 });

    await writeFile(stage.path('short.ptau'), changed.subarray(0, -1));
    expect((await stage.run('powersoftau verify ./short.ptau')).code).toBe(2);
    expect((await stage.run('powersoftau contribute ./short.ptau ./none.ptau')).code).toBe(12);
    expect((await stage.run('powersoftau verify ./nowhere.ptau')).code).toBe(2);
    expect((await stage.run('powersoftau verify ./')).code).toBe(2);

    const nobody = await stage.run('powersoftau verify ./bn254_0.ptau --json');
    expect(nobody).toMatchObject({ code: 1, json: { code: 'nobody' } });
    expect(await stage.names()).not.toContain('none.ptau');
  });

  test.each([
    'powersoftau new bn999 3 ./none.ptau',
    'powersoftau new bn128 29 ./none.ptau',
    'powersoftau beacon ./bn254_1.ptau ./none.ptau 0102 9',
    'powersoftau beacon ./bn254_1.ptau ./none.ptau 012 10',
    `powersoftau contribute ./bn254_1.ptau ./none.ptau --name ${'n'.repeat(65)}`,
    'powersoftau contribute ./bn254_1.ptau ./none.ptau -e="secret"',
    'powersoftau contribute ./bn254_1.ptau ./none.ptau --type-entropy',
  ])('%s: the command line is wrong', async (words) => {
    expect((await stage.run(words)).code).toBe(2);
    expect(await stage.names()).not.toContain('none.ptau');
  });

  test('what is there already stays', async () => {
    const before = await bytes('bn254_1.ptau');
    expect((await stage.run('powersoftau contribute ./bn254_0.ptau ./bn254_1.ptau')).code).toBe(12);
    expect(await bytes('bn254_1.ptau')).toEqual(before);
    await stage.well('powersoftau contribute ./bn254_0.ptau ./bn254_1.ptau --force');
    expect(await bytes('bn254_1.ptau')).not.toEqual(before);
    expect((await stage.names()).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
