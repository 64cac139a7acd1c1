import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import type { ConstantOps, FieldOps } from '../field/field.ts';
import type { QuadraticOps } from '../tower/quadratic.ts';
import { at, i32 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import { judge } from './verdict.ts';

/** x³ + b, on the curve of the kernel's group. */
export function rightSide(kernel: GroupKernel, ops: FieldOps<unknown>, x: unknown): unknown {
  const { curve, group } = kernel;
  const b =
    group === 'G1'
      ? (ops as ConstantOps<unknown>).constant(curve.b)
      : (ops as QuadraticOps<unknown>).constant(curve.twistB);
  return ops.add(ops.mul(ops.sqr(x), x), b);
}

/** (x, y, n, verdicts): for each point of n slots one byte, 0 where y² = x³ + b, else 1. */
export function emitOnCurve(kernel: GroupKernel): Callable<undefined> {
  const { m, field, elementBytes, step } = kernel;
  const difference = m.reserve(step, 64);
  return m.function(
    `${kernel.group.toLowerCase()}OnCurve`,
    { params: { x: 'i32', y: 'i32', n: 'i32', verdicts: 'i32' } },
    (f, { x, y, n, verdicts }) => {
      walk(f, 'upward', i32.mul(n, elementBytes), step, [x, y], (x, y) => {
        kernel.compact(f, (ops) =>
          ops.store(at(difference), ops.sub(ops.sqr(ops.load(y)), rightSide(kernel, ops, ops.load(x)))),
        );
        judge(kernel, f, verdicts, [at(difference)], []);
        f.set(verdicts, i32.add(verdicts, field.unroll * field.lanes));
      });
    },
  );
}
