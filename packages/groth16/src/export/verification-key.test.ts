import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, describe, expect, test } from 'vitest';
import { contributeBeacon } from '../chain/contribute.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs, snarkjsCurve } from '../testing/snarkjs.ts';
import { zkeySection } from '../zkey/zkey.ts';
import { verificationKey, verificationKeyText } from './verification-key.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('a verification key on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  afterAll(() => engine.close());
  const genesis = await zkeyIn(await genesisOf(smallCircuit(curve)));
  const { output } = await contributeBeacon(engine, genesis, { bytes: Uint8Array.of(5), exponent: 10 });
  const bytes = await bytesOf(output);

  test('is what snarkjs exports, to the byte', async () => {
    await snarkjsCurve(curve);
    const expected = await snarkjs.zKey.exportVerificationKey(bytes);
    const text = verificationKeyText(await verificationKey(engine, await zkeyIn(bytes)));
    const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
    expect(text).toBe(JSON.stringify(expected, plain, 1));
  });

  test('is not made of a zkey whose IC has infinity', async () => {
    const changed = bytes.slice();
    const { from, size } = zkeySection(await zkeyIn(bytes), 3);
    changed.fill(0, from, from + size);
    await expect(verificationKey(engine, await zkeyIn(changed))).rejects.toMatchObject({
      refusal: { code: 'infinity', section: 3, index: 0 },
    });
  });
});
