import { createHash } from 'node:crypto';
import { memorySource } from '@brebaje/groth16/files/source';
import { PUBLISHED_PTAUS } from '@brebaje/groth16/ptau/published';
import { genesisOf, powersFor, r1csOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, describe, expect, it } from 'vitest';
import { hashesOf, type LookedAt, lookAtFile, publishedPower, UnknownFile } from './look-at-file.ts';
import { misfitsOf } from './misfits.ts';

afterAll(endSnarkjs);

const circuit = smallCircuit('bn254');
const look = async (bytes: Uint8Array) => lookAtFile(memorySource(bytes));

describe('a file of a circuit', () => {
  it('is known by its bytes', async () => {
    expect(await look(await r1csOf(circuit))).toMatchObject({ kind: 'r1cs', curve: 'bn254' });
    expect(await look(await powersFor(circuit))).toMatchObject({
      kind: 'ptau',
      prepared: true,
      contributions: 0,
    });
    expect(await look(await genesisOf(circuit))).toMatchObject({ kind: 'genesis', contributions: 0 });
    expect(await look(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))).toEqual({ kind: 'wasm' });
  });

  it('is refused when it is none, or cut', async () => {
    await expect(look(new TextEncoder().encode('hello'))).rejects.toThrow(UnknownFile);
    await expect(look(new Uint8Array(0))).rejects.toThrow(UnknownFile);
    const bytes = await r1csOf(circuit);
    await expect(look(bytes.subarray(0, bytes.length - 9))).rejects.toThrow(/r1cs/);
  });

  it('is hashed as everybody does', async () => {
    const bytes = new Uint8Array(3_000_000).fill(7);
    let seen = 0;
    const progress = (done: number) => {
      seen = done;
    };
    const hash = (name: string) => createHash(name).update(bytes).digest('hex');
    expect(await hashesOf(memorySource(bytes), { long: true, progress })).toEqual({
      sha256: hash('sha256'),
      blake2b: hash('blake2b512'),
    });
    expect(seen).toBe(bytes.length);
    const stop = AbortSignal.abort(new Error('stop'));
    await expect(hashesOf(memorySource(bytes), { long: false, signal: stop })).rejects.toThrow('stop');
  });
});

describe('files of one circuit', () => {
  const r1cs = {
    kind: 'r1cs',
    curve: 'bn254',
    constraints: 9,
    wires: 12,
    publicWires: 1,
    power: 5,
    sizes: {} as never,
  } satisfies LookedAt;
  const ptau = {
    kind: 'ptau',
    curve: 'bn254',
    power: 5,
    prepared: true,
    contributions: 2,
  } satisfies LookedAt;
  const genesis = {
    kind: 'genesis',
    curve: 'bn254',
    domainSize: 32,
    wires: 12,
    contributions: 0,
  } satisfies LookedAt;

  it.each<[string, LookedAt[], string[]]>([
    ['nothing', [], []],
    ['all of them', [r1cs, ptau, genesis, { kind: 'wasm' }], []],
    ['a larger phase 1', [r1cs, { ...ptau, power: 20 }], []],
    ['a smaller phase 1', [r1cs, { ...ptau, power: 4 }], ['TOO_SMALL']],
    ['one without a contribution', [r1cs, { ...ptau, contributions: 0 }], ['NOBODY_CONTRIBUTED']],
    ['one that is not prepared', [r1cs, { ...ptau, prepared: false }], ['NOT_PREPARED']],
    ['another curve', [r1cs, { ...ptau, curve: 'bls12-381' }], ['OTHER_CURVE']],
    ['no constraints', [{ ...r1cs, constraints: 0 }], ['NO_CONSTRAINTS']],
    ['another circuit’s zkey', [r1cs, { ...genesis, wires: 13 }], ['OTHER_CIRCUIT']],
    ['a chain without its genesis', [r1cs, { ...genesis, kind: 'zkey', contributions: 3 }], ['NO_GENESIS']],
    ['a chain with it', [genesis, { ...genesis, kind: 'zkey', contributions: 3 }], []],
  ])('with %s', (_, files, misfits) => {
    expect(misfitsOf(files)).toEqual(misfits);
  });
});

it('knows published phases 1 by their hashes', () => {
  for (const { blake2b, power } of PUBLISHED_PTAUS) expect(publishedPower(blake2b)).toBe(power);
  expect(publishedPower('00'.repeat(64))).toBeUndefined();
});
