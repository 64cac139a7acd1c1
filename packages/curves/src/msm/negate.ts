import type { GroupKernel } from '../batch/group.ts';
import { at, i32, i64 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';

/**
 * Exports g1Negate(in, out, n): −Pᵢ for n points in storage form, in place or not. p − y is taken on the stored
 * integers, which are canonical; zero, as infinity has it, stays zero.
 */
export function emitNegate(kernel: GroupKernel): Callable<undefined> {
  const { m, field, coordinateBytes, pointBytes } = kernel;
  return m.function(
    `${kernel.group.toLowerCase()}Negate`,
    { params: { from: 'i32', to: 'i32', n: 'i32' }, export: true },
    (f, { from, to, n }) => {
      const [any, borrow, word] = [f.local('i64'), f.local('i64'), f.local('i64')];
      const left = f.local('i32');
      f.down(left, n, 0, 1, () => {
        for (let byte = 0; byte < coordinateBytes; byte += 8) f.store(at(to, byte), i64.load(at(from, byte)));
        for (let byte = coordinateBytes; byte < pointBytes; byte += 8 * field.words) {
          let all = i64.load(at(from, byte));
          for (let k = 1; k < field.words; k++) all = i64.or(all, i64.load(at(from, byte + 8 * k)));
          // All ones, or nothing where y is zero.
          f.set(any, i64.sub(i64.extendU(i64.eqz(all)), 1n));
          f.set(borrow, 0n);
          for (let k = 0; k < field.words; k++) {
            f.set(word, i64.load(at(from, byte + 8 * k)));
            const prime = i64.and(BigInt.asUintN(64, field.prime >> BigInt(64 * k)), any);
            const difference = f.local('i64', i64.sub(prime, word));
            const borrows = i64.or(
              i64.extendU(i64.ltU(prime, word)),
              i64.extendU(i64.ltU(difference, borrow)),
            );
            f.store(at(to, byte + 8 * k), i64.sub(difference, borrow));
            f.set(borrow, borrows);
          }
        }
        f.set(from, i32.add(from, pointBytes));
        f.set(to, i32.add(to, pointBytes));
      });
    },
  );
}
