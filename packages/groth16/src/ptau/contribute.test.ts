import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySink } from '../files/sink.ts';
import { memorySource } from '../files/source.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { firstDifference } from '../testing/same-bytes.ts';
import { endSnarkjs, snarkjsCurve, written } from '../testing/snarkjs.ts';
import { firstChallenge } from './challenge-hash.ts';
import { beaconPtau, contributePtau } from './contribute.ts';
import { newPtau } from './new-ptau.ts';
import { openPtau } from './ptau.ts';

const POWERS = { bn254: [1, 4, 8], 'bls12-381': [1, 4] } as const;

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('powers of tau on %s', (curve) => {
  let engine: WasmEngine;
  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 2 });
  });
  afterAll(() => engine.close());

  describe.each(POWERS[curve])('of power %i', (power) => {
    let start: Uint8Array;
    beforeAll(async () => {
      start = await bytesOf(newPtau(curve, power));
    });

    test('begin with the bytes that snarkjs begins with', async () => {
      const snarkjsOnes = await snarkjsCurve(curve);
      let hash: Uint8Array | undefined;
      const bytes = await written(async (to) => {
        hash = await snarkjs.powersOfTau.newAccumulator(snarkjsOnes, power, to);
      });
      expect(firstDifference(start, bytes)).toBe(undefined);
      expect(await firstChallenge(curve, power)).toEqual(hash);
    });

    test('get from a beacon the bytes that snarkjs gets', async () => {
      await snarkjsCurve(curve);
      let hash: Uint8Array | undefined;
      const theirs = await written(async (to) => {
        hash = await snarkjs.powersOfTau.beacon(start, to, 'a beacon', '0102aabb', 10);
      });
      const sink = memorySink();
      const beacon = { bytes: Uint8Array.of(1, 2, 0xaa, 0xbb), exponent: 10 };
      const { responseHash } = await beaconPtau(await openPtau(memorySource(start)), sink, {
        engine,
        beacon,
        name: 'a beacon',
      });
      expect(responseHash).toEqual(hash);
      expect(firstDifference(sink.bytes(), theirs)).toBe(undefined);
    });

    test('are accepted by snarkjs after people of both tools contributed', async () => {
      await snarkjsCurve(curve);
      const first = memorySink();
      await contributePtau(await openPtau(memorySource(start)), first, {
        engine,
        stream: personStream('a'),
        name: 'ours',
      });
      expect(await snarkjs.powersOfTau.verify(first.bytes())).toBe(true);
      const second = await written((to) =>
        snarkjs.powersOfTau.contribute(first.bytes(), to, 'theirs', 'entropy'),
      );
      const third = memorySink();
      await contributePtau(await openPtau(memorySource(second)), third, { engine, stream: personStream() });
      expect(await snarkjs.powersOfTau.verify(third.bytes())).toBe(true);
    });
  });
});
