import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import { double } from '../codec/jacobian.ts';
import { i32 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';

/**
 * (times, n) → 1: n slots of points in the columns x, y become 2^times times them; 0 when a point has even order.
 * In Jacobian coordinates, so that there is one inversion for all doublings and not one for each; z is a
 * column that it may use.
 */
export function powerDoubling(
  kernel: GroupKernel,
  { x, y, z }: { readonly x: number; readonly y: number; readonly z: number },
): Callable<'i32'> {
  const { m, step, elementBytes } = kernel;
  const label = kernel.group.toLowerCase();
  return m.function(
    `${label}PowerDouble`,
    { params: { times: 'i32', n: 'i32' }, result: 'i32' },
    (f, { times, n }) => {
      const bytes = f.local('i32', i32.mul(n, elementBytes));
      const left = f.local('i32');
      walk(f, 'upward', bytes, step, [x, y, z], (x, y, z) => {
        kernel.compact(f, (ops) => ops.store(z, ops.one()));
        f.down(left, times, 0, 1, () =>
          kernel.compact(f, (ops) => {
            const twice = double(ops, { x: ops.load(x), y: ops.load(y), z: ops.load(z) });
            ops.store(x, twice.x);
            ops.store(y, twice.y);
            ops.store(z, twice.z);
          }),
        );
      });
      f.if(i32.eqz(f.call(kernel.invertAll, z, n)), () => f.return(i32.const(0)));
      walk(f, 'upward', bytes, step, [x, y, z], (x, y, z) =>
        kernel.compact(f, (ops) => {
          const inverse = ops.load(z);
          const square = ops.sqr(inverse);
          const affine = {
            x: ops.mul(ops.load(x), square),
            y: ops.mul(ops.load(y), ops.mul(square, inverse)),
          };
          ops.store(x, affine.x);
          ops.store(y, affine.y);
        }),
      );
      f.return(i32.const(1));
    },
  );
}
