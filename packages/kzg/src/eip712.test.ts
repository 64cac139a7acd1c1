import { hashTypedData, recoverTypedDataAddress, type TypedDataDefinition } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { ceremonyHash, ceremonyTypedData, pruneEcdsa, recoverEcdsa, signEcdsa } from './eip712.ts';
import { toHex } from './hex.ts';
import type { Identity } from './identity.ts';
import { addressOf } from './receipt.ts';
import { sampleBytes, sampleContribution } from './testing/samples.ts';

const KEY = sampleBytes(32, 7);
const ADDRESS = addressOf(KEY);
const ACCOUNT = privateKeyToAccount(`0x${toHex(KEY)}`);
const CONTRIBUTION = sampleContribution(
  [
    { g1: 4, g2: 2 },
    { g1: 5, g2: 3 },
    { g1: 32_768, g2: 65 },
  ],
  false,
);
const SUBS = CONTRIBUTION.contributions;

/** The document as viem takes it. */
function document(subs = SUBS): TypedDataDefinition {
  return ceremonyTypedData(subs) as unknown as TypedDataDefinition;
}

describe('the ceremony’s typed data', () => {
  test('hashes as viem does, for any number of sub-ceremonies', () => {
    for (let count = 0; count <= SUBS.length; count++) {
      expect(`0x${toHex(ceremonyHash(SUBS.slice(0, count)))}`).toBe(
        hashTypedData(document(SUBS.slice(0, count))),
      );
    }
  });
  test('signs as a wallet does', async () => {
    const signature = `0x${toHex(signEcdsa(SUBS, KEY))}` as const;
    expect(signature).toBe(await ACCOUNT.signTypedData(document()));
    expect(await recoverTypedDataAddress({ ...document(), signature })).toBe(ADDRESS);
    expect(recoverEcdsa(SUBS, signEcdsa(SUBS, KEY))).toBe(ADDRESS);
  });
  test('covers numbers, keys and their order', () => {
    const changed = [
      [...SUBS].reverse(),
      SUBS.slice(1),
      SUBS.map((sub) => ({ ...sub, numG1Powers: sub.numG1Powers + 1 })),
      SUBS.map((sub) => ({ ...sub, numG2Powers: sub.numG2Powers + 1 })),
      SUBS.map((sub) => ({ ...sub, potPubkey: sampleBytes(96, 99) })),
    ];
    for (const subs of changed) expect(recoverEcdsa(subs, signEcdsa(SUBS, KEY))).not.toBe(ADDRESS);
  });
});

describe('pruneEcdsa', () => {
  const eth: Identity = { kind: 'eth', address: ADDRESS.toLowerCase() };
  const signed = { ...CONTRIBUTION, ecdsaSignature: signEcdsa(SUBS, KEY) };
  test('keeps the signature of the identity’s address', () => {
    expect(pruneEcdsa(eth, signed)).toEqual(signed.ecdsaSignature);
  });
  test('keeps v as 0 or 1, and s in the upper half', () => {
    const bare = signed.ecdsaSignature.slice();
    bare[64]! -= 27;
    expect(pruneEcdsa(eth, { ...signed, ecdsaSignature: bare })).toEqual(bare);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = order - BigInt(`0x${toHex(bare.subarray(32, 64))}`);
    const flipped = Uint8Array.from([
      ...bare.subarray(0, 32),
      ...Buffer.from(s.toString(16).padStart(64, '0'), 'hex'),
      28 - bare[64]!,
    ]);
    expect(pruneEcdsa(eth, { ...signed, ecdsaSignature: flipped })).toEqual(flipped);
  });
  test('drops everything else', () => {
    expect(pruneEcdsa(eth, CONTRIBUTION)).toBeNull();
    expect(pruneEcdsa({ kind: 'git', id: 1n, login: 'a' }, signed)).toBeNull();
    expect(pruneEcdsa({ kind: 'origin' }, signed)).toBeNull();
    expect(pruneEcdsa({ kind: 'eth', address: addressOf(sampleBytes(32, 8)) }, signed)).toBeNull();
    const other = { ...signed, contributions: [...SUBS].reverse() };
    expect(pruneEcdsa(eth, other)).toBeNull();
    for (const [at, value] of [
      [0, 255],
      [64, 29],
      [64, 26],
      [64, 2],
      [64, 255],
    ] as const) {
      const wrong = signed.ecdsaSignature.slice();
      wrong[at] = wrong[at] === value ? value ^ 1 : value;
      expect(pruneEcdsa(eth, { ...signed, ecdsaSignature: wrong })).toBeNull();
    }
    for (const wrong of [
      new Uint8Array(65),
      new Uint8Array(65).fill(255),
      sampleBytes(65, 3),
      sampleBytes(64, 3),
    ]) {
      expect(pruneEcdsa(eth, { ...signed, ecdsaSignature: wrong })).toBeNull();
    }
  });
});
