import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inverse } from '../curve/arithmetic.ts';
import { at } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import type { PrimeField, PrimeOps } from './field.ts';
import { integerOps } from './model.ts';
import type { TestField } from './test-fields.ts';
import { wordBytes } from './words.ts';

const SLOTS = 16;

/** A kernel with a column of slots, whose lanes the host reads and writes as canonical integers. */
function start(
  { make }: TestField,
  emit: Record<string, (f: FunctionBuilder, field: PrimeField, column: number) => void>,
) {
  const m = new ModuleBuilder();
  const field = make(m);
  const column = m.reserve(SLOTS * field.slotBytes);
  const canonical = m.reserve(8 * field.words);
  const place = { params: { slot: 'i32', lane: 'i32' }, export: true } as const;
  m.function('unpack', place, (f, { slot, lane }) => f.run(field.unpack, slot, lane, canonical));
  m.function('pack', place, (f, { slot, lane }) => f.run(field.pack, canonical, slot, lane));
  m.function('isZero', { ...place, result: 'i32' }, (f, { slot, lane }) =>
    f.return(f.call(field.isZero, slot, lane)),
  );
  for (const [name, build] of Object.entries(emit)) {
    m.function(name, { params: {}, export: true }, (f) => build(f, field, column));
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes()));
  const calls = exports as unknown as Record<string, (...values: number[]) => number>;
  const memory = (exports.memory as WebAssembly.Memory).buffer;
  const address = (index: number) => column + Math.floor(index / field.lanes) * field.slotBytes;
  return {
    field,
    run: (name: string) => calls[name]!(),
    isZero: (index: number) => calls.isZero!(address(index), index % field.lanes),
    put(index: number, value: bigint) {
      new Uint8Array(memory).set(wordBytes(value, field.words), canonical);
      calls.unpack!(address(index), index % field.lanes);
    },
    get(index: number): bigint {
      calls.pack!(address(index), index % field.lanes);
      const words = new BigUint64Array(memory, canonical, field.words);
      return words.reduceRight((sum, word) => (sum << 64n) + word, 0n);
    },
  };
}

type Formula = readonly {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly factor: number;
}[];

const formula: fc.Arbitrary<Formula> = fc.array(
  fc.record({ kind: fc.nat(9), a: fc.nat(), b: fc.nat(), factor: fc.integer({ min: -9, max: 9 }) }),
  { minLength: 10, maxLength: 30 },
);

/** Every value that the formula makes of the inputs, which it takes for Montgomery's or for plain integers. */
function evaluate<E>(ops: PrimeOps<E>, inputs: readonly E[], steps: Formula): E[] {
  const values = [ops.one(), ops.zero(), ...inputs.map((input) => ops.fromMontgomery(input))];
  for (const { kind, a, b, factor } of steps) {
    const [x, y] = [values[a % values.length]!, values[b % values.length]!];
    const made = [
      () => ops.add(x, y),
      () => ops.sub(x, y),
      () => ops.neg(x),
      () => ops.times(x, factor),
      () => ops.mul(x, ops.constant(BigInt(factor))),
      () => ops.sqr(x),
      () => ops.sub(ops.mul(x, y), x),
    ];
    values.push((made[kind] ?? (() => ops.mul(x, y)))());
  }
  return values.slice(-4);
}

const ends = (prime: bigint) => fc.constantFrom(0n, 1n, prime - 1n, prime >> 1n, (1n << 253n) - 1n);

