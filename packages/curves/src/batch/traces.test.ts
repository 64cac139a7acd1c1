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

/** A module that multiplies and writes down what it does. */
function tracing({ field, curve, group, pointBytes, bytes: storage, multiple }: TestGroup) {
  const m = new ModuleBuilder();
  const trace = traced(m);
  const kernel = groupKernel(m, curve, group, field.make(m), CAPACITY);
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const params = { from: 'i32', n: 'i32', flags: 'i32' } as const;
  const check = m.function('check', { params, result: 'i32' }, (f) => f.return(i32.const(0)));
  emitMultiplication(kernel, secrets, check);
  // What must not be: an address, a loop and a branch that depend on a bit of the secret.
  const bit = () => i32.and(i32.load(at(secrets.address)), 8);
  m.function('leakAddress', { params: {}, export: true }, (f) => {
    const index = f.local('i32', bit());
    f.store(at(16), i32.load(at(index, 16)));
  });
  m.function('leakStore', { params: {}, export: true }, (f) =>
    f.store8(at(f.local('i32', bit()), 16), i32.const(0)),
  );
  m.function('leakLoop', { params: {}, export: true }, (f) => f.for(f.local('i32'), 0, bit(), 1, () => {}));
  m.function('leakBranch', { params: {}, export: true }, (f) =>
    f.if(bit(), () => f.store(at(16), i32.const(0))),
  );
  emitWipe(m);
  const place = m.reserve(2 * COUNT * pointBytes);
  const { calls, bytes } = instance(m);
  const points = storage(Array.from({ length: COUNT }, (_, i) => multiple(3n ** BigInt(i + 9))));
  const label = group.toLowerCase();
  /** What the module did with these secrets. */
  return (name: string, s: bigint, t: bigint): string => {
    bytes(place, points.length).set(points);
    bytes(secrets.address, 64).set([...littleEndian(s, 32), ...littleEndian(t, 32)]);
    bytes(trace, 8).fill(1);
    const to = place + points.length;
    if (name === 'Scale') expect(calls[`${label}Scale`]!(place, to, COUNT, 1)).toBe(0);
    else if (name === 'Powers') expect(calls[`${label}Powers`]!(place, to, COUNT, 5, 1)).toBe(0);
    else calls[name]!();
    return Buffer.from(bytes(trace, 8)).toString('hex');
  };
}

describe.each(groups)('traces of multiplying in $name', (test) => {
  const { r } = test.curve;
  const [lambda, mu] = [cubicEndomorphism(test.curve).lambda, frobeniusEndomorphism(test.curve).mu];
  const secrets = [1n, 2n, 3n, r - 1n, r - 2n, lambda, mu, (1n << 128n) - 1n, r / 3n, 5n ** 100n % r];

  it.each(['Scale', 'Powers'])('are the same for all secrets: %s', (name) => {
    const run = tracing(test);
    expect(new Set(secrets.map((s, i) => run(name, s, secrets.at(i - 3)!))).size).toBe(1);
  });

  it.each(['leakAddress', 'leakStore', 'leakLoop', 'leakBranch'])(
    'show what depends on a secret: %s',
    (name) => {
      const run = tracing(test);
      expect(run(name, 8n, 1n)).not.toBe(run(name, 16n, 1n));
      expect(run(name, 8n, 1n)).toBe(run(name, 24n, 1n));
    },
  );
});
