import type { GroupKernel } from '../batch/group.ts';
import { i32 } from '../wasm/expression.ts';
import type { CompleteAddition } from './complete-add.ts';
import { type Conversion, inChunks } from './conversion.ts';

/**
 * Exports g1Sum(points, n, out): Σ Pᵢ of any n points of the curve, infinity for none. As many sums as a column
 * holds are kept at the same time, and added to each other in the end.
 */
export function emitSum(kernel: GroupKernel, addition: CompleteAddition, { read, write }: Conversion): void {
  const { m, capacity, pointBytes } = kernel;
  const label = kernel.group.toLowerCase();
  const { placeBytes, setInfinite } = addition.records;
  const half = capacity * placeBytes;
  const sums = m.reserve(2 * half, 64);
  m.function(
    `${label}Sum`,
    { params: { points: 'i32', n: 'i32', out: 'i32' }, export: true },
    (f, { points, n, out }) => {
      const place = f.local('i32');
      f.for(place, sums, sums + half, placeBytes, () => setInfinite(f, place, 1));
      inChunks(kernel, f, n, (count) => {
        f.run(read, points, sums + half, count);
        f.for(place, sums, i32.add(sums, i32.mul(count, placeBytes)), placeBytes, () =>
          f.run(addition.add, place, i32.add(place, half)),
        );
        f.run(addition.flush);
        f.set(points, i32.add(points, i32.mul(count, pointBytes)));
      });
      const stride = f.local('i32', placeBytes);
      f.while(
        () => i32.ltU(stride, half),
        () => {
          f.set(place, i32.const(sums));
          f.while(
            () => i32.ltU(i32.add(place, stride), sums + half),
            () => {
              f.run(addition.add, place, i32.add(place, stride));
              f.set(place, i32.add(place, i32.shl(stride, 1)));
            },
          );
          f.run(addition.flush);
          f.set(stride, i32.shl(stride, 1));
        },
      );
      f.run(write, out, sums, 1);
    },
  );
}
