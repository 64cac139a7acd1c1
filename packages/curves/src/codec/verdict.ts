import type { GroupKernel } from '../batch/group.ts';
import { type Address, type I32, i32, pointer } from '../wasm/expression.ts';
import type { FunctionBuilder, Local } from '../wasm/function.ts';

/**
 * For each point of a step one byte at `verdicts`, in the order of the points: 0 where every element of `zeros`
 * is zero and none of `units` is, else 1. Decided on canonical values.
 */
export function judge(
  kernel: GroupKernel,
  f: FunctionBuilder,
  verdicts: Local<'i32'>,
  zeros: readonly Address[],
  units: readonly Address[],
): void {
  const { field, degree, elementBytes } = kernel;
  for (let point = 0; point < field.unroll * field.lanes; point++) {
    const slot = Math.floor(point / field.lanes) * elementBytes;
    const isZero = ({ base, offset }: Address): I32 => {
      const parts = Array.from({ length: degree }, (_, part) =>
        f.call(
          field.isZero,
          pointer({ base, offset: offset + slot + part * field.slotBytes }),
          point % field.lanes,
        ),
      );
      return parts.reduce((all, part) => i32.and(all, part));
    };
    const bad = [...zeros.map((a) => i32.eqz(isZero(a))), ...units.map(isZero)];
    f.store8(
      { base: verdicts, offset: point },
      bad.reduce<I32>((any, one) => i32.or(any, one), 0),
    );
  }
}
