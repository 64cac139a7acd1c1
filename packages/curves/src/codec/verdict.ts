import type { GroupKernel } from '../batch/group.ts';
import { type Address, at, type Expression, i32, pointer } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';

/**
 * For each point of a slot one byte, in the order of the points: 0 where every element of `zeros` is zero and none
 * of `units` is, else 1. Decided on canonical values.
 */
export function judge(
  { field, degree }: GroupKernel,
  f: FunctionBuilder,
  verdicts: Expression<'i32'>,
  zeros: readonly Address[],
  units: readonly Address[],
): void {
  for (let lane = 0; lane < field.lanes; lane++) {
    const isZero = (element: Address) =>
      Array.from({ length: degree }, (_, part) =>
        f.call(field.isZero, pointer(at(element, part * field.slotBytes)), lane),
      ).reduce(i32.and);
    const bad = [...zeros.map((element) => i32.eqz(isZero(element))), ...units.map(isZero)];
    f.store8(at(verdicts, lane), bad.reduce(i32.or));
  }
}
