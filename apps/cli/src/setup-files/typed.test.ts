import { MOST_NAME_UNITS } from '@brebaje/groth16/chain/contribute';
import { MOST_POWER } from '@brebaje/groth16/ptau/header';
import {
  BEACON_EXPONENTS,
  MOST_BEACON_BYTES,
  MOST_BEACON_EXPONENT,
} from '@brebaje/groth16/random/generators';
import { expect, it } from 'vitest';
import { beaconBytes, beaconExponent, contributorName, curveName, fileHash, power } from './typed.ts';

it('takes what the library takes, and no more', () => {
  expect(contributorName('n'.repeat(MOST_NAME_UNITS))).toHaveLength(MOST_NAME_UNITS);
  expect(() => contributorName('n'.repeat(MOST_NAME_UNITS + 1))).toThrow();
  expect(contributorName('=Ada')).toBe('Ada');
  expect(power(String(MOST_POWER))).toBe(MOST_POWER);
  expect(beaconExponent(String(BEACON_EXPONENTS.least))).toBe(BEACON_EXPONENTS.least);
  expect(beaconExponent(String(MOST_BEACON_EXPONENT))).toBe(MOST_BEACON_EXPONENT);
  expect(beaconBytes('ab'.repeat(MOST_BEACON_BYTES))).toHaveLength(MOST_BEACON_BYTES);
  expect(beaconBytes('0x01ff')).toEqual(Uint8Array.of(1, 255));
  for (const refused of [
    () => power(String(MOST_POWER + 1)),
    () => power('0'),
    () => power('1e1'),
    () => beaconExponent(String(BEACON_EXPONENTS.least - 1)),
    () => beaconExponent(String(MOST_BEACON_EXPONENT + 1)),
    () => beaconBytes('ab'.repeat(MOST_BEACON_BYTES + 1)),
    () => beaconBytes(''),
    () => beaconBytes('0x1'),
    () => beaconBytes('zz'),
    () => fileHash('ab'),
    () => curveName('bn129'),
  ])
    expect(refused).toThrow('expected');
});

it.each([
  ['bn128', 'bn254'],
  ['BN254', 'bn254'],
  ['bls12-381', 'bls12-381'],
  ['bls12381', 'bls12-381'],
])('knows %s as %s', (name, curve) => {
  expect(curveName(name)).toBe(curve);
});
