import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { supportsRelaxedSimd, supportsWide } from '@brebaje/curves/field/features';
import type { KernelName } from '@brebaje/curves/field/field';
import { spellOutWide } from '@brebaje/curves/field/spelled-wide';
import { KernelInstance } from '@brebaje/curves/kernel/instance';
import { emitKernel } from '@brebaje/curves/kernel/module';

/** Every kernel, freshly emitted; without wide arithmetic in this engine, the one that uses it spelled out. */
export function startKernels(curve: CurveName): KernelInstance[] {
  const names: KernelName[] = supportsRelaxedSimd() ? ['fma', 'wide', 'plain'] : ['wide', 'plain'];
  return names.map((name) => startKernel(curve, name));
}

export function startKernel(curve: CurveName, name: KernelName): KernelInstance {
  const restore = name === 'wide' && !supportsWide() ? spellOutWide() : undefined;
  try {
    const bytes = emitKernel(CURVES[curve], name);
    return new KernelInstance(CURVES[curve], name, new WebAssembly.Module(bytes));
  } finally {
    restore?.();
  }
}

/** For reports: what was run under the name of wide arithmetic. */
export const WIDE_IS = supportsWide() ? 'its instructions' : 'its instructions spelled out';
