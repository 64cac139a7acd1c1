/** What no test misses, and why no file is accepted without it. The text is how the place begins. */
export const HARMLESS: readonly (readonly [file: string, text: string, why: string])[] = [
  [
    'zkey/records.ts',
    "throw fail('section-length', `${count} records",
    'the cursor refuses to read beyond the section',
  ],
  [
    'ptau/records.ts',
    "throw fail('section-length', `${count} records",
    'the cursor refuses to read beyond the section',
  ],
  [
    'r1cs/header.ts',
    "throw fail('section-length', `${bytes.length} bytes instead",
    'the cursor refuses, or openR1cs does',
  ],
  [
    'r1cs/r1cs.ts',
    'throw lengthError(headerSection',
    'the header’s length is compared again where it is read',
  ],
  [
    'r1cs/r1cs.ts',
    'throw lengthError(constraints',
    'constraints that are cut off are found out where they are read',
  ],
  [
    'r1cs/terms.ts',
    "throw fail('section-length', `constraint ${constraint} does not fit",
    'it is found out at the section’s end',
  ],
  [
    'ptau/ptau.ts',
    'throw lengthError(headerSection',
    'the header’s length is compared again where it is read',
  ],
  ['ptau/ptau.ts', 'throw lengthError(recordSection', 'it only bounds what is read into memory'],
  ['parameters.ts', 'throw fail(`record ${number} has ${length} bytes', 'valid parameters are never as long'],
  [
    'genesis/verify-genesis.ts',
    'throw other();',
    'the count of coefficients is compared first, and openZkey holds it against the length',
  ],
  ['chain/check-chain.ts', 'freshScalars(1)', 'the other factors of the product are random'],
  ['chain/divided-pairs.ts', 'freshScalars(1)', 'the other factors of the product are random'],
  ['ptau/check-records.ts', 'freshScalars(1)', 'the other factors of the product are random'],
  [
    'ptau/hash-state.ts',
    "countOf(a, total) !== 'wrong'",
    'the record’s count was compared before, the own one is right',
  ],
  [
    'ptau/hash-state.ts',
    "countOf(b, total) !== 'wrong'",
    'the record’s count was compared before, the own one is right',
  ],
  ['ptau/verify-ptau.ts', 'requireRoots(ptau);', 'no file of that power fits onto a disk of a test'],
];
