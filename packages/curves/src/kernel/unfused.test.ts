import { afterEach, describe, expect, test, vi } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import type { V128 } from '../wasm/expression.ts';
import { f64x2 } from '../wasm/vector.ts';
import { ChosenKernel, type KernelSources } from './choose.ts';
import { KernelInstance } from './instance.ts';
import { testKernel } from './known-answers.ts';
import { loadKernel } from './load-kernel.ts';
import { emitKernel } from './module.ts';

/** Relaxed SIMD lets an engine round a·b before it adds c; such an engine takes the module all the same. */
function unfused(a: V128, b: V128, c: V128): V128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

afterEach(() => vi.restoreAllMocks());

describe.each(Object.values(CURVES))(
  'where products are rounded before they are added, on $name',
  (curve) => {
    test('the kernel on doubles is found to compute wrongly, and another is taken', async () => {
      const calls = vi.spyOn(f64x2, 'relaxedMadd').mockImplementation(unfused);
      const bytes = emitKernel(curve, 'fma');
      expect(calls).toHaveBeenCalled();
      const module = new WebAssembly.Module(bytes);
      expect(testKernel(new KernelInstance(curve, 'fma', module))).toBeTypeOf('string');

      const sources: KernelSources = {
        load: async (_, name) => (name === 'fma' ? module : loadKernel(curve.name, name)),
        test: testKernel,
      };
      const chosen = new ChosenKernel(curve, sources, ['fma', 'plain']);
      expect((await chosen.current()).name).toBe('plain');
      expect(chosen.rejected).toEqual([{ kernel: 'fma', reason: expect.stringMatching(/./), wrong: true }]);
    });
  },
);
