import type { ModuleBuilder } from '../wasm/module.ts';
import { supportsRelaxedSimd, supportsWide } from './features.ts';
import type { KernelName, PrimeField } from './field.ts';
import { fmaField } from './fma.ts';
import { plainField } from './plain.ts';
import { wideField } from './wide.ts';

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
  const kernels: [KernelName, (m: ModuleBuilder, prime: bigint) => PrimeField][] = [['plain', plainField]];
  if (supportsRelaxedSimd()) kernels.push(['fma', fmaField]);
  if (supportsWide()) kernels.push(['wide', wideField]);
  return Object.entries(PRIMES)
    .filter(([name]) => name.endsWith('scalars') === (kind === 'scalar'))
    .flatMap(([name, prime]) =>
      kernels.map(([kernel, make]) => ({ name: `${kernel} ${name}`, prime, make: (m) => make(m, prime) })),
    );
}
