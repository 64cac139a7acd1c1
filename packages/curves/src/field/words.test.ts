import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../wasm/module.ts';
import { wordBytes, wordFunctions } from './words.ts';

describe.each([4, 6])('integers of %i words', (words) => {
  const m = new ModuleBuilder();
  const functions = wordFunctions(m, words);
  const [a, b] = [m.reserve(8 * words), m.reserve(8 * words)];
  const pair = { params: { a: 'i32', b: 'i32' }, export: true } as const;
  m.function('below', { ...pair, result: 'i32' }, (f, p) => f.return(f.call(functions.isBelow, p.a, p.b)));
  m.function('zero', { params: { a: 'i32' }, result: 'i32', export: true }, (f, p) =>
    f.return(f.call(functions.isZero, p.a)),
  );
  m.function('reverse', pair, (f, p) => f.run(functions.reverse, p.a, p.b));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const calls = exports as unknown as Record<'below' | 'zero' | 'reverse', (...values: number[]) => number>;
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
  const integer = fc.bigInt(0n, (1n << BigInt(64 * words)) - 1n);

  it('compares', () => {
    fc.assert(
      fc.property(integer, fc.oneof(integer, fc.constantFrom(0n, 1n, -1n)), (x, y) => {
        const z = y <= 1n ? (x + y < 0n ? x : x + y) : y;
        fc.pre(z >> BigInt(64 * words) === 0n);
        memory.set(wordBytes(x, words), a);
        memory.set(wordBytes(z, words), b);
        expect(calls.below(a, b)).toBe(x < z ? 1 : 0);
        expect(calls.below(b, a)).toBe(z < x ? 1 : 0);
      }),
    );
  });

  it('knows zero, whatever word is not', () => {
    memory.fill(0, a, a + 8 * words);
    expect(calls.zero(a)).toBe(1);
    for (let bit = 0; bit < 64 * words; bit += 9) {
      memory.set(wordBytes(1n << BigInt(bit), words), a);
      expect(calls.zero(a)).toBe(0);
    }
  });

  it('turns bytes around, also in place', () => {
    const bytes = Uint8Array.from({ length: 8 * words }, (_, i) => 17 * i + 3);
    memory.set(bytes, b);
    calls.reverse(a, b);
    calls.reverse(b, b);
    for (const place of [a, b]) expect(memory.slice(place, place + bytes.length)).toEqual(bytes.toReversed());
  });

  it('refuses integers that do not fit', () => {
    expect(() => wordBytes(1n << BigInt(64 * words), words)).toThrow(RangeError);
    expect(() => wordBytes(-1n, words)).toThrow(RangeError);
  });
});
