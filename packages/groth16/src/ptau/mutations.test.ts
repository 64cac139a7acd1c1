import { CURVES } from '@brebaje/curves/curve/parameters';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileError } from '../file-error.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { contributed, ptauIn, startOf } from '../testing/made-ptau.ts';
import { HASH_STATE_BYTES } from './hash-state.ts';
import { preparePtau } from './prepare.ts';
import { recordsBytes } from './records.ts';
import { responsePointsSize } from './response.ts';
import { verifyPtau } from './verify-ptau.ts';

const POWER = 1;

describe.each(['bn254', 'bls12-381'] as const)('a file on %s that differs in one byte', (curve) => {
  let engine: WasmEngine;
  let bytes: Uint8Array;
  /** Where the records lie, and in them what nothing depends on. */
  let records: { from: number; size: number };
  let meaningless: (readonly [from: number, to: number])[];
  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 2 });
    const one = await contributed(await startOf(engine, POWER), engine);
    bytes = await bytesOf(preparePtau(one, engine));
    const ptau = await ptauIn(bytes);
    records = ptau.sections.get(7)!;
    const state = records.from + 4 + 38 * CURVES[curve].coordinateBytes;
    expect(bytes.slice(state, state + HASH_STATE_BYTES)).toEqual(ptau.records[0]!.hashState);
    const behindState = state + HASH_STATE_BYTES;
    const end = records.from + records.size;
    expect(recordsBytes(ptau.records).length).toBe(records.size);
    meaningless = [
      // What is left over in the block of the hash, and the state's last bytes, which nothing is in.
      [state + (responsePointsSize(curve, POWER) % 128), state + 128],
      [behindState - 8, behindState],
      // The name, which no hash covers.
      [end - 'somebody'.length, end],
    ];
  });
  afterAll(() => engine.close());

  test('is refused, wherever that is but in a name', async () => {
    const place = fc
      .oneof(
        fc.nat(bytes.length - 1),
        fc.nat(records.size - 1).map((at) => records.from + at),
      )
      .filter((at) => !meaningless.some(([from, to]) => at >= from && at < to));
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const spoilt = await ptauIn(bytes.with(at, bytes[at]! ^ change)).catch((error: unknown) => {
          if (!(error instanceof FileError)) throw error;
        });
        if (spoilt) expect((await verifyPtau(spoilt, engine)).ok).toBe(false);
      }),
      { numRuns: 80 },
    );
  });
});
