import type { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeField } from './field.ts';
import { fmaField } from './fma.ts';
import { plainField } from './plain.ts';

/** The primes of both curves: coordinates and scalars. */
export const PRIMES = {
  bn254: 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
  'bn254 scalars': 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  'bls12-381':
    0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  'bls12-381 scalars': 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
} as const;

export interface TestField {
  /** Kernel and prime, for titles. */
  readonly name: string;
  readonly prime: bigint;
  make(m: ModuleBuilder): PrimeField;
}

/** Every kernel that the running engine has, over the fields of coordinates or those of scalars. */
export function testFields(kind: 'base' | 'scalar' = 'base'): TestField[] {
  return Object.entries(PRIMES)
    .filter(([name]) => name.endsWith('scalars') === (kind === 'scalar'))
    .flatMap(([name, prime]) => [
      { name: `plain ${name}`, prime, make: (m: ModuleBuilder) => plainField(m, prime) },
      { name: `fma ${name}`, prime, make: (m: ModuleBuilder) => fmaField(m, prime) },
    ]);
}