/** What every kernel must do, as tests. */
export function describeField(kernel: TestField): void {
  const { prime } = kernel;
  const residue = fc.oneof(fc.bigInt(0n, prime - 1n), ends(prime));

  it.each([false, true])('computes what integers do, paired: %s', (paired) => {
    fc.assert(
      fc.property(
        formula,
        fc.array(fc.array(residue, { minLength: 12, maxLength: 12 }), { minLength: 4, maxLength: 4 }),
        (steps, all) => {
          const { field, run, put, get } = start(kernel, {
            run(f, field, column) {
              const unroll = paired ? field.unroll : 1;
              const stride = unroll * field.slotBytes;
              const ops = field.ops(f, paired ? field.slotBytes : undefined);
              const inputs = [0, 1, 2].map((i) => ops.load(at(column, i * stride)));
              const outputs = evaluate(ops, inputs, steps);
              // Behind the inputs, as one of them may itself be an output.
              for (const [i, output] of outputs.entries()) {
                ops.store(at(column, (inputs.length + i) * stride), ops.toMontgomery(output));
              }
            },
          });
          const elements = field.lanes * (paired ? field.unroll : 1);
          const model = integerOps(prime, field.words);
          for (const values of all) {
            for (let i = 0; i < 3 * elements; i++) put(i, values[i]!);
            run('run');
            for (let element = 0; element < elements; element++) {
              const inputs = [0, 1, 2].map((i) => values[i * elements + element]!);
              const outputs = evaluate(model, inputs, steps).map(model.toMontgomery);
              expect(outputs.map((_, i) => get((3 + i) * elements + element))).toEqual(outputs);
            }
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it('packs what it unpacked', () => {
    const { put, get } = start(kernel, {});
    fc.assert(
      fc.property(residue, fc.nat(SLOTS - 1), (value, index) => {
        put(index, value);
        expect(get(index)).toBe(value);
      }),
    );
  });

  it('knows zero by its class', () => {
    const { field, run, put, isZero } = start(kernel, {
      double(f, field, column) {
        const ops = field.ops(f);
        const value = ops.load(at(column));
        ops.store(at(column), ops.sub(ops.sub(ops.times(value, 2), value), ops.mul(value, ops.one())));
      },
    });
    for (const value of [0n, 1n, prime - 1n, prime >> 1n]) {
      for (let lane = 0; lane < field.lanes; lane++) put(lane, value);
      for (let lane = 0; lane < field.lanes; lane++) expect(isZero(lane)).toBe(value === 0n ? 1 : 0);
      run('double');
      for (let lane = 0; lane < field.lanes; lane++) expect(isZero(lane)).toBe(1);
    }
  });

  it('inverts every lane, in place or not, unless one is zero', () => {
    const { field, run, put, get } = start(kernel, {
      invert(f, field, column) {
        const ops = field.ops(f);
        ops.store(at(column), ops.fromInteger(ops.load(at(column))));
        f.run(field.invert, column + field.slotBytes, column);
        f.run(field.invert, column, column);
        for (const slot of [column, column + field.slotBytes])
          ops.store(at(slot), ops.toInteger(ops.load(at(slot))));
      },
    });
    fc.assert(
      fc.property(fc.array(residue, { minLength: 2, maxLength: 2 }), (all) => {
        const values = all.slice(0, field.lanes);
        for (const [lane, value] of values.entries()) put(lane, value);
        run('invert');
        const expected = values.map((value) => (values.includes(0n) ? 0n : inverse(value, prime)));
        for (let i = 0; i < 2 * field.lanes; i++) expect(get(i)).toBe(expected[i % field.lanes]);
      }),
      { numRuns: 40 },
    );
  });

  it('moves one lane and leaves the others', () => {
    const { field, run, put, get } = start(kernel, {
      move(f, field, column) {
        f.run(field.moveLane, column, field.lanes - 1, column + field.slotBytes, 0);
      },
    });
    for (let i = 0; i < 2 * field.lanes; i++) put(i, BigInt(i + 2));
    run('move');
    for (let i = 0; i < 2 * field.lanes; i++) {
      expect(get(i)).toBe(BigInt((i === field.lanes - 1 ? field.lanes : i) + 2));
    }
  });

  it('has constants for memory', () => {
    const m = new ModuleBuilder();
    const field = kernel.make(m);
    expect(field.constantSlot(5n)).toHaveLength(field.slotBytes);
    expect(field.constantSlot(5n)).toEqual(field.constantSlot(5n - 3n * prime));
    expect(field.constantSlot(5n)).not.toEqual(field.constantSlot(6n));
  });
}
