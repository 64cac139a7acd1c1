import { CURVES } from '@brebaje/curves/curve/parameters';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { generatorBytes, sizesOf } from '../curve.ts';
import { domainRoot } from '../domain-roots.ts';
import { memorySource } from '../files/source.ts';
import { openPtau } from '../ptau/ptau.ts';
import { openR1cs } from '../r1cs/r1cs.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { genesisOf, powersFor, r1csOf, smallCircuit, type TestCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs, preparedPowers } from '../testing/snarkjs.ts';
import type { Refusal } from '../verify/verdict.ts';
import { zkeySection } from '../zkey/zkey.ts';
import { createGenesis } from './create-genesis.ts';
import { verifyGenesis } from './verify-genesis.ts';

afterAll(endSnarkjs);

const NAMES = { 3: 'IC', 5: 'A', 6: 'B1', 7: 'B2', 8: 'L', 9: 'H' } as const;

describe.each(['bn254', 'bls12-381'] as const)('a genesis on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  afterAll(() => engine.close());

  async function verdictOn(bytes: Uint8Array, circuit = smallCircuit(curve), ptau = powersFor(circuit)) {
    const r1cs = await openR1cs(memorySource(await r1csOf(circuit)));
    const files = { r1cs, ptau: await openPtau(memorySource(await ptau)), zkey: await zkeyIn(bytes) };
    return verifyGenesis(engine, files);
  }

  /** A genesis of which `change` changed the bytes of a section. */
  async function changed(section: number, change: (bytes: Uint8Array) => unknown): Promise<Uint8Array> {
    const bytes = (await genesisOf(smallCircuit(curve))).slice();
    const { from, size } = zkeySection(await zkeyIn(bytes), section);
    await change(bytes.subarray(from, from + size));
    return bytes;
  }

  const shapes: Omit<TestCircuit, 'curve'>[] = [
    { constraints: 20, publicWires: 2, unused: 1 },
    { constraints: 1, publicWires: 0, unused: 0 },
    { constraints: 15, publicWires: 1, unused: 0 },
    { constraints: 13, publicWires: 12, unused: 3 },
  ];
  test.each(shapes)(
    'that snarkjs makes is one: $constraints constraints, $publicWires public',
    async (shape) => {
      const circuit = { curve, ...shape };
      expect(await verdictOn(await genesisOf(circuit), circuit)).toEqual({ ok: true });
    },
  );

  test('is one whether the ptau had the last power or not', async () => {
    // 20 constraints need 2^5; both files have the same τ, and snarkjs made its genesis from 2^6.
    const circuit = smallCircuit(curve);
    const small = preparedPowers(curve, 5);
    const r1cs = await openR1cs(memorySource(await r1csOf(circuit)));
    const ptau = await openPtau(memorySource(await small));
    const without = await bytesOf((await createGenesis(engine, r1cs, ptau)).output);
    const withIt = await genesisOf(circuit);
    expect(Buffer.compare(without, withIt)).not.toBe(0);
    for (const genesis of [without, withIt]) {
      for (const powers of [small, powersFor(circuit)]) {
        expect(await verdictOn(genesis, circuit, powers)).toEqual({ ok: true });
      }
    }
  });

  const sections = [3, 5, 6, 7, 8, 9] as const;
  test.each(sections)('whose section %i has another point is none', async (section) => {
    const group = section === 7 ? 'G2' : 'G1';
    const size = sizesOf(curve)[group];
    for (const index of [0, 1]) {
      const bytes = await changed(section, (content) =>
        content.set(generatorBytes(curve, group), index * size),
      );
      expect(await verdictOn(bytes)).toMatchObject({ ok: false, check: 'mathematical', section });
    }
  });

  test('whose section 5 has another point is none beside powers of exactly this size', async () => {
    const bytes = await changed(5, (content) => content.set(generatorBytes(curve, 'G1')));
    const verdict = await verdictOn(bytes, smallCircuit(curve), preparedPowers(curve, 5));
    expect(verdict).toMatchObject({ ok: false, check: 'mathematical', section: 5 });
  });

  test.each(sections)('whose section %i has points in another order is none', async (section) => {
    const size = sizesOf(curve)[section === 7 ? 'G2' : 'G1'];
    const bytes = await changed(section, (content) => {
      const first = content.slice(0, size);
      content.copyWithin(0, size, 2 * size);
      content.set(first, size);
    });
    expect(await verdictOn(bytes)).toMatchObject({ ok: false, section });
  });

  test.each(sections)('whose section %i has what is no point is none', async (section) => {
    const place = { ok: false, check: 'format', section, index: 1 };
    const size = sizesOf(curve)[section === 7 ? 'G2' : 'G1'];
    const large = await changed(section, (content) => content.fill(0xff, size, 2 * size));
    expect(await verdictOn(large)).toMatchObject({ ...place, code: 'not-canonical' });
    const stray = await changed(section, (content) => {
      content[2 * size - 1]! ^= 1;
    });
    const verdict = (await verdictOn(stray)) as Refusal;
    expect(verdict).toMatchObject({ ...place, code: expect.stringMatching(/not-on-curve|not-canonical/) });
    expect(verdict.text).toContain(`point 1 of ${NAMES[section]}`);
  });

  test('whose H is shifted in the direction that snarkjs leaves free is none', async () => {
    const { r } = CURVES[curve];
    const { domainSize } = (await zkeyIn(await genesisOf(smallCircuit(curve)))).header;
    const root = domainRoot(curve, Math.log2(domainSize));
    const bytes = await changed(9, async (content) => {
      const h = await engine.decode('G1', 'lem', content.slice());
      const shift = engine.concat(Array.from({ length: domainSize }, () => engine.generator('G1')));
      const scaled = await engine.powers(shift, bigIntToScalar(7n, r), bigIntToScalar(root, r));
      const ones = new Uint8Array(64 * domainSize);
      for (let i = 0; i < 2 * domainSize; i++) ones[32 * i] = 1;
      const indices = Uint32Array.from({ length: 2 * domainSize }, (_, i) => (i >> 1) + (i % 2) * domainSize);
      const pairs = engine.pick(engine.concat([h, scaled]), indices);
      const sums = await engine.combineEach(pairs, ones, new Uint32Array(domainSize).fill(2));
      content.set(await engine.encode(sums, 'lem'));
    });
    expect(await verdictOn(bytes)).toMatchObject({ ok: false, check: 'mathematical', code: 'h', section: 9 });
  });

  test('with other coefficients is none', async () => {
    for (const at of [4, 8, 12, 16, 47]) {
      const bytes = await changed(4, (content) => {
        content[at]! ^= 1;
      });
      expect(await verdictOn(bytes)).toMatchObject({ ok: false, code: 'other-circuit', section: 4 });
    }
  });

  test('with another hash of the circuit is none', async () => {
    const bytes = await changed(10, (content) => {
      content[63]! ^= 1;
    });
    const place = { ok: false, check: 'consistency', code: 'other-circuit', section: 10 };
    expect(await verdictOn(bytes)).toMatchObject(place);
  });

  test('with another header is none', async () => {
    const { coordinate, scalar, G1, G2 } = sizesOf(curve);
    const first = 4 + coordinate + 4 + scalar + 12;
    const places = { alpha1: 0, beta1: G1, beta2: 2 * G1, gamma2: 2 * G1 + G2, delta1: 2 * G1 + 2 * G2 };
    for (const [name, at] of Object.entries(places)) {
      const group = name.endsWith('2') ? 'G2' : 'G1';
      const other = await engine.encode(
        await engine.scale(engine.generator(group), bigIntToScalar(5n, CURVES[curve].r)),
        'lem',
      );
      const bytes = await changed(2, (content) => content.set(other, first + at));
      const code = name === 'delta1' ? 'not-a-genesis' : 'other-circuit';
      expect(await verdictOn(bytes)).toMatchObject({ ok: false, check: 'consistency', code, section: 2 });
    }
  });
});
