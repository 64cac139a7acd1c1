import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { immutableHash, stateHash } from '@brebaje/groth16/chain/state-hash';
import { memorySource } from '@brebaje/groth16/files/source';
import { bytesOf } from '@brebaje/groth16/testing/bytes-of';
import { immutablePart, slimPart } from '@brebaje/groth16/zkey/compose';
import { openZkey, zkeySection } from '@brebaje/groth16/zkey/zkey';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hex } from '../setup-files/tell.ts';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';

// drand.love, quicknet.
const ROUND =
  'drand:1000:b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';

let stage: FileStage;
const from = '--genesis ./circuit_00000.zkey';
beforeAll(async () => {
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  const randomness = createHash('sha256')
    .update(Buffer.from(ROUND.split(':')[2]!, 'hex'))
    .digest('hex');
  for (const words of [
    'zkey new ./circuit.r1cs ./pot.ptau',
    'zkey contribute ./circuit_00000.zkey',
    'zkey contribute ./circuit_00001.zkey',
    `zkey beacon ./circuit_00002.zkey ./circuit_final.zkey ${randomness} 10`,
  ])
    await stage.well(words);
  for (const name of ['circuit_00000', 'circuit_00001', 'circuit_00002', 'circuit_final']) {
    const zkey = await open(`${name}.zkey`);
    await writeFile(stage.path(`${name}.slim.zkey`), await bytesOf(slimPart(zkey)));
    await writeFile(stage.path('immutable.zkey'), await bytesOf(immutablePart(zkey)));
  }
});
afterAll(() => stage.remove());
const open = async (name: string) => openZkey(memorySource(await readFile(stage.path(name))));
const verify = (words: string) => stage.run(`zkey verify ${words} --json`);

describe('slim zkeys', () => {
  test('are judged like whole ones', async () => {
    for (const words of [
      `${from} ./circuit_final.slim.zkey`,
      `${from} --immutable ./immutable.zkey ./circuit_final.slim.zkey`,
      `${from} --previous ./circuit_00001.slim.zkey ./circuit_00002.slim.zkey`,
      '--genesis ./circuit_00000.slim.zkey --immutable ./immutable.zkey ./circuit_final.slim.zkey',
      '--genesis ./circuit_00000.slim.zkey --immutable ./immutable.zkey ./circuit_final.zkey',
    ])
      expect(await verify(words)).toMatchObject({ code: 0, json: { verdict: 'sound' } });
    const circuit = '--r1cs ./circuit.r1cs --ptau ./pot.ptau';
    for (const words of [
      `${circuit} ./circuit_final.slim.zkey`,
      `${circuit} --genesis ./circuit_00000.slim.zkey --immutable ./immutable.zkey ./circuit_final.slim.zkey`,
    ])
      expect(await verify(words)).toMatchObject({ code: 0, json: { verdict: 'valid' } });
    const info = await stage.well('zkey info ./circuit_final.slim.zkey --json');
    expect(info.json.contributions).toHaveLength(3);
  });

  test('need what no contribution changes somewhere, and the right one', async () => {
    const alone = await verify('--genesis ./circuit_00000.slim.zkey ./circuit_final.slim.zkey');
    expect(alone).toMatchObject({ code: 2, err: expect.stringContaining('--immutable') });
    const content = await readFile(stage.path('immutable.zkey'));
    // A coefficient.
    content[12 + 16 + 12 + 3 * 64 + 12 + 20]! ^= 1;
    await writeFile(stage.path('changed.zkey'), content);
    const other = '--genesis ./circuit_00000.slim.zkey --immutable ./changed.zkey ./circuit_final.zkey';
    expect(await verify(other)).toMatchObject({ code: 1, json: { code: 'other-circuit' } });
    expect((await verify(`${from} --immutable ./pot.ptau ./circuit_final.slim.zkey`)).code).toBe(2);
    expect((await verify(`${from} ./immutable.zkey`)).code).toBe(2);
    expect((await stage.run('zkey contribute ./circuit_00001.slim.zkey ./none.zkey')).code).toBe(12);
  });
});

