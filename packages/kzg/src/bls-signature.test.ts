import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity, encodingOffCurve } from '@brebaje/curves/test-points';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { expect, test } from 'vitest';
import { BLS_SUITE, pruneBls, signIdentity, verifyBls } from './bls-signature.ts';
import type { BatchContribution } from './contribution.ts';
import { besideSubgroup, honestContribution, littleEndian, multiple, NEW_SECRETS } from './testing/honest.ts';

const noble = createNobleEngine();
const ALICE = `eth|0x${'a1'.repeat(20)}`;
const BOB = 'git|42|bob';
const { after } = honestContribution();

async function signedBy(identity: string): Promise<BatchContribution> {
  const contributions = await Promise.all(
    after.contributions.map(async (sub, index) => ({
      ...sub,
      blsSignature: await signIdentity(noble, identity, littleEndian(NEW_SECRETS[index]!)),
    })),
  );
  return { ...after, contributions };
}

test('a signature is the one that noble’s own BLS makes and verifies', async () => {
  const { shortSignatures } = bls12_381;
  const secret = NEW_SECRETS[0]!;
  const message = shortSignatures.hash(new TextEncoder().encode(ALICE), BLS_SUITE);
  const bigEndian = littleEndian(secret).reverse();
  const theirs = shortSignatures.sign(message, bigEndian).toBytes();
  expect(await signIdentity(noble, ALICE, littleEndian(secret))).toEqual(theirs);
});

test('a signature holds for its identity and key only', async () => {
  const signature = await signIdentity(noble, ALICE, littleEndian(77n));
  expect(await verifyBls(noble, ALICE, multiple('G2', 77n), signature)).toBe(true);
  expect(await verifyBls(noble, BOB, multiple('G2', 77n), signature)).toBe(false);
  expect(await verifyBls(noble, ALICE, multiple('G2', 78n), signature)).toBe(false);
  expect(await verifyBls(noble, ALICE, encodedInfinity('G2'), encodedInfinity('G1'))).toBe(false);
});

test('valid signatures are kept', async () => {
  const signed = await signedBy(ALICE);
  expect(await pruneBls(noble, ALICE, signed)).toEqual(signed.contributions.map((sub) => sub.blsSignature));
});

test('absent signatures stay absent', async () => {
  expect(await pruneBls(noble, ALICE, after)).toEqual([null, null]);
});

test('another identity loses all', async () => {
  expect(await pruneBls(noble, BOB, await signedBy(ALICE))).toEqual([null, null]);
});

test.each([
  ['of another identity', () => signIdentity(noble, BOB, littleEndian(NEW_SECRETS[0]!))],
  ['that is no point', async () => encodingOffCurve('G1')],
  ['outside the subgroup', async () => besideSubgroup('G1', 5n)],
  ['at infinity', async () => encodedInfinity('G1')],
  ['of zeros', async () => new Uint8Array(48)],
  ['that is absent', async () => null],
])('a signature %s is left out alone', async (_, make) => {
  const signed = await signedBy(ALICE);
  signed.contributions[0]!.blsSignature = await make();
  expect(await pruneBls(noble, ALICE, signed)).toEqual([null, signed.contributions[1]!.blsSignature]);
});

test('two wrong signatures that cancel out are both left out', async () => {
  const signed = await signedBy(ALICE);
  const [one, two] = signed.contributions;
  const { Point } = bls12_381.G1;
  const shift = Point.BASE.multiply(1234n);
  one!.blsSignature = Point.fromBytes(one!.blsSignature!).add(shift).toBytes();
  two!.blsSignature = Point.fromBytes(two!.blsSignature!).subtract(shift).toBytes();
  expect(await pruneBls(noble, ALICE, signed)).toEqual([null, null]);
});
