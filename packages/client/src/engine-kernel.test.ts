import type { KernelReport } from '@brebaje/curves/threads/job';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import { kernelOf } from './engine-kernel.ts';

const reporting = (report: KernelReport) =>
  ({ curve: 'bn254', kernel: async () => report }) as unknown as WasmEngine;

it('names the kernel of a curve', async () => {
  const engine = await createEngine(1, 'bn254');
  const { curve, kernel, rejected, words, warning } = await kernelOf(engine);
  expect(curve).toBe('bn254');
  expect(words[0]).toMatch(new RegExp(`\\(kernel ${kernel}[,)]`));
  expect(words).toHaveLength(1 + rejected.length);
  expect(warning).toBeUndefined();
  await engine.close();
  await expect(kernelOf(engine)).rejects.toThrow('closed');
});

it('warns where all that is fast computes wrongly', async () => {
  const report = (...wrong: [boolean, boolean]): KernelReport => ({
    kernel: 'plain',
    rejected: [
      { kernel: 'fma', reason: 'x', wrong: wrong[0] },
      { kernel: 'wide', reason: 'y', wrong: wrong[1] },
    ],
  });
  const told = await kernelOf(reporting(report(true, true)));
  expect(told.words).toHaveLength(3);
  expect(told.warning).toContain('wrong answers');
  expect((await kernelOf(reporting(report(true, false)))).warning).toBeDefined();
  expect((await kernelOf(reporting(report(false, false)))).warning).toBeUndefined();
});
