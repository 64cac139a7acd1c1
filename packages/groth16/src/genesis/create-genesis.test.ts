import { twoAdicity } from '@brebaje/curves/curve/roots';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { memorySource } from '../files/source.ts';
import { newPtau } from '../ptau/new-ptau.ts';
import { openPtau, type Ptau } from '../ptau/ptau.ts';
import { openR1cs, type R1cs } from '../r1cs/r1cs.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { genesisOf, powersFor, r1csOf, type TestCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs, preparedPowers } from '../testing/snarkjs.ts';
import { createGenesis } from './create-genesis.ts';
import { requireSuitable } from './genesis-header.ts';
import { UnsuitablePtau } from './unsuitable-ptau.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('a genesis on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  afterAll(() => engine.close());

  const shapes: Omit<TestCircuit, 'curve'>[] = [
    { constraints: 20, publicWires: 2, unused: 1 },
    { constraints: 1, publicWires: 0, unused: 0 },
    { constraints: 15, publicWires: 1, unused: 0 },
    { constraints: 13, publicWires: 12, unused: 3 },
  ];
  test.each(shapes)(
    'is byte for byte what snarkjs makes, of $constraints constraints and $publicWires public wires',
    async (shape) => {
      const circuit = { curve, ...shape };
      const r1cs = await openR1cs(memorySource(await r1csOf(circuit)));
      const ptau = await openPtau(memorySource(await powersFor(circuit)));
      let last: [number, number] = [0, 1];
      const { output, size } = await createGenesis(engine, r1cs, ptau, {
        progress: (done, total) => {
          last = [done, total];
        },
      });
      const bytes = await bytesOf(output);
      expect(bytes.length).toBe(size);
      expect(Buffer.compare(bytes, await genesisOf(circuit))).toBe(0);
      expect(last[0]).toBe(last[1]);
    },
  );

  test('is not made from a ptau that is too small, raw or of the other curve', async () => {
    const circuit = { curve, constraints: 20, publicWires: 2, unused: 1 };
    const r1cs = await openR1cs(memorySource(await r1csOf(circuit)));
    const small = await openPtau(memorySource(await preparedPowers(curve, 4)));
    await expect(createGenesis(engine, r1cs, small)).rejects.toThrow(UnsuitablePtau);
    const other = await openPtau(
      memorySource(await preparedPowers(curve === 'bn254' ? 'bls12-381' : 'bn254', 6)),
    );
    await expect(createGenesis(engine, r1cs, other)).rejects.toThrow('it is of');
    const raw = await openPtau(memorySource(await bytesOf(newPtau(curve, 6))));
    await expect(createGenesis(engine, r1cs, raw)).rejects.toThrow('not prepared');
  });

  test('is not made where H would need roots of unity that there are not', () => {
    const log = twoAdicity(curve);
    const r1cs = { header: { curve, nConstraints: 2 ** (log - 1), nPubOut: 0, nPubIn: 1 } } as R1cs;
    const ptau = { header: { curve, power: log + 1, ceremonyPower: log + 1 }, prepared: true } as Ptau;
    expect(() => requireSuitable(r1cs, ptau)).toThrow('large enough');
  });
});
