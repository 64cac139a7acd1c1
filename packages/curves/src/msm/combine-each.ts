import type { GroupKernel } from '../batch/group.ts';
import type { Multiplication } from '../batch/multiply.ts';
import type { Secrets } from '../batch/secrets.ts';
import { BAD_SCALAR } from '../kernel/abi.ts';
import { at, type I32, i32, i64 } from '../wasm/expression.ts';
import type { Combinations } from './combinations.ts';

const SCALAR_BYTES = 32;

/**
 * Exports g1CombineEach(points, scalars, n, counts, outputs, work, out): many short combinations Σ kᵢ·Pᵢ at once, of
 * the first counts₀ terms, the next counts₁ and so on, as many as `outputs` says; an empty one is infinity. Scalars
 * are 32 little-endian bytes below r and not secret: 0, 1 and −1, most of the coefficients of circuits, cost no
 * multiplication. Points are in storage form and in the subgroup, any of them infinity; they are overwritten. Answers
 * 0, BAD_SCALAR for a scalar that is not below r, or DEGENERATE; `work` holds g1CombineEachWork(n, outputs) bytes.
 *
 * Terms are added in a tree for each combination, all trees level by level, so that additions share inversions.
 */
export function emitCombineEach(
  kernel: GroupKernel,
  { addition, conversion, negate }: Pick<Combinations, 'addition' | 'conversion' | 'negate'>,
  { setScalar, multiplyChunk }: Multiplication,
  { isBad }: Pick<Secrets, 'isBad'>,
): void {
  const { m, curve, capacity, pointBytes, field } = kernel;
  const label = kernel.group.toLowerCase();
  const { placeBytes, copy, setInfinite } = addition.records;
  const staged = m.reserve(capacity * pointBytes, 64);
  const targets = m.reserve(4 * capacity, 64);
  const minusOne = m.constant(scalarBytes(curve.r - 1n), 8);
  const one = m.constant(scalarBytes(1n), 8);
  const zero = m.constant(scalarBytes(0n), 8);

  const equals = (a: I32, constant: number): I32 =>
    [0, 8, 16, 24]
      .map((byte): I32 => i64.eq(i64.load(at(a, byte)), i64.load(at(i32.const(constant + byte)))))
      .reduce((all, part) => i32.and(all, part));

  /** (count, last) → 0 or a fault: multiplies the points staged, and puts them where they came from. */
  const multiply = m.function(
    `${label}MultiplyStaged`,
    { params: { count: 'i32', last: 'i32' }, result: 'i32' },
    (f, { count, last }) => {
      const i = f.local('i32');
      // Lanes after the last point have its factor.
      f.for(i, count, i32.mul(kernel.slots(count), field.lanes), 1, () => f.run(setScalar, i, last));
      const fault = f.local('i32', f.call(multiplyChunk, staged, staged, count));
      f.if(fault, () => f.return(fault));
      const place = f.local('i32', staged);
      f.for(i, 0, count, 1, () => {
        f.copy(i32.load(at(i32.shl(i, 2), targets)), place, pointBytes);
        f.set(place, i32.add(place, pointBytes));
      });
      f.return(i32.const(0));
    },
  );

  /** (points, scalars, n) → 0 or a fault: every point becomes its term. */
  const terms = m.function(
    `${label}Terms`,
    { params: { points: 'i32', scalars: 'i32', n: 'i32' }, result: 'i32' },
    (f, { points, scalars, n }) => {
      const [count, last, fault] = [f.local('i32', 0), f.local('i32'), f.local('i32')];
      const flush = () => {
        f.set(fault, f.call(multiply, count, last));
        f.if(fault, () => f.return(fault));
        f.set(count, i32.const(0));
      };
      const i = f.local('i32');
      f.for(i, 0, n, 1, () => {
        f.if(i32.eqz(equals(scalars, one)), () => {
          f.if(
            equals(scalars, minusOne),
            () => f.run(negate, points, points, 1),
            () =>
              f.if(
                f.call(isBad, scalars),
                () => {
                  f.if(i32.eqz(equals(scalars, zero)), () => f.return(i32.const(BAD_SCALAR)));
                  f.fill(points, 0, pointBytes);
                },
                () => {
                  f.copy(i32.add(i32.mul(count, pointBytes), staged), points, pointBytes);
                  f.store(at(i32.shl(count, 2), targets), points);
                  f.run(setScalar, count, scalars);
                  f.set(last, scalars);
                  f.set(count, i32.add(count, 1));
                  f.if(i32.eq(count, capacity), flush);
                },
              ),
          );
        });
        f.set(points, i32.add(points, pointBytes));
        f.set(scalars, i32.add(scalars, SCALAR_BYTES));
      });
      f.if(count, flush);
      f.return(i32.const(0));
    },
  );

  m.function(
    `${label}CombineEachWork`,
    { params: { n: 'i32', outputs: 'i32' }, result: 'i32', export: true },
    (f, { n, outputs }) => f.return(i32.mul(i32.add(n, outputs), placeBytes)),
  );

  const params = {
    points: 'i32',
    scalars: 'i32',
    n: 'i32',
    counts: 'i32',
    outputs: 'i32',
    work: 'i32',
    out: 'i32',
  } as const;
  m.function(
    `${label}CombineEach`,
    { params, result: 'i32', export: true },
    (f, { points, scalars, n, counts, outputs, work, out }) => {
      const fault = f.local('i32', f.call(terms, points, scalars, n));
      f.if(fault, () => f.return(fault));
      f.run(conversion.read, points, work, n);

      const [i, j] = [f.local('i32'), f.local('i32')];
      const [count, place, longest] = [f.local('i32'), f.local('i32'), f.local('i32', 0)];
      const eachCombination = (body: () => void) => {
        f.set(place, work);
        f.for(i, 0, outputs, 1, () => {
          f.set(count, i32.load(at(i32.add(counts, i32.shl(i, 2)))));
          body();
          f.set(place, i32.add(place, i32.mul(count, placeBytes)));
        });
      };
      eachCombination(() => f.set(longest, i32.select(count, longest, i32.gtU(count, longest))));
      const stride = f.local('i32', 1);
      f.while(
        () => i32.ltU(stride, longest),
        () => {
          const step = f.local('i32', i32.mul(stride, placeBytes));
          eachCombination(() => {
            const term = f.local('i32', place);
            f.set(j, stride);
            f.while(
              () => i32.ltU(j, count),
              () => {
                f.run(addition.add, term, i32.add(term, step));
                f.set(term, i32.add(term, i32.shl(step, 1)));
                f.set(j, i32.add(j, i32.shl(stride, 1)));
              },
            );
          });
          f.run(addition.flush);
          f.set(stride, i32.shl(stride, 1));
        },
      );
      const sums = f.local('i32', i32.add(work, i32.mul(n, placeBytes)));
      const target = f.local('i32', sums);
      eachCombination(() => {
        f.if(
          count,
          () => copy(f, target, place),
          () => setInfinite(f, target, i32.const(1)),
        );
        f.set(target, i32.add(target, placeBytes));
      });
      f.run(conversion.write, out, sums, outputs);
      f.return(i32.const(0));
    },
  );
}

function scalarBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: SCALAR_BYTES }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
