import type { KernelSources } from './choose.ts';
import { testKernel } from './known-answers.ts';
import { loadKernel } from './load-kernel.ts';

/** The kernels of this package and their test. */
export const kernelSources: KernelSources = {
  load: (curve, name) => loadKernel(curve.name, name),
  test: testKernel,
};
