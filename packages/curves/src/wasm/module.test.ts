import { describe, expect, it } from 'vitest';
import { at, f64, i32, i64 } from './expression.ts';
import { ModuleBuilder } from './module.ts';
import { f64x2, i64x2, v128 } from './vector.ts';

type Calls = Record<string, (...values: (number | bigint)[]) => number | bigint>;

function start(m: ModuleBuilder): { calls: Calls; memory: WebAssembly.Memory } {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ names: true })));
  return { calls: exports as unknown as Calls, memory: exports.memory as WebAssembly.Memory };
}

describe('a module', () => {
  it('has loops, conditions and calls', () => {
    const m = new ModuleBuilder();
    const odd = m.function('odd', { params: { n: 'i32' }, result: 'i32' }, (f, { n }) => {
      f.return(i32.and(n, 1));
    });
    m.function('sumOfOdd', { params: { n: 'i32' }, result: 'i32', export: true }, (f, { n }) => {
      const sum = f.local('i32');
      const i = f.local('i32');
      f.for(i, 0, n, 1, () => {
        f.if(f.call(odd, i), () => f.set(sum, i32.add(sum, i)));
      });
      f.return(sum);
    });
    expect(start(m).calls.sumOfOdd!(10)).toBe(25);
  });

  it('counts down and stops at the end', () => {
    const m = new ModuleBuilder();
    m.function('digits', { params: { n: 'i32' }, result: 'i64', export: true }, (f, { n }) => {
      const all = f.local('i64', 0n);
      const i = f.local('i32');
      f.down(i, n, 0, 2, () => f.set(all, i64.add(i64.mul(all, 10n), i64.extendU(i))));
      f.return(all);
    });
    expect(start(m).calls.digits!(6)).toBe(420n);
    expect(start(m).calls.digits!(0)).toBe(0n);
  });

  it('lays out memory with constants and reserved places', () => {
    const m = new ModuleBuilder();
    const constant = m.constant(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
    const place = m.reserve(70_000, 64);
    m.function('move', { params: {}, export: true }, (f) => {
      f.store(at(place, 8), i64.load(at(constant)));
      f.store(at(place), f64.convert(3n));
    });
    const { calls, memory } = start(m);
    calls.move!();
    expect(place % 64).toBe(0);
    expect(memory.buffer.byteLength).toBe(131_072);
    expect(new DataView(memory.buffer).getBigUint64(place + 8, true)).toBe(0x0807060504030201n);
    expect(new DataView(memory.buffer).getFloat64(place, true)).toBe(3);
  });

  it('knows which memory is variable', () => {
    const m = new ModuleBuilder();
    const first = m.constant(new Uint8Array(8));
    m.constant(new Uint8Array(8), 8);
    const place = m.reserve(8, 8);
    m.constant(new Uint8Array(8));
    m.reserve(8, 8);
    const [start, middle, end] = m.variables;
    expect(start).toEqual({ address: 0, bytes: first });
    expect(middle).toEqual({ address: place, bytes: 16 });
    expect(end!.address + end!.bytes).toBe(m.memoryBytes);
  });

  it('has vectors', () => {
    const m = new ModuleBuilder();
    const place = m.reserve(32);
    m.function('run', { params: { x: 'f64' }, export: true }, (f, { x }) => {
      f.store(at(place), f64x2.mul(f64x2.splat(x), v128.constFloats(2, 3)));
      f.store(at(place, 16), i64x2.add(i64x2.const(-1n), v128.constIntegers(5n, 7n)));
    });
    const { calls, memory } = start(m);
    calls.run!(1.5);
    expect([...new Float64Array(memory.buffer, place, 2)]).toEqual([3, 4.5]);
    expect([...new BigInt64Array(memory.buffer, place + 16, 2)]).toEqual([4n, 6n]);
  });

  it('refuses a call with too few arguments', () => {
    const m = new ModuleBuilder();
    const one = m.function('one', { params: { n: 'i32' } }, () => {});
    expect(() => m.function('two', { params: {}, export: true }, (f) => f.run(one))).toThrow('arguments');
  });

  it('has no function that nobody calls, and each other once', () => {
    const m = new ModuleBuilder();
    const built: string[] = [];
    m.function('unused', { params: {} }, () => built.push('unused'));
    const used = m.function('used', { params: {} }, () => built.push('used'));
    m.function('first', { params: {}, export: true }, (f) => f.run(used));
    m.function('second', { params: {}, export: true }, (f) => f.run(used));
    expect(built).toEqual(['used']);
  });

  it('reads a variable that it has just set without fetching it again', () => {
    const bytes = (between: boolean) => {
      const m = new ModuleBuilder();
      m.function('twice', { params: { n: 'i32' }, result: 'i32', export: true }, (f, { n }) => {
        const sum = f.local('i32');
        f.set(sum, i32.add(n, n));
        if (between) f.set(n, i32.const(0));
        f.return(i32.add(sum, 1));
      });
      expect(start(m).calls.twice!(3)).toBe(7);
      return m.bytes().length;
    };
    // local.tee takes the place of local.set and local.get, each two bytes.
    expect(bytes(true) - bytes(false)).toBe(4 + 2);
  });

  it('takes back what was written, and what the statement before it kept for that', () => {
    const m = new ModuleBuilder();
    m.function('kept', { params: { n: 'i32' }, result: 'i32', export: true }, (f, { n }) => {
      const sum = f.local('i32');
      f.set(sum, i32.add(n, n));
      const { position } = f;
      f.set(n, i32.mul(sum, 5));
      f.rewind(position);
      f.return(i32.add(n, sum));
    });
    expect(start(m).calls.kept!(3)).toBe(9);
  });
});
