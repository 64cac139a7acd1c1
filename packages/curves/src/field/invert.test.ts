import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverse } from '../curve/arithmetic.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitInvertWords } from './invert.ts';
import { PRIMES } from './test-fields.ts';
import { wordBytes, wordsOf } from './words.ts';

describe.each(Object.entries(PRIMES))('the inverse modulo %s', (_, prime) => {
  const words = wordsOf(prime);
  const m = new ModuleBuilder();
  const place = m.reserve(8 * words);
  const invert = emitInvertWords(m, prime);
  m.function('invert', { params: {}, export: true }, (f) => f.run(invert, place, place));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const memory = (exports.memory as WebAssembly.Memory).buffer;
  const run = (a: bigint): bigint => {
    new Uint8Array(memory).set(wordBytes(a, words), place);
    (exports.invert as () => void)();
    return new BigUint64Array(memory, place, words).reduceRight((sum, word) => (sum << 64n) + word, 0n);
  };

  it('is zero of zero', () => expect(run(0n)).toBe(0n));

  it('is right at the ends and next to powers of two', () => {
    const half = (prime + 1n) / 2n;
    const values = [1n, 2n, half, half - 1n, prime - 2n, prime - 1n];
    for (let bit = 2n; 1n << bit < prime; bit += 7n) values.push(1n << bit, (1n << bit) - 1n);
    for (const a of values) expect(run(a)).toBe(inverse(a, prime));
  });

  it('is right anywhere', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, prime - 1n), (a) => {
        expect(run(a)).toBe(inverse(a, prime));
      }),
      { numRuns: 300 },
    );
  });
});

it('refuses a prime that the bound does not cover', () => {
  expect(() => emitInvertWords(new ModuleBuilder(), 101n)).toThrow(RangeError);
});
