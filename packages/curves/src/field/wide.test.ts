import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../wasm/module.ts';
import { supportsWide } from './features.ts';
import { describeField } from './field-suite.ts';
import { spellOutWide } from './spelled-wide.ts';
import { PRIMES } from './test-fields.ts';
import { wideField } from './wide.ts';

describe.each(Object.entries(PRIMES))('wide %s, its instructions spelled out', (name, prime) => {
  let restore: () => void;
  beforeAll(() => {
    restore = spellOutWide();
  });
  afterAll(() => restore());
  describeField({ name, prime, make: (m) => wideField(m, prime) });
});

it('asks an engine for instructions that it may not have', () => {
  const m = new ModuleBuilder();
  const { invert } = wideField(m, PRIMES.bn254);
  m.function('run', { params: {}, export: true }, (f) => f.run(invert, 64, 64));
  expect(WebAssembly.validate(m.bytes())).toBe(supportsWide());
});

it('refuses a prime that fills its words', () => {
  expect(() => wideField(new ModuleBuilder(), (1n << 256n) - 189n)).toThrow(RangeError);
});
