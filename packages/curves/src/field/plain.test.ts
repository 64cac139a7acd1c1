import { describe, expect, it } from 'vitest';
import { at } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { testFields } from './test-fields.ts';

type Calls = Record<string, (...values: number[]) => number>;

describe.each([...testFields(), ...testFields('scalar')])('$name', ({ make, prime }) => {
  it('adds, multiplies, inverts', () => {
    const m = new ModuleBuilder();
    const field = make(m);
    const [a, b, r, canonical] = [0, 0, 0, 0].map(() => m.reserve(field.slotBytes)) as [
      number,
      number,
      number,
      number,
    ];
    m.function('unpack', { params: { slot: 'i32', source: 'i32' }, export: true }, (f, { slot, source }) => {
      for (let lane = 0; lane < field.lanes; lane++) f.run(field.unpack, slot, lane, source);
      const ops = field.ops(f);
      ops.store(at(slot), ops.fromInteger(ops.load(at(slot))));
    });
    m.function('pack', { params: { target: 'i32', slot: 'i32' }, export: true }, (f, { target, slot }) => {
      const ops = field.ops(f);
      ops.store(at(slot), ops.toInteger(ops.load(at(slot))));
      f.run(field.pack, target, slot, 0);
    });
    m.function('formula', { params: {}, export: true }, (f) => {
      const ops = field.ops(f);
      const [x, y] = [ops.load(at(a)), ops.load(at(b))];
      const sum = ops.sub(ops.times(ops.sqr(x), 3), ops.add(y, ops.add(y, y)));
      ops.store(at(r), ops.sub(ops.mul(sum, ops.sub(sum, x)), ops.mul(ops.constant(5n), y)));
    });
    m.function('invert', { params: {}, export: true }, (f) => f.run(field.invert, r, r));
    m.function('zero', { params: {}, result: 'i32', export: true }, (f) =>
      f.return(f.call(field.isZero, r, 0)),
    );
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
    const calls = exports as unknown as Calls;
    const view = new BigUint64Array((exports.memory as WebAssembly.Memory).buffer);
    const put = (slot: number, value: bigint) => {
      for (let k = 0; k < field.words; k++)
        view[canonical / 8 + k] = BigInt.asUintN(64, value >> BigInt(64 * k));
      calls.unpack!(slot, canonical);
    };
    const get = (slot: number) => {
      calls.pack!(canonical, slot);
      let value = 0n;
      for (let k = 0; k < field.words; k++) value |= view[canonical / 8 + k]! << BigInt(64 * k);
      return value;
    };
    for (const [x, y] of [
      [0n, 0n],
      [1n, 1n],
      [prime - 1n, prime - 1n],
      [prime - 1n, 1n],
      [3n ** 150n % prime, 7n ** 80n % prime],
    ]) {
      put(a, x!);
      put(b, y!);
      calls.formula!();
      const sum = 3n * x! * x! - 3n * y!;
      const expected = (((sum * (sum - x!) - 5n * y!) % prime) + prime) % prime;
      expect(calls.zero!()).toBe(expected === 0n ? 1 : 0);
      calls.invert!();
      const inverse = get(r);
      expect((inverse * expected) % prime).toBe(expected === 0n ? 0n : 1n);
    }
  });
});
