import type { GroupKernel } from '../batch/group.ts';
import { type Address, at, type Expression, i32, pointer } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';

/**
 * For each point of a step one byte, in the order of the points: 0 where every element of `zeros` is zero and none
 * of `units` is, else 1. Decided on canonical values.
 */
export function judge(
  { field, degree, elementBytes }: GroupKernel,
  f: FunctionBuilder,
  verdicts: Expression<'i32'>,
  zeros: readonly Address[],
  units: readonly Address[],
): void {
  for (let point = 0; point < field.unroll * field.lanes; point++) {
    const offset = Math.floor(point / field.lanes) * elementBytes;
    const isZero = (element: Address) =>
      Array.from({ length: degree }, (_, part) =>
        f.call(field.isZero, pointer(at(element, offset + part * field.slotBytes)), point % field.lanes),
      ).reduce(i32.and);
    const bad = [...zeros.map((element) => i32.eqz(isZero(element))), ...units.map(isZero)];
    f.store8(at(verdicts, point), bad.reduce(i32.or));
  }
}
