/** Places that no test misses, by what stands there, and why no file is accepted without them. */
export const HARMLESS: readonly (readonly [file: string, text: RegExp, why: string])[] = [
  ['zkey/records.ts', /records do not fit/, 'the cursor refuses to read beyond the section'],
  ['ptau/records.ts', /records do not fit/, 'the cursor refuses to read beyond the section'],
  ['r1cs/header.ts', /section-length/, 'the cursor refuses, or openR1cs does'],
  ['r1cs/r1cs.ts', /lengthError\(headerSection/, 'the header’s length is compared again where it is read'],
  ['r1cs/r1cs.ts', /lengthError\(constraints/, 'what is cut off is found out where constraints are read'],
  ['r1cs/terms.ts', /does not fit/, 'it is found out at the section’s end'],
  ['ptau/ptau.ts', /lengthError\(headerSection/, 'the header’s length is compared again where it is read'],
  ['ptau/ptau.ts', /lengthError\(recordSection/, 'it only bounds what is read into memory'],
  ['parameters.ts', /bytes of parameters/, 'valid parameters are never as long'],
  ['genesis/verify-genesis.ts', /^throw other\(\);/, 'the count before the coefficients is compared first'],
  ['chain/check-chain.ts', /^freshScalars\(1\)/, 'the other factors of the product are random'],
  ['chain/divided-pairs.ts', /^freshScalars\(1\)/, 'the other factors of the product are random'],
  ['ptau/check-records.ts', /^freshScalars\(1\)/, 'the other factors of the product are random'],
  ['ptau/hash-state.ts', /^countOf\(/, 'the record’s count was compared before, the own one is right'],
  ['ptau/verify-ptau.ts', /^requireRoots/, 'a file of that power has 2^29 points and more'],
  ['ptau/prepare.ts', /^requireRoots/, 'a file of that power has 2^29 points and more'],
];
