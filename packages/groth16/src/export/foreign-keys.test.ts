import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contributeBeacon } from '../chain/contribute.ts';
import { domainRoot } from '../domain-roots.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { type Zkey, zkeySection } from '../zkey/zkey.ts';
import { arkworksProvingKey, foreignVerificationKey } from './foreign-keys.ts';
import { encodePoints } from './key-encoding.ts';
import { powerQuery } from './power-query.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('a key on %s', async (curve: CurveName) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  afterAll(() => engine.close());
  let bytes: Uint8Array;
  let zkey: Zkey;
  beforeAll(async () => {
    const genesis = await zkeyIn(await genesisOf(smallCircuit(curve)));
    const { output } = await contributeBeacon(engine, genesis, { bytes: Uint8Array.of(5), exponent: 10 });
    bytes = await bytesOf(output);
    zkey = await zkeyIn(bytes);
  });

  test.each([true, false])('has the size that it says; compressed: %s', async (compressed) => {
    const made = [
      foreignVerificationKey(engine, zkey, 'arkworks', { compressed }),
      foreignVerificationKey(engine, zkey, 'gnark', { compressed }),
      arkworksProvingKey(engine, zkey, { compressed }),
      arkworksProvingKey(engine, zkey, { compressed, reduction: 'circom' }),
    ];
    for (const { size, output } of made) expect((await bytesOf(output)).length).toBe(size);
  });

  test('has H in powers of τ', async () => {
    const { r } = CURVES[curve];
    const log = 4;
    const size = 2 ** log;
    const root = domainRoot(curve, log + 1);
    const pow = (base: bigint, exponent: bigint) => {
      let result = 1n;
      for (let i = 0n; i < exponent; i++) result = (result * base) % r;
      return result;
    };
    const inverse = (value: bigint) => {
      const { Fr } = (curve === 'bn254' ? bn254 : bls12_381).fields;
      return Fr.inv(((value % r) + r) % r);
    };
    const tau = 0x1234567890abcdef1234567890abcdefn;
    // Lᵢ(τ) = ωⁱ(τ²ᴺ − 1)/(2N(τ − ωⁱ)).
    const lagrange = (i: number) => {
      const x = pow(root, BigInt(i));
      const over = BigInt(2 * size) * (((tau - x) % r) + r);
      return (((x * (pow(tau, BigInt(2 * size)) - 1n)) % r) * inverse(over)) % r;
    };
    const times = async (k: bigint) =>
      engine.scale(engine.generator('G1'), bigIntToScalar(((k % r) + r) % r, r));
    const points = await Promise.all(Array.from({ length: size }, (_, k) => times(lagrange(2 * k + 1))));
    const powers = await powerQuery(engine, engine.concat(points));
    expect(powers.count).toBe(size - 1);
    const expected = await Promise.all(
      Array.from({ length: size - 1 }, (_, j) => times(pow(tau, BigInt(j)) * (pow(tau, BigInt(size)) - 1n))),
    );
    expect(await engine.firstDifference(powers, engine.concat(expected))).toBeUndefined();
  });

  test.each([
    [3, 0, 'IC'],
    [5, 4, 'A'],
    [6, 2, 'B1'],
    [7, 3, 'B2'],
    [8, 5, 'L'],
    [9, 6, 'H'],
  ])('is not made of a point that is none, in section %i', async (section, index, name) => {
    const changed = bytes.slice();
    const { from } = zkeySection(zkey, section);
    const size = section === 7 ? 4 : 2;
    changed[from + index * size * CURVES[curve].coordinateBytes]! ^= 1;
    const { output } = arkworksProvingKey(engine, await zkeyIn(changed));
    await expect(bytesOf(output)).rejects.toMatchObject({
      refusal: { check: 'format', section, index, text: expect.stringContaining(`of ${name} `) },
    });
  });

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(bytesOf(arkworksProvingKey(engine, zkey, { signal }).output)).rejects.toThrow();
  });

  test('says which y belongs to an x', () => {
    const { coordinateBytes: width, p } = CURVES[curve];
    const be = (value: bigint) => {
      const hex = value.toString(16).padStart(2 * width, '0');
      return Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16));
    };
    const half = (p - 1n) / 2n;
    for (const [y, larger] of [
      [[half], false],
      [[half + 1n], true],
      [[half, 7n], false],
      [[half + 1n, 0n], true],
      [[0n, half], false],
      [[0n, half + 1n], true],
    ] as const) {
      const group = y.length === 1 ? 'G1' : 'G2';
      const point = Uint8Array.from([...y.map(() => 1n), ...y].flatMap((one) => [...be(one)]));
      const form = { format: 'gnark', curve, compressed: true } as const;
      const flag = encodePoints(form, group, point)[0]!;
      expect(flag).toBe(curve === 'bn254' ? (larger ? 0xc0 : 0x80) : larger ? 0xa0 : 0x80);
    }
  });
});
