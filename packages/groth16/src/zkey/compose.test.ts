import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { contribute } from '../chain/contribute.ts';
import { memorySource } from '../files/source.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { composeZkey, immutablePart, openImmutable, slimPart } from './compose.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('a zkey in two parts on %s', async (curve) => {
  const genesis = await genesisOf(smallCircuit(curve));
  const engine = await createWasmEngine({ curve, threads: 1 });
  const after = await bytesOf((await contribute(engine, await zkeyIn(genesis), personStream())).output);
  await engine.close();
  const immutable = memorySource(await bytesOf(immutablePart(await zkeyIn(genesis))));

  test.each([
    ['a genesis', genesis],
    ['what comes after', after],
  ])('is whole again, in any range: %s', async (_, whole) => {
    const slim = await zkeyIn(await bytesOf(slimPart(await zkeyIn(whole))), 'slim');
    const composed = composeZkey(slim, { source: immutable, sections: await openImmutable(immutable) });
    expect(composed.size).toBe(whole.length);
    expect(Buffer.compare(await composed.read(0, composed.size), whole)).toBe(0);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(whole.length), async (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(Buffer.compare(await composed.read(from, to), whole.subarray(from, to))).toBe(0);
      }),
      { numRuns: 50 },
    );
    for (const [from, to] of [
      [0, composed.size + 1],
      [-1, 5],
      [5, 4],
    ] as const)
      await expect(composed.read(from, to)).rejects.toThrow(RangeError);
  });

  test('has the same part that nobody changes before and after', async () => {
    const parts = [genesis, after].map(async (whole) => bytesOf(immutablePart(await zkeyIn(whole))));
    const [one, other] = await Promise.all(parts);
    expect(Buffer.compare(one!, other!)).toBe(0);
    await expect(openImmutable(memorySource(genesis))).rejects.toThrow('sections');
  });
});
