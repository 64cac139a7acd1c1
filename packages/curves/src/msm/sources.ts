import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import { cubicEndomorphism, frobeniusEndomorphism } from '../curve/endomorphism.ts';
import type { ConstantOps, FieldOps } from '../field/field.ts';
import type { QuadraticOps } from '../tower/quadratic.ts';
import { i32 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import type { CompleteAddition } from './complete-add.ts';
import { eachPoint, inChunks } from './conversion.ts';

/**
 * (points, n, to, images): n points in storage form become sources, then their images under the endomorphism, its
 * square and so on: image j of point i is number j·n + i. What infinity becomes must not be used.
 */
export function sourceReading(kernel: GroupKernel, addition: CompleteAddition): Callable<undefined> {
  const { m, step, elementBytes, pointBytes } = kernel;
  const label = kernel.group.toLowerCase();
  const { sourceBytes } = addition.records;
  const [x, y, negative] = addition.columns;

  const negate = m.function(`${label}NegateColumn`, { params: { n: 'i32' } }, (f, { n }) => {
    walk(f, 'upward', i32.mul(n, elementBytes), step, [y, negative], (y, negative) =>
      kernel.compact(f, (ops) => ops.store(negative, ops.neg(ops.load(y)))),
    );
  });

  const image = m.function(`${label}Image`, { params: { n: 'i32' } }, (f, { n }) => {
    walk(f, 'upward', i32.mul(n, elementBytes), step, [x, y], (x, y) =>
      kernel.compact(f, (ops) => {
        const point = endomorphism(kernel, ops, { x: ops.load(x), y: ops.load(y) });
        ops.store(x, point.x);
        ops.store(y, point.y);
      }),
    );
  });

  return m.function(
    `${label}ReadSources`,
    { params: { points: 'i32', n: 'i32', to: 'i32', images: 'i32' } },
    (f, { points, n, to, images }) => {
      const block = f.local('i32', i32.mul(n, sourceBytes));
      const [first, target, left] = [f.local('i32', to), f.local('i32'), f.local('i32')];
      inChunks(kernel, f, n, (count) => {
        const slots = f.local('i32', kernel.slots(count));
        f.run(kernel.read, points, x, y, count);
        f.set(to, first);
        f.down(left, images, 0, 1, () => {
          f.run(negate, slots);
          f.set(target, to);
          eachPoint(kernel, addition, f, count, target, sourceBytes, [x, y, negative]);
          f.set(to, i32.add(to, block));
          f.if(left, () => f.run(image, slots));
        });
        f.set(first, i32.add(first, i32.mul(count, sourceBytes)));
        f.set(points, i32.add(points, i32.mul(count, pointBytes)));
      });
    },
  );
}

/** φ(x, y) = (βx, y) in G1, ψ(x, y) = (c_x·x̄, c_y·ȳ) in G2 (curve/endomorphism.ts). */
function endomorphism(
  { curve, group }: GroupKernel,
  ops: FieldOps<unknown>,
  { x, y }: { x: unknown; y: unknown },
): { x: unknown; y: unknown } {
  if (group === 'G1') {
    const beta = (ops as ConstantOps<unknown>).constant(cubicEndomorphism(curve).beta);
    return { x: ops.mul(x, beta), y };
  }
  const twist = ops as QuadraticOps<unknown>;
  const { cx, cy } = frobeniusEndomorphism(curve);
  return {
    x: twist.mul(twist.conjugate(x), twist.constant(cx)),
    y: twist.mul(twist.conjugate(y), twist.constant(cy)),
  };
}
