import type { GroupKernel } from '../batch/group.ts';
import type { Multiplication } from '../batch/multiply.ts';
import type { Secrets } from '../batch/secrets.ts';
import { BAD_SCALAR } from '../kernel/abi.ts';
import type { Combinations } from '../msm/combinations.ts';
import { inChunks } from '../msm/conversion.ts';
import { at, i32, i64 } from '../wasm/expression.ts';

/**
 * Exports g1Butterflies(a, b, root, start, half, n): (aᵢ, bᵢ) becomes (aᵢ + fᵢ·bᵢ, aᵢ − fᵢ·bᵢ), in place, with
 * fᵢ = root^((start + i) mod half): a step of Cooley and Tukey's transform. Points are in storage form and in the
 * subgroup; any may be infinity, equal or opposite. `root` is 32 little-endian bytes and not secret. Answers 0,
 * BAD_SCALAR for a root outside 1…r−1, or DEGENERATE, after which a and b are worth nothing.
 *
 * `powers` gives the factors; its two scalars are overwritten.
 */
export function emitButterflies(
  kernel: GroupKernel,
  { addition, conversion, negate }: Combinations,
  { setScalar, multiplyChunk }: Multiplication,
  powers: Secrets,
): void {
  const { m, capacity, pointBytes, field } = kernel;
  const label = kernel.group.toLowerCase();
  const { placeBytes } = addition.records;
  const block = capacity * placeBytes;
  const sums = m.reserve(4 * block, 64);
  const [differences, plus, minus] = [sums + block, sums + 2 * block, sums + 3 * block];
  const factor = m.reserve(32);

  /** (start, half, count): the factors of a chunk; lanes after its last point get the same again. */
  const setFactors = m.function(
    `${label}SetFactors`,
    { params: { start: 'i32', half: 'i32', count: 'i32' } },
    (f, { start, half, count }) => {
      const exponent = f.local('i32', i32.remU(start, half));
      f.run(powers.begin, exponent);
      const i = f.local('i32');
      f.for(i, 0, i32.mul(kernel.slots(count), field.lanes), 1, () => {
        f.if(i32.ltU(i, count), () => {
          f.if(i32.eq(exponent, half), () => {
            f.set(exponent, i32.const(0));
            f.run(powers.begin, 0);
          });
          f.run(powers.next, factor);
          f.set(exponent, i32.add(exponent, 1));
        });
        f.run(setScalar, i, factor);
      });
    },
  );

  const addChunk = m.function(
    `${label}AddAndSubtract`,
    { params: { a: 'i32', b: 'i32', count: 'i32' } },
    (f, { a, b, count }) => {
      f.run(conversion.read, a, sums, count);
      f.run(conversion.read, a, differences, count);
      f.run(conversion.read, b, plus, count);
      f.run(negate, b, b, count);
      f.run(conversion.read, b, minus, count);
      const [place, end] = [f.local('i32'), f.local('i32', i32.mul(count, placeBytes))];
      f.for(place, 0, end, placeBytes, () => {
        f.run(addition.add, i32.add(place, sums), i32.add(place, plus));
        f.run(addition.add, i32.add(place, differences), i32.add(place, minus));
      });
      f.run(addition.flush);
      f.run(conversion.write, a, sums, count);
      f.run(conversion.write, b, differences, count);
    },
  );

  const params = { a: 'i32', b: 'i32', root: 'i32', start: 'i32', half: 'i32', n: 'i32' } as const;
  m.function(
    `${label}Butterflies`,
    { params, result: 'i32', export: true },
    (f, { a, b, root, start, half, n }) => {
      f.if(f.call(powers.isBad, root), () => f.return(i32.const(BAD_SCALAR)));
      f.fill(powers.address, 0, 32);
      f.store(at(powers.address), i64.const(1n));
      f.copy(powers.address + 32, root, 32);
      inChunks(kernel, f, n, (count) => {
        f.if(i32.ne(half, 1), () => {
          f.run(setFactors, start, half, count);
          const fault = f.local('i32', f.call(multiplyChunk, b, b, count));
          f.if(fault, () => f.return(fault));
        });
        f.run(addChunk, a, b, count);
        f.set(a, i32.add(a, i32.mul(count, pointBytes)));
        f.set(b, i32.add(b, i32.mul(count, pointBytes)));
        f.set(start, i32.add(start, count));
      });
      f.return(i32.const(0));
    },
  );
}
