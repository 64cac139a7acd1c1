import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKernel } from '../batch/group.ts';
import { emitMultiplication } from '../batch/multiply.ts';
import { secretScalars } from '../batch/secrets.ts';
import { instance, littleEndian } from '../batch/test-instance.ts';
import { type TestGroup, testGroups } from '../batch/test-points.ts';
import { modulo, power } from '../curve/arithmetic.ts';
import { rootOfUnity } from '../curve/roots.ts';
import { plainField } from '../field/plain.ts';
import { emitCombinations } from '../msm/combinations.ts';
import { multiplesOf } from '../msm/test-msm.ts';
import { i32 } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitButterflies } from './butterflies.ts';

const CAPACITY = 8;
const MOST = 3 * CAPACITY;

/** (a, b, root, start, half) of logarithms to the bytes that the kernel leaves, a before b. */
function transformer({ field, curve, group, bytes: storage, pointBytes }: TestGroup) {
  const m = new ModuleBuilder();
  const kernel = groupKernel(m, curve, group, field.make(m), CAPACITY);
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const unchecked = m.function(
    'check',
    { params: { from: 'i32', n: 'i32', flags: 'i32' }, result: 'i32' },
    (f) => f.return(i32.const(0)),
  );
  const multiplication = emitMultiplication(kernel, secrets, unchecked);
  emitButterflies(kernel, emitCombinations(kernel), multiplication, secrets);
  const place = m.reserve(2 * MOST * pointBytes + 32, 64);
  const { calls, bytes } = instance(m);
  const multiple = multiplesOf({ curve, group } as TestGroup);
  const points = (logs: readonly bigint[]) => storage(logs.map(multiple));
  const run = (a: readonly bigint[], b: readonly bigint[], root: bigint, start: number, half: number) => {
    const size = a.length * pointBytes;
    const at = place + 32;
    bytes(place, 32).set(littleEndian(root, 32));
    bytes(at, 2 * size).set(points([...a, ...b]));
    const answer = calls[`${group.toLowerCase()}Butterflies`]!(at, at + size, place, start, half, a.length);
    return { answer, result: bytes(at, 2 * size).slice() };
  };
  return { run, points };
}

describe.each(testGroups())('butterflies in $name', (test) => {
  const { r, name } = test.curve;
  const { run, points } = transformer(test);

  it('add and subtract multiples by powers of a root', () => {
    const logs = fc.array(fc.tuple(fc.bigInt(-3n, 3n), fc.bigInt(-3n, 3n)), { maxLength: MOST });
    const roots = fc.constantFrom(1n, 2n, r - 1n, rootOfUnity(name, 3), rootOfUnity(name, 20));
    const sizes = fc.constantFrom(1, 2, 4, 8, 1024);
    fc.assert(
      fc.property(logs, roots, fc.nat(3000), sizes, (pairs, root, start, half) => {
        const [a, b] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
        const products = b.map((log, i) => modulo(power(root, BigInt((start + i) % half), r) * log, r));
        const sums = [...a.map((log, i) => log + products[i]!), ...a.map((log, i) => log - products[i]!)];
        expect(run(a, b, root, start, half)).toEqual({ answer: 0, result: points(sums) });
      }),
      { numRuns: 60 },
    );
  });

  it('meet equal and opposite points', () => {
    const root = rootOfUnity(name, 4);
    const factors = Array.from({ length: MOST }, (_, i) => power(root, BigInt(i % 8), r));
    const b = factors.map((_, i) => BigInt(i + 1));
    const a = factors.map((factor, i) => (i % 3 === 2 ? 1n : i % 3 === 0 ? 1n : -1n) * factor * b[i]!);
    const products = factors.map((factor, i) => factor * b[i]!);
    const sums = [...a.map((log, i) => log + products[i]!), ...a.map((log, i) => log - products[i]!)];
    expect(run(a, b, root, 0, 8)).toEqual({ answer: 0, result: points(sums) });
  });

  it('refuse a root that is no unit', () => {
    for (const root of [0n, r, r + 1n]) {
      expect(run([1n], [2n], root, 0, 2)).toEqual({ answer: 15, result: points([1n, 2n]) });
    }
  });

  it('are a transform when the passes follow each other', () => {
    const log = 3;
    const n = 1 << log;
    const values = Array.from({ length: n }, (_, i) => BigInt(i * i - 5));
    const omega = rootOfUnity(name, log);
    const expected = values.map((_, i) =>
      modulo(
        values.reduce((sum, value, j) => sum + value * power(omega, BigInt(i * j), r), 0n),
        r,
      ),
    );
    let found = values.map(
      (_, i) => values[Number.parseInt(i.toString(2).padStart(log, '0').split('').reverse().join(''), 2)]!,
    );
    for (let half = 1; half < n; half *= 2) {
      const root = rootOfUnity(name, Math.log2(2 * half));
      const firsts = found.map((_, i) => i).filter((i) => (i & half) === 0);
      const [a, b] = [firsts.map((i) => found[i]!), firsts.map((i) => found[i + half]!)];
      const { answer, result } = run(a, b, root, 0, half);
      const next = [...found];
      for (const [k, i] of firsts.entries()) {
        const product = power(root, BigInt(k % half), r) * b[k]!;
        next[i] = modulo(a[k]! + product, r);
        next[i + half] = modulo(a[k]! - product, r);
      }
      found = next;
      expect(answer).toBe(0);
      expect(result).toEqual(
        points([...firsts.map((i) => found[i]!), ...firsts.map((i) => found[i + half]!)]),
      );
    }
    expect(found).toEqual(expected);
  });
});