describe('the previous file', () => {
  test.each([
    ['a point of L', 8, 3, 'format', 'not-on-curve'],
    ['a point of H', 9, 70, 'format', 'not-on-curve'],
    ['a coefficient', 4, 20, 'consistency', 'other-circuit'],
    ['a point of A', 5, 3, 'consistency', 'other-circuit'],
    ['δ', 2, 640, 'format', 'not-on-curve'],
  ])('is refused with %s changed', async (_what, section, at, check, code) => {
    const content = await readFile(stage.path('circuit_00001.zkey'));
    const start = zkeySection(await open('circuit_00001.zkey'), section).from;
    content[start + at]! ^= 1;
    await writeFile(stage.path('previous.zkey'), content);
    const ran = await verify(`${from} --previous ./previous.zkey ./circuit_00002.zkey`);
    expect(ran).toMatchObject({ code: 1, json: { check, code } });
    expect(ran.err).toContain('previous.zkey');
  });

  test('is refused with the points of another state', async () => {
    const [one, two] = [await open('circuit_00001.zkey'), await open('circuit_00002.zkey')];
    for (const [id, code] of [
      [8, 'l'],
      [9, 'h'],
    ] as const) {
      const content = await readFile(stage.path('circuit_00001.zkey'));
      const { from: start, size } = zkeySection(two, id);
      content.set(await two.source.read(start, start + size), zkeySection(one, id).from);
      await writeFile(stage.path('previous.zkey'), content);
      const ran = await verify(`${from} --previous ./previous.zkey ./circuit_00002.zkey`);
      expect(ran).toMatchObject({ code: 1, json: { check: 'mathematical', code, section: id } });
    }
    const content = await readFile(stage.path('circuit_00001.zkey'));
    const header = zkeySection(two, 2);
    content.set(await two.source.read(header.from, header.from + header.size), zkeySection(one, 2).from);
    await writeFile(stage.path('previous.zkey'), content);
    const ran = await verify(`${from} --previous ./previous.zkey ./circuit_00002.zkey`);
    expect(ran).toMatchObject({ code: 1, json: { check: 'consistency', code: 'delta-record' } });
    // δ₂ of the next state beside δ₁ of this one.
    const delta2 = { from: header.from + header.size - 128, size: 128 };
    content.set(await readFile(stage.path('circuit_00001.zkey')));
    content.set(
      await two.source.read(delta2.from, delta2.from + delta2.size),
      zkeySection(one, 2).from + header.size - 128,
    );
    await writeFile(stage.path('previous.zkey'), content);
    const apart = await verify(`${from} --previous ./previous.zkey ./circuit_00002.zkey`);
    expect(apart).toMatchObject({ code: 1, json: { check: 'mathematical', code: 'delta-2' } });
  });

  test('may be the genesis', async () => {
    expect((await verify(`${from} --previous ./circuit_00000.zkey ./circuit_00001.zkey`)).code).toBe(0);
  });
});

describe('the beacon', () => {
  const bytes = createHash('sha256')
    .update(Buffer.from(ROUND.split(':')[2]!, 'hex'))
    .digest('hex');

  test('is the one that was named', async () => {
    for (const beacon of [bytes, `0x${bytes}`, ROUND, `${bytes} --beacon-exponent 10`]) {
      expect(await verify(`${from} --beacon ${beacon} ./circuit_final.zkey`)).toMatchObject({
        code: 0,
        json: { expected: 'beacon' },
      });
    }
    const none = await stage.well(`zkey verify ${from} --beacon none ./circuit_00002.zkey`);
    expect(none.out).toContain('The last contribution is a person’s.');
  });

  test('is another one, or none', async () => {
    for (const words of [
      `--beacon 0102 ./circuit_final.zkey`,
      `--beacon ${bytes} --beacon-exponent 11 ./circuit_final.zkey`,
      `--beacon ${ROUND} ./circuit_00002.zkey`,
      '--beacon none ./circuit_final.zkey',
    ])
      expect(await verify(`${from} ${words}`)).toMatchObject({ code: 1, json: { code: 'beacon' } });
    for (const beacon of ['soon', 'drand:1000', ROUND.replace('1000', '1001'), '']) {
      expect((await verify(`${from} --beacon=${beacon} ./circuit_final.zkey`)).code).toBe(2);
    }
    expect((await verify(`${from} --beacon-exponent 11 ./circuit_final.zkey`)).code).toBe(2);
  });
});

