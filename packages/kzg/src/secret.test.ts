import { SCALAR_ORDER, scalarToBigInt } from '@brebaje/curves/scalar';
import { expect, test } from 'vitest';
import { fromHex } from './hex.ts';
import { blsKeyGen, officialBrowserSecrets, secretsFromEntropy } from './secret.ts';
import { multiple } from './testing/honest.ts';

/** What the official browser client made of 32 times 01, with the first bytes of its public keys. */
const OFFICIAL = [
  [0x3a050ed6702472737b3124da0d7d7a073fc7fb1fa416b61c4ec23a3c5c441b6fn, '808d75c4b75ad1da6021f6e9bbf2d782'],
  [0x02b0d90ed2e3108a457d5e0c3918bf9ec6c3068851760fdd35e588e006ac73c1n, 'a9986ba469346323c38758a6c056f79d'],
  [0x13f4eb73353369b5a11b2319598585ae25303f1133469864bbb2f9e6669927f2n, 'aa548701e28d86a2af5d50b7ad0d0833'],
  [0x0df3c90c22c06956f605965928155ee13e8e7921eabd38bdca6c6f46c22b8c96n, 'b506bae137b9bff29b838adcc404aa9d'],
] as const;

test('the derivation of the official browser client', () => {
  const secrets = officialBrowserSecrets(new Uint8Array(32).fill(1), 4);
  for (const [sub, [value, pubkey]] of OFFICIAL.entries()) {
    expect(scalarToBigInt(secrets[sub]!)).toBe(value);
    expect(multiple('G2', value).subarray(0, 16)).toEqual(fromHex(pubkey));
  }
});

test('KeyGen gives EIP-2333’s master key of its first test case, which is the same function', () => {
  const seed = fromHex(
    'c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04',
  )!;
  expect(scalarToBigInt(blsKeyGen(seed))).toBe(
    6083874454709270928345386274498605044986640685124978867557563392430687146096n,
  );
});

test('secrets from entropy are scalars, and no two alike', () => {
  const secrets = secretsFromEntropy([new Uint8Array(32), new Uint8Array(32).fill(9)]).map(scalarToBigInt);
  expect(secrets.every((value) => value > 0n && value < SCALAR_ORDER)).toBe(true);
  expect(secrets[0]).not.toBe(secrets[1]);
});

test('short entropy is refused', () => {
  expect(() => secretsFromEntropy([new Uint8Array(31)])).toThrow(RangeError);
  expect(() => blsKeyGen(new Uint8Array(31))).toThrow(RangeError);
  expect(() => officialBrowserSecrets(new Uint8Array(31), 4)).toThrow();
});

test('what goes in stays as it is, for the caller to wipe', () => {
  const entropy = new Uint8Array(32).fill(3);
  secretsFromEntropy([entropy]);
  officialBrowserSecrets(entropy, 2);
  expect(entropy).toEqual(new Uint8Array(32).fill(3));
});
