import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cubicEndomorphism, frobeniusEndomorphism } from '../curve/endomorphism.ts';
import { plainField } from '../field/plain.ts';
import { spellOutWide } from '../field/spelled-wide.ts';
import { wideField } from '../field/wide.ts';
import { at, i32 } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { traced } from '../wasm/test-traces.ts';
import { groupKernel } from './group.ts';
import { emitMultiplication, emitWipe } from './multiply.ts';
import { secretScalars } from './secrets.ts';
import { instance, littleEndian } from './test-instance.ts';
import { type TestGroup, testGroups } from './test-points.ts';

const CAPACITY = 8;
const COUNT = CAPACITY + 1;

let restoreWide: () => void;
beforeAll(() => {
  restoreWide = spellOutWide();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => restoreWide());

/** Every kernel, that on wide arithmetic with its instructions spelled out. */
const groups = testGroups()
  .filter(({ field }) => !field.name.startsWith('wide'))
  .flatMap((test): TestGroup[] => {
    if (!test.field.name.startsWith('plain')) return [test];
    const { prime } = test.field;
    const name = test.field.name.replace('plain', 'wide');
    const field = { name, prime, make: (m: ModuleBuilder) => wideField(m, prime) };
    return [test, { ...test, field, name: `${test.group} over ${name}` }];
  });

/** A module that multiplies and writes down what it does, and the memory that digits of secrets may choose from. */
function tracing({ field, curve, group, pointBytes, bytes: storage, multiple }: TestGroup) {
  const m = new ModuleBuilder();
  const trace = traced(m);
  const plain = groupKernel(m, curve, group, field.make(m), CAPACITY);
  const tables: { address: number; bytes: number }[] = [];
  const kernel: typeof plain = {
    ...plain,
    column(count = 1) {
      const address = plain.column(count);
      // Columns that are reserved together are the table's.
      if (count > 1) tables.push({ address, bytes: count * plain.columnStride });
      return address;
    },
  };
  const constant = vi.spyOn(m, 'constant');
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const params = { from: 'i32', n: 'i32', flags: 'i32' } as const;
  const check = m.function('check', { params, result: 'i32' }, (f) => f.return(i32.const(0)));
  emitMultiplication(kernel, secrets, check);
  // Loads and stores at an address that the lowest bits of the secret make, and a branch on one.
  m.function('leakAddress', { params: {}, export: true }, (f) => {
    const index = f.local('i32', i32.and(i32.load(at(secrets.address)), 8));
    f.store(at(index, 16), i32.load(at(index, 16)));
  });
  m.function('leakBranch', { params: {}, export: true }, (f) =>
    f.if(i32.and(i32.load(at(secrets.address)), 8), () => f.store(at(16), i32.const(0))),
  );
  emitWipe(m);
  const digits = constant.mock.calls.findIndex(([bytes, align]) => bytes.length === 64 && align === 64);
  const digitTable =
    group === 'G1' ? [{ address: constant.mock.results[digits]!.value as number, bytes: 64 }] : [];
  const place = m.reserve(2 * COUNT * pointBytes);
  const { calls, bytes } = instance(m);
  const points = storage(Array.from({ length: COUNT }, (_, i) => multiple(3n ** BigInt(i + 9))));
  const label = group.toLowerCase();
  return {
    tables,
    digitTable,
    /** What the module did with these secrets, accesses to the ranges left out. */
    run(
      name: 'Scale' | 'Powers' | 'leakAddress' | 'leakBranch',
      s: bigint,
      t: bigint,
      out = [...tables, ...digitTable],
    ) {
      trace.leaveOut(bytes(0, 1).buffer, out);
      bytes(place, points.length).set(points);
      bytes(secrets.address, 64).set([...littleEndian(s, 32), ...littleEndian(t, 32)]);
      bytes(trace.at, 8).fill(1);
      const to = place + points.length;
      if (name === 'Scale') expect(calls[`${label}Scale`]!(place, to, COUNT, 1)).toBe(0);
      else if (name === 'Powers') expect(calls[`${label}Powers`]!(place, to, COUNT, 5, 1)).toBe(0);
      else calls[name]!();
      return Buffer.from(bytes(trace.at, 8)).toString('hex');
    },
  };
}

describe.each(groups)('traces of multiplying in $name', (test) => {
  const { r } = test.curve;
  const [lambda, mu] = [cubicEndomorphism(test.curve).lambda, frobeniusEndomorphism(test.curve).mu];
  const secrets = [1n, 2n, 3n, r - 1n, r - 2n, lambda, mu, (1n << 128n) - 1n, r / 3n, 5n ** 100n % r];

  it('are the same for all secrets, but for what digits choose from tables', () => {
    const { run, tables, digitTable } = tracing(test);
    expect(tables).toHaveLength(2);
    expect(digitTable).toHaveLength(test.group === 'G1' ? 1 : 0);
    for (const name of ['Scale', 'Powers'] as const) {
      const traces = secrets.map((s, i) => run(name, s, secrets.at(i - 3)!));
      expect(new Set(traces).size).toBe(1);
      // The tables' columns are chosen by digits.
      expect(new Set(secrets.slice(0, 4).map((s) => run(name, s, s, digitTable))).size).toBeGreaterThan(1);
      if (digitTable.length > 0) {
        expect(new Set(secrets.slice(0, 4).map((s) => run(name, s, s, tables))).size).toBeGreaterThan(1);
      }
    }
  });

  it('show a branch and an address that depend on the secret', () => {
    const { run } = tracing(test);
    for (const name of ['leakAddress', 'leakBranch'] as const) {
      expect(run(name, 8n, 1n)).not.toBe(run(name, 16n, 1n));
      expect(run(name, 8n, 1n)).toBe(run(name, 24n, 1n));
    }
  });
});
