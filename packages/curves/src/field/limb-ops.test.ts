import { describe, expect, it } from 'vitest';
import { at } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeOps } from './field.ts';
import { plainField } from './plain.ts';
import { PRIMES } from './test-fields.ts';

/** Bytes of a function with the formula; parameters are addresses. */
function sizeOf(build: (ops: PrimeOps<unknown>, r: ReturnType<typeof at>, a: ReturnType<typeof at>) => void) {
  const size = (write: boolean): number => {
    const m = new ModuleBuilder();
    const field = plainField(m, PRIMES.bn254);
    m.function('formula', { params: { r: 'i32', a: 'i32' }, export: true }, (f, { r, a }) => {
      if (write) build(field.ops(f), at(r), at(a));
    });
    return m.bytes().length;
  };
  return size(true) - size(false);
}

describe('formulas over limbs', () => {
  it('refuse an element that a store may have overwritten', () => {
    const use = (address: (r: ReturnType<typeof at>, a: ReturnType<typeof at>) => ReturnType<typeof at>) =>
      sizeOf((ops, r, a) => {
        const x = ops.load(a);
        ops.store(address(r, a), ops.one());
        ops.store(at(r, 1024), ops.add(x, x));
      });
    expect(() => use((_, a) => a)).toThrow('overwritten');
    expect(() => use((r) => r)).toThrow('overwritten');
    expect(() => use((_, a) => at(a, 71))).toThrow('overwritten');
    expect(use((_, a) => at(a, 72))).toBeGreaterThan(0);
    expect(use(() => at(4096))).toBeGreaterThan(0);
  });

  it('keep what they computed from an element before it was overwritten', () => {
    expect(
      sizeOf((ops, _, a) => {
        const twice = ops.times(ops.load(a), 2);
        ops.store(a, ops.one());
        ops.store(at(a, 72), ops.sqr(twice));
      }),
    ).toBeGreaterThan(0);
  });

  it('reduce an element at most once, and only where a product needs it', () => {
    const products = (factor: number, count: number) =>
      sizeOf((ops, r, a) => {
        const wide = ops.times(ops.load(a), factor);
        const all = Array.from({ length: count }, () => ops.sqr(wide));
        ops.store(r, all.at(-1)!);
      });
    const product = products(1, 2) - products(1, 1);
    expect(products(30, 2) - products(30, 1)).toBeLessThan(product + 10);
    expect(products(30, 1)).toBeGreaterThan(products(2, 1) + 200);
  });

  it('write a product where it is stored, unless something came between', () => {
    const product = (between: boolean) =>
      sizeOf((ops, r, a) => {
        const value = ops.sqr(ops.load(a));
        if (between) ops.store(at(r, 1024), ops.one());
        ops.store(r, value);
      });
    const constant = sizeOf((ops, r) => ops.store(at(r, 1024), ops.one()));
    expect(product(true) - constant).toBeGreaterThan(product(false) + 50);
  });

  it('take a stored product from where it was stored, and know when that is gone', () => {
    const again = (place: number) =>
      sizeOf((ops, r, a) => {
        const value = ops.sqr(ops.load(a));
        ops.store(r, value);
        ops.store(at(r, place), ops.one());
        ops.store(at(r, 2048), ops.sqr(value));
      });
    expect(again(72)).toBeGreaterThan(0);
    expect(() => again(0)).toThrow('overwritten');
  });
});
