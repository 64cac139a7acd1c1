import type { KernelName } from '../field/field.ts';
import type { KernelReport } from '../threads/job.ts';
import { KERNEL_NAMES, type Rejection } from './choose.ts';

const MEANINGS: Record<KernelName, string> = {
  fma: 'fused multiply-add on doubles',
  wide: '64-bit integers with 128-bit products',
  plain: '29-bit integers, which every engine has',
};

/** What a kernel computes with, for people: “fused multiply-add on doubles (kernel fma, the fastest)”. */
export function kernelInWords(kernel: KernelName): string {
  const rank = kernel === KERNEL_NAMES[0] ? ', the fastest' : '';
  return `${MEANINGS[kernel]} (kernel ${kernel}${rank})`;
}

/** Why a faster kernel was not taken, as a sentence without its full stop. */
export function rejectionInWords({ kernel, reason, wrong }: Rejection): string {
  return wrong
    ? `${kernel} is not used: it computed wrongly when it was tested here (${reason})`
    : `${kernel} is not used: it does not start here (${reason})`;
}

/** Whether all that is left is the slowest kernel, and not only because this engine is too old for others. */
export function isSlowedByWrongAnswers({ kernel, rejected }: KernelReport): boolean {
  return kernel === KERNEL_NAMES.at(-1) && rejected.some(({ wrong }) => wrong);
}
