import type { GroupKernel } from '../batch/group.ts';
import { splitting } from '../batch/splitting.ts';
import type { LatticeReduction } from '../curve/lattice.ts';
import { at, type I64, i32, i64 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import { isInfinity } from './conversion.ts';
import { type Plan, SHIFTED_BYTES } from './plan.ts';

/**
 * (points, scalars): every scalar + H (curve/windows.ts), of full scalars every part: part j of scalar i is number
 * j·n + i. A point at infinity gets zero for its scalar, and with that comes into no bucket.
 */
export function scalarShifting(
  kernel: GroupKernel,
  plan: Plan,
  lattice: LatticeReduction,
): Callable<undefined> {
  const { m, pointBytes } = kernel;
  const label = kernel.group.toLowerCase();
  const { split, read } = splitting(m, lattice, `${label}Msm`);
  const parts = lattice.constant.length;
  const zero = m.reserve(32);

  return m.function(
    `${label}ShiftScalars`,
    { params: { points: 'i32', scalars: 'i32' } },
    (f, { points, scalars }) => {
      const width = f.local('i32', plan.get('width'));
      const offset = [0, 8, 16].map((byte) => f.local('i64', i64.load(at(plan.get('offset'), byte))));
      const next = f.local('i32', i32.mul(plan.get('points'), SHIFTED_BYTES));
      const to = f.local('i32', plan.get('shifted'));
      const [scalar, left] = [f.local('i32'), f.local('i32')];
      f.down(left, plan.get('points'), 0, 1, () => {
        f.set(scalar, i32.select(zero, scalars, isInfinity(points, pointBytes)));
        f.if(
          i32.eq(width, 32),
          () => {
            f.run(split, scalar);
            for (let j = 0; j < parts; j++) {
              storeSum(f, i32.add(to, i32.mul(next, j)), extended(f, read(f, j)), offset);
            }
          },
          () => {
            const low = f.local('i64', i64.load32U(at(scalar)));
            const high = f.local('i64', 0n);
            f.if(i32.eq(width, 16), () => {
              f.set(low, i64.load(at(scalar)));
              f.set(high, i64.load(at(scalar, 8)));
            });
            storeSum(f, to, [low, high, 0n], offset);
          },
        );
        f.set(points, i32.add(points, pointBytes));
        f.set(scalars, i32.add(scalars, width));
        f.set(to, i32.add(to, SHIFTED_BYTES));
      });
    },
  );
}

/** Three words of a two's complement of two or three. */
function extended(f: FunctionBuilder, words: readonly Local<'i64'>[]): I64[] {
  const sign = f.local('i64', i64.shrS(words.at(-1)!, 63n));
  return [0, 1, 2].map((k) => words[k] ?? sign);
}

/** a + b as three words and a zero. */
function storeSum(
  f: FunctionBuilder,
  to: Parameters<typeof at>[0],
  a: readonly I64[],
  b: readonly I64[],
): void {
  const target = f.local('i32', to as Local<'i32'>);
  const carry = f.local('i64', 0n);
  for (const [k, word] of a.entries()) {
    const sum = f.local('i64', i64.add(word, b[k]!));
    const overflow = f.local('i64', i64.extendU(i64.ltU(sum, b[k]!)));
    f.set(sum, i64.add(sum, carry));
    f.set(carry, i64.or(overflow, i64.extendU(i64.ltU(sum, carry))));
    f.store(at(target, 8 * k), sum);
  }
  f.store(at(target, 24), i64.const(0n));
}
