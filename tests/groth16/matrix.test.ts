/** Files of ours read by snarkjs and the other way round, on circuits that circom compiled; the soak has large ones. */
import { writeFile } from 'node:fs/promises';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { endSnarkjs, preparedPowers } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, describe, expect, it } from 'vitest';
import { MANY_PUBLIC, NOTHING_PUBLIC } from './matrix/circuits.ts';
import { matrixRow } from './matrix/run.ts';

afterAll(endSnarkjs);

describe.each([
  ['bn254', NOTHING_PUBLIC],
  ['bls12-381', MANY_PUBLIC],
] as const)('on %s', (curve, circuit) => {
  it(`both tools go on from each other: ${circuit.name}`, async () => {
    const engine = await createWasmEngine({ curve, threads: 1 });
    try {
      const powers = async (log: number, path: string) =>
        writeFile(path, await preparedPowers(curve, log + 1));
      const { answers } = await matrixRow(engine, circuit, powers);
      expect(Object.entries(answers).filter(([, yes]) => !yes)).toEqual([]);
    } finally {
      await engine.close();
    }
  });
});
