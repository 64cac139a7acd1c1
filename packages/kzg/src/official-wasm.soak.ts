import { createHash } from 'node:crypto';
import type { Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contribute } from './contribute.ts';
import { encodeContribution } from './contribution.ts';
import { officialBrowserSecrets } from './secret.ts';
import { ETHEREUM_SIZES } from './sizes.ts';
import { contributionFromState, initialState } from './state.ts';
import { cloneContribution, littleEndian, multiple, powerAt, subContribution } from './testing/honest.ts';
import { verifyContribution } from './verify.ts';

const noble = createNobleEngine();
const state = initialState(ETHEREUM_SIZES);
let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine();
});
afterAll(() => wasm.close());

test('the official browser client’s contribution, byte for byte', async () => {
  const secrets = officialBrowserSecrets(new Uint8Array(32).fill(1), 4);
  const identity = `eth|0x${'aa'.repeat(20)}`;
  const bytes = encodeContribution(
    await contribute(wasm, contributionFromState(state), secrets, { identity }),
  );
  expect(bytes.length).toBe(6_258_321);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    '71b75e339163420ebb02bf5992454e389afd058b195ed883e7e29962a4439a0d',
  );
});

test('the secrets of the specification give powers of x, at full size', async () => {
  const xs = [0x111100n, 0x221100n, 0x331100n, 0x441100n];
  const made = await contribute(wasm, contributionFromState(state), xs.map(littleEndian));
  for (const [sub, x] of xs.entries()) {
    expect(made.contributions[sub]).toEqual(subContribution(x, x, ETHEREUM_SIZES[sub]!));
  }
  // Both engines on the same bytes: right as they are, wrong in one power.
  for (const engine of [wasm, noble]) {
    expect(await verifyContribution(engine, state, made)).toMatchObject({ ok: true });
  }
  const wrong = cloneContribution(made);
  powerAt(wrong.contributions[3]!, 'G1', 31_000).set(multiple('G1', 5n));
  for (const engine of [wasm, noble]) {
    expect(await verifyContribution(engine, state, wrong)).toMatchObject({
      code: 'CeremonyError::G1PairingFailed',
      sub: 3,
      index: 31_000,
    });
  }
});
