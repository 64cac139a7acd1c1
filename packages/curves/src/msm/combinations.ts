import type { GroupKernel } from '../batch/group.ts';
import type { Callable } from '../wasm/function.ts';
import { type CompleteAddition, completeAddition } from './complete-add.ts';
import { type Conversion, conversion } from './conversion.ts';
import { emitNegate } from './negate.ts';
import { emitMsm } from './pippenger.ts';
import { emitSum } from './sum.ts';

/** What this room emits for others to use. */
export interface Combinations {
  readonly addition: CompleteAddition;
  readonly conversion: Conversion;
  /** (in, out, n) */
  readonly negate: Callable<undefined>;
}

/** Exports g1Msm, g1MsmWork, g1Sum and g1Negate, or those of g2. */
export function emitCombinations(kernel: GroupKernel): Combinations {
  const addition = completeAddition(kernel);
  const between = conversion(kernel, addition);
  emitMsm(kernel, addition, between);
  emitSum(kernel, addition, between);
  return { addition, conversion: between, negate: emitNegate(kernel) };
}
