import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKernel } from '../batch/group.ts';
import { emitMultiplication } from '../batch/multiply.ts';
import { secretScalars } from '../batch/secrets.ts';
import { instance, littleEndian } from '../batch/test-instance.ts';
import { type TestGroup, testGroups } from '../batch/test-points.ts';
import { plainField } from '../field/plain.ts';
import { BAD_SCALAR } from '../kernel/abi.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitCombinations } from './combinations.ts';
import { emitCombineEach } from './combine-each.ts';
import { multiplesOf } from './test-msm.ts';

const CAPACITY = 8;
const HEAP = 1 << 20;

interface Term {
  /** Logarithm of the point. */
  log: bigint;
  scalar: bigint;
}

/** Combinations of terms to the bytes that the kernel leaves. */
function combiner(test: TestGroup) {
  const { field, curve, group, pointBytes } = test;
  const m = new ModuleBuilder();
  const kernel = groupKernel(m, curve, group, field.make(m), CAPACITY);
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const params = { from: 'i32', n: 'i32', flags: 'i32' } as const;
  const unchecked = m.function('check', { params, result: 'i32' }, (f) => f.trap());
  const multiplication = emitMultiplication(kernel, secrets, unchecked);
  emitCombineEach(kernel, emitCombinations(kernel), multiplication, secrets);
  const heap = m.reserve(HEAP, 64);
  const { calls, bytes } = instance(m);
  const label = group.toLowerCase();
  const multiple = multiplesOf(test);
  return (combinations: readonly (readonly Term[])[]) => {
    const terms = combinations.flat();
    const [n, outputs] = [terms.length, combinations.length];
    bytes(heap, HEAP).fill(0xee);
    let end = heap;
    const take = (content: Uint8Array | number) => {
      const address = Math.ceil(end / 8) * 8;
      end = address + (typeof content === 'number' ? content : content.length);
      if (typeof content !== 'number') bytes(address, content.length).set(content);
      return address;
    };
    const points = take(test.bytes(terms.map(({ log }) => multiple(log))));
    const scalars = take(Uint8Array.from(terms.flatMap(({ scalar }) => [...littleEndian(scalar, 32)])));
    const counts = take(
      Uint8Array.from(combinations.flatMap((list) => [...littleEndian(BigInt(list.length), 4)])),
    );
    const out = take(outputs * pointBytes);
    const work = take(calls[`${label}CombineEachWork`]!(n, outputs));
    const answer = calls[`${label}CombineEach`]!(points, scalars, n, counts, outputs, work, out);
    return { answer, behind: bytes(end, 64).slice(), result: bytes(out, outputs * pointBytes).slice() };
  };
}

describe.each(testGroups())('many combinations in $name', (test) => {
  const { r } = test.curve;
  const combine = combiner(test);
  const multiple = multiplesOf(test);

  it('are what their terms add up to', () => {
    const scalars = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(0n, 1n, r - 1n, 2n, r - 2n) },
      { weight: 1, arbitrary: fc.bigInt(0n, r - 1n) },
    );
    const terms = fc.record({ log: fc.bigInt(-3n, 3n), scalar: scalars });
    const lists = fc.array(fc.array(terms, { maxLength: 3 * CAPACITY }), { maxLength: 8 });
    fc.assert(
      fc.property(lists, (combinations) => {
        const sums = combinations.map((list) =>
          multiple(list.reduce((total, { log, scalar }) => total + log * scalar, 0n)),
        );
        const behind = new Uint8Array(64).fill(0xee);
        expect(combine(combinations)).toEqual({ answer: 0, behind, result: test.bytes(sums) });
      }),
      { numRuns: 40 },
    );
  });

  it('refuse a scalar that is not below r', () => {
    for (const scalar of [r, 2n ** 256n - 1n]) {
      expect(combine([[{ log: 1n, scalar: 1n }], [{ log: 2n, scalar }]]).answer).toBe(BAD_SCALAR);
    }
  });
});
