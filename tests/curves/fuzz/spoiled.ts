import type { KernelExports } from '@brebaje/curves/kernel/abi';
import type { KernelInstance } from '@brebaje/curves/kernel/instance';

/** Which arguments of a function say of how many points it is, and where its result goes, if there is one. */
const ARGUMENTS: Record<string, { count: number; result?: number }> = {
  Decode: { count: 2, result: 1 },
  Encode: { count: 2, result: 1 },
  Check: { count: 1 },
  Scale: { count: 2, result: 1 },
  Powers: { count: 2, result: 1 },
  Msm: { count: 2, result: 5 },
  Sum: { count: 1, result: 2 },
  Negate: { count: 2, result: 1 },
  Butterflies: { count: 5, result: 0 },
  miller: { count: 2, result: 3 },
  fp12Multiply: { count: 1, result: 2 },
  CombineEach: { count: 2, result: 6 },
  frMultiply: { count: 3, result: 2 },
  frAdd: { count: 3, result: 2 },
  frSubtract: { count: 3, result: 2 },
  frInvert: { count: 2, result: 1 },
  frPowers: { count: 3, result: 2 },
  frDots: { count: 3, result: 4 },
  // The logarithm of their number.
  frTransform: { count: 1, result: 0 },
};

type Callee = (...values: number[]) => number | undefined;

/** The kernel, but one function turns over one bit of its result, or of its answer, for three points or more. */
export function spoiled(kernel: KernelInstance, exported: string): KernelInstance {
  const { exports } = kernel;
  const right = exports[exported as keyof KernelExports] as unknown as Callee;
  const { count, result } = ARGUMENTS[exported.replace(/^g[12]/, '')]!;
  const wrong: Callee = (...values) => {
    const answer = right(...values);
    if (values[count]! < SPOILED) return answer;
    if (result === undefined) return answer! ^ 1;
    new Uint8Array(exports.memory.buffer, values[result]!)[3]! ^= 4;
    return answer;
  };
  return Object.create(kernel, {
    exports: { value: { ...exports, [exported]: wrong } },
    name: { value: `spoiled ${kernel.name}` },
  });
}

/** So many points it takes. */
export const SPOILED = 3;
