import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type I64, i64 } from '../wasm/expression.ts';
import { FunctionBuilder, type Local } from '../wasm/function.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { supportsWide } from './features.ts';
import { describeField } from './field-suite.ts';
import { PRIMES } from './test-fields.ts';
import { wideField } from './wide.ts';

const LOW = 0xffff_ffffn;

/** Instructions of wide arithmetic in others that every engine has: schoolbook products of halves, carries. */
function withoutWideInstructions(): void {
  const values = (f: FunctionBuilder, ...all: I64[]) =>
    all.map((value) => f.local('i64', value)) as Local<'i64'>[];
  vi.spyOn(FunctionBuilder.prototype, 'mulWide').mockImplementation(function (
    this: FunctionBuilder,
    low,
    high,
    a,
    b,
  ) {
    const [x, y] = values(this, a, b) as [Local<'i64'>, Local<'i64'>];
    const [x0, x1, y0, y1] = [i64.and(x, LOW), i64.shrU(x, 32n), i64.and(y, LOW), i64.shrU(y, 32n)];
    const [lowest] = values(this, i64.mul(x0, y0)) as [Local<'i64'>];
    const [middle] = values(this, i64.add(i64.mul(x1, y0), i64.shrU(lowest, 32n))) as [Local<'i64'>];
    const [other] = values(this, i64.add(i64.mul(x0, y1), i64.and(middle, LOW))) as [Local<'i64'>];
    const top = i64.add(i64.mul(x1, y1), i64.add(i64.shrU(middle, 32n), i64.shrU(other, 32n)));
    this.set(high, top);
    this.set(low, i64.or(i64.shl(other, 32n), i64.and(lowest, LOW)));
  });
  const pair = (combine: typeof i64.add, carry: (low: I64, first: I64, second: I64) => I64) =>
    function (
      this: FunctionBuilder,
      low: Local<'i64'>,
      high: Local<'i64'>,
      a: readonly [I64, I64],
      b: readonly [I64, I64],
    ) {
      const [a0, a1, b0, b1] = values(this, ...a, ...b) as [
        Local<'i64'>,
        Local<'i64'>,
        Local<'i64'>,
        Local<'i64'>,
      ];
      const [rest] = values(this, combine(a0, b0)) as [Local<'i64'>];
      this.set(high, combine(combine(a1, b1), carry(rest, a0, b0)));
      this.set(low, rest);
    };
  vi.spyOn(FunctionBuilder.prototype, 'add128').mockImplementation(
    pair(i64.add, (low, first) => i64.extendU(i64.ltU(low, first))),
  );
  vi.spyOn(FunctionBuilder.prototype, 'sub128').mockImplementation(
    pair(i64.sub, (_, first, second) => i64.extendU(i64.ltU(first, second))),
  );
}

describe.each(Object.entries(PRIMES))('wide %s, its instructions spelled out', (name, prime) => {
  beforeAll(withoutWideInstructions);
  afterAll(() => void vi.restoreAllMocks());
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