describe('a manifest', () => {
  let manifest: {
    type: string;
    scheme: string;
    circuits: { slug: string; metadata: Record<string, unknown> }[];
  };
  const put = async (changes: object = {}): Promise<string> => {
    const text = JSON.stringify({ ...manifest, ...changes });
    await writeFile(stage.path('manifest.json'), text);
    return createHash('sha256').update(text).digest('hex');
  };
  beforeAll(async () => {
    const genesis = await open('circuit_00000.zkey');
    const metadata = {
      genesis: { state: hex(await stateHash(genesis)) },
      immutable: { hash: hex(await immutableHash(genesis)) },
      phase1: { sha256: 'ab'.repeat(32), power: 6, contributions: 1 },
    };
    manifest = { type: 'brebaje/manifest/v1', scheme: 'GROTH16', circuits: [{ slug: 'mine', metadata }] };
  });
  const words = `${from} --manifest ./manifest.json`;

  test('makes a chain valid', async () => {
    const hash = await put();
    const ran = await stage.well(`zkey verify ${words} --manifest-hash ${hash} ./circuit_final.zkey`);
    expect(ran.out).toContain('Valid: 3 contributions to mine of the manifest.');
    expect(ran.out).toContain(hash);
    expect(ran.err).not.toContain('compare');
    for (const genesis of ['circuit_00000.zkey', 'circuit_00000.slim.zkey']) {
      const taken = await verify(`--genesis ./${genesis} --manifest ./manifest.json ./circuit_final.zkey`);
      expect(taken).toMatchObject({ code: 0, json: { verdict: 'valid', circuit: 'mine', manifest: hash } });
      expect(taken.json.notes).toEqual([expect.stringContaining('compare its hash')]);
    }
  });

  test('is of another genesis or circuit, or has another hash', async () => {
    const [{ metadata }] = manifest.circuits as [(typeof manifest.circuits)[0]];
    await put({
      circuits: [{ slug: 'mine', metadata: { ...metadata, genesis: { state: '00'.repeat(32) } } }],
    });
    expect(await verify(`${words} ./circuit_final.zkey`)).toMatchObject({ code: 1, json: { code: 'state' } });
    await put({
      circuits: [{ slug: 'mine', metadata: { ...metadata, immutable: { hash: '00'.repeat(32) } } }],
    });
    for (const genesis of ['circuit_00000.zkey', 'circuit_00000.slim.zkey']) {
      const ran = await verify(`--genesis ./${genesis} --manifest ./manifest.json ./circuit_final.zkey`);
      expect(ran).toMatchObject({ code: 1, json: { code: 'other-circuit' } });
    }
    await put();
    const other = `${words} --manifest-hash ${'00'.repeat(32)} ./circuit_final.zkey`;
    expect(await verify(other)).toMatchObject({ code: 1, json: { code: 'manifest' } });
  });

  test('says too little', async () => {
    const [{ metadata }] = manifest.circuits as [(typeof manifest.circuits)[0]];
    for (const changes of [
      { scheme: 'KZG' },
      { circuits: 7 },
      { circuits: [{ slug: 'mine', metadata: { ...metadata, phase1: undefined } }] },
      { circuits: [{ slug: 'mine', metadata: { ...metadata, immutable: undefined } }] },
    ]) {
      await put(changes);
      expect((await verify(`${words} ./circuit_final.zkey`)).code).toBe(2);
    }
    await put();
    expect(
      (
        await verify(
          '--r1cs ./circuit.r1cs --ptau ./pot.ptau --manifest ./manifest.json ./circuit_final.zkey',
        )
      ).code,
    ).toBe(2);
    expect((await verify(`${from} --manifest-hash ${'00'.repeat(32)} ./circuit_final.zkey`)).code).toBe(2);
  });
});
