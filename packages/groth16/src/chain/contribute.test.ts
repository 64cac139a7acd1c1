import nodeCrypto from 'node:crypto';
import type { CurveName } from '@brebaje/curves/engine';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { personStream, streamOfEntropy } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { genesisOf, powersFor, smallCircuit, type TestCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs, snarkjsCurve, written } from '../testing/snarkjs.ts';
import { checkChain } from './check-chain.ts';
import { contribute, contributeBeacon } from './contribute.ts';
import { sumGenesis } from './genesis-sums.ts';
import { contributionHash, hashLines } from './record-hash.ts';
import { stateHash } from './state-hash.ts';

afterAll(endSnarkjs);

const beaconBytes = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);

describe.each<CurveName>(['bn254', 'bls12-381'])('contributions on %s', (curve) => {
  const circuit = smallCircuit(curve);
  let engine: WasmEngine;
  let genesis: Uint8Array;
  let powers: Uint8Array;

  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 1 });
    await snarkjsCurve(curve);
    genesis = await genesisOf(circuit);
    powers = await powersFor(circuit);
  });
  afterAll(() => engine.close());

  const ours = async (base: Uint8Array, name?: string) => {
    const options = { genesis: await sumGenesis(engine, await zkeyIn(genesis)), ...(name && { name }) };
    const contribution = await contribute(engine, await zkeyIn(base), personStream(), options);
    return { contribution, bytes: await bytesOf(contribution.output) };
  };
  const verified = (zkey: Uint8Array, of: TestCircuit = circuit) =>
    genesisOf(of).then((start) => snarkjs.zKey.verifyFromInit(start, powers, zkey));

  test('ours are accepted by snarkjs, and continued by it and us', async () => {
    const { contribution, bytes: first } = await ours(genesis, 'Ada');
    expect(first.length).toBe(contribution.size);
    expect(await verified(first)).toBe(true);

    let hash: Uint8Array | undefined;
    const second = await written(async (to) => {
      hash = await snarkjs.zKey.contribute(first, to, 'Bob', 'something');
    });
    const { header, records } = await zkeyIn(second);
    expect(records.list.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
    expect(records.list[0]).toEqual(contribution.record);
    expect(contributionHash(curve, records.list[1]!)).toEqual(hash);
    expect(contributionHash(curve, records.list[0]!)).toEqual(contribution.contributionHash);

    const { bytes: third } = await ours(second);
    expect(await verified(third)).toBe(true);
    const chain = await zkeyIn(third);
    expect(chain.records.list.at(-1)!.name).toBeUndefined();
    expect(await checkChain(engine, chain)).toEqual({ ok: true });
    expect(chain.header.alpha1).toEqual(header.alpha1);
  });

  test('with the same randomness ours are the bytes of snarkjs', async () => {
    const platform = Uint8Array.from({ length: 64 }, (_, i) => i);
    const fill = vi.spyOn(nodeCrypto, 'randomFillSync').mockImplementation((array) => {
      new Uint8Array(array.buffer).set(platform);
      return array;
    });
    const theirs = await written((to) => snarkjs.zKey.contribute(genesis, to, 'Ada', 'typed'));
    expect(fill).toHaveBeenCalledOnce();
    fill.mockRestore();
    const stream = streamOfEntropy(platform, 'typed');
    const { output } = await contribute(engine, await zkeyIn(genesis), stream, { name: 'Ada' });
    expect(Buffer.from(await bytesOf(output)).equals(theirs)).toBe(true);
    expect(() => stream.u32()).toThrow('wiped');
  });

  test('beacons are the bytes of snarkjs', async () => {
    const { bytes: base } = await ours(genesis, 'Ada');
    const hex = Buffer.from(beaconBytes).toString('hex');
    const theirs = await written((to) => snarkjs.zKey.beacon(base, to, 'Beacon', hex, 10));
    const hashing = vi.fn();
    const beacon = { bytes: beaconBytes, exponent: 10 };
    const options = { name: 'Beacon', hashing };
    const { output } = await contributeBeacon(engine, await zkeyIn(base), beacon, options);
    expect(Buffer.from(await bytesOf(output)).equals(theirs)).toBe(true);
    expect(hashing).toHaveBeenLastCalledWith(1024, 1024);
    expect(await verified(theirs)).toBe(true);
  });

  test('whole and slim files give the same', async () => {
    const zkey = await zkeyIn(genesis);
    const random = new Uint8Array(64);
    const make = async (base: typeof zkey, options: Parameters<typeof contribute>[3]) => {
      const made = await contribute(engine, base, streamOfEntropy(random, ''), options);
      const bytes = await bytesOf(made.output);
      expect(bytes.length).toBe(made.size);
      return { bytes, ...made.evidence() };
    };
    const whole = await make(zkey, {});
    const slim = await make(zkey, { output: 'slim' });
    expect(slim.stateAfter).toEqual(whole.stateAfter);
    expect(slim.stateBefore).toEqual(await stateHash(zkey));
    expect(await stateHash(await zkeyIn(whole.bytes))).toEqual(whole.stateAfter);
    const slimZkey = await zkeyIn(slim.bytes, 'slim');
    expect(await stateHash(slimZkey)).toEqual(whole.stateAfter);

    const options = { state: whole.stateAfter, genesis: await sumGenesis(engine, zkey) };
    const next = await make(slimZkey, options);
    const composed = await make(slimZkey, { ...options, output: 'whole', immutable: zkey });
    expect(composed.stateAfter).toEqual(next.stateAfter);
    expect(await make(await zkeyIn(whole.bytes), options)).toMatchObject({ bytes: composed.bytes });
    expect(await verified(composed.bytes)).toBe(true);
    const outputs = { output: 'whole' } as const;
    await expect(contribute(engine, slimZkey, personStream(), outputs)).rejects.toThrow(RangeError);
  });

  test.each([
    ['no private wire', { curve, constraints: 12, publicWires: 13, unused: 0 }],
    ['no public wire', { curve, constraints: 20, publicWires: 0, unused: 0 }],
  ])('circuits with %s', async (_, other) => {
    const base = await genesisOf(other);
    const options = { genesis: await sumGenesis(engine, await zkeyIn(base)) };
    const made = await contribute(engine, await zkeyIn(base), personStream(), options);
    expect(await verified(await bytesOf(made.output), other)).toBe(true);
  });

  test('circuits with nothing but unused private wires', async () => {
    // What snarkjs says about an L of nothing but infinity is random.
    const base = await genesisOf({ curve, constraints: 12, publicWires: 13, unused: 3 });
    const options = { genesis: await sumGenesis(engine, await zkeyIn(base)) };
    const once = await contribute(engine, await zkeyIn(base), personStream(), options);
    const again = await contribute(engine, await zkeyIn(await bytesOf(once.output)), personStream(), options);
    await bytesOf(again.output);
  });
});

test('hashes are shown in four lines of four words', () => {
  const hash = Uint8Array.from({ length: 64 }, (_, i) => i);
  expect(hashLines(hash)).toEqual([
    '00010203 04050607 08090a0b 0c0d0e0f',
    '10111213 14151617 18191a1b 1c1d1e1f',
    '20212223 24252627 28292a2b 2c2d2e2f',
    '30313233 34353637 38393a3b 3c3d3e3f',
  ]);
});
