import type { KernelSources } from './choose.ts';
import { testKernel } from './known-answers.ts';
import { emitKernel } from './module.ts';

/** The kernels of this package and their test. */
export const kernelSources: KernelSources = { emit: emitKernel, test: testKernel };
