import { expect, it } from 'vitest';
import { cutPtau, genesisOf, nextZkey, verificationKeyOf, verifierOf } from './names.ts';

it.each([
  ['circuit_00007.zkey', 'circuit_00008.zkey'],
  ['/a/b_c_0999.zkey', '/a/b_c_1000.zkey'],
  ['x_9.zkey', 'x_10.zkey'],
  ['circuit_final.zkey', undefined],
  ['circuit.zkey', undefined],
])('after %s comes %s', (path, next) => {
  expect(nextZkey(path)).toBe(next);
});

it.each([
  ['a/multiplier_final.zkey', 'a/multiplier_vkey.json', 'a/multiplier_verifier.sol'],
  ['multiplier_00003.zkey', 'multiplier_vkey.json', 'multiplier_verifier.sol'],
  ['a/b.zkey', 'a/verification_key.json', 'a/verifier.sol'],
])('%s is exported into %s and %s', (zkey, key, verifier) => {
  expect([verificationKeyOf(zkey), verifierOf(zkey)]).toEqual([key, verifier]);
});

it('names a circuit’s genesis and cut files as others do', () => {
  expect(genesisOf('a/multiplier.r1cs')).toBe('a/multiplier_00000.zkey');
  expect([cutPtau('pot14.ptau', 4), cutPtau('a/pot', 12)]).toEqual(['pot14_04.ptau', 'a/pot_12.ptau']);
});
