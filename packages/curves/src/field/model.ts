import type { Address } from '../wasm/expression.ts';
import type { PrimeOps } from './field.ts';

/** The field of integers modulo `prime`, for running formulas without a kernel. Memory is a Map by address. */
export function integerOps(prime: bigint, words = 6): PrimeOps<bigint> & { memory: Map<number, bigint> } {
  const memory = new Map<number, bigint>();
  const mod = (value: bigint) => ((value % prime) + prime) % prime;
  const radix = mod(1n << BigInt(64 * words));
  const place = (address: Address) => {
    if (typeof address.base !== 'number') throw new TypeError('the model has constant addresses only');
    return address.base + address.offset;
  };
  return {
    memory,
    load: (address) => memory.get(place(address)) ?? 0n,
    store: (address, value) => void memory.set(place(address), value),
    zero: () => 0n,
    one: () => 1n,
    add: (a, b) => mod(a + b),
    sub: (a, b) => mod(a - b),
    neg: (a) => mod(-a),
    times: (a, factor) => mod(a * BigInt(factor)),
    mul: (a, b) => mod(a * b),
    sqr: (a) => mod(a * a),
    constant: mod,
    fromInteger: (a) => a,
    toInteger: (a) => a,
    fromMontgomery: (a) => mod(a * inverse(radix, prime)),
    toMontgomery: (a) => mod(a * radix),
  };
}

/** a^(p−2) mod p. */
export function inverse(a: bigint, prime: bigint): bigint {
  let result = 1n;
  let base = ((a % prime) + prime) % prime;
  for (let e = prime - 2n; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * base) % prime;
    base = (base * base) % prime;
  }
  return result;
}
