import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CURVES } from '../curve/parameters.ts';
import { KERNEL_NAMES } from './choose.ts';
import { KERNEL_FILES } from './files.ts';
import { kernelToShare, loadKernel, takeKernel } from './load-kernel.ts';
import { emitKernel } from './module.ts';
import { readKernel } from './read-kernel.ts';

const curves = Object.values(CURVES);
const kernels = curves.flatMap((curve) => KERNEL_NAMES.map((kernel) => ({ curve, kernel })));

describe('the modules of kernels', () => {
  test.each(kernels)('$kernel of $curve.name in its file is what the generator emits', async (one) => {
    const { curve, kernel } = one;
    const file = await readFile(KERNEL_FILES[curve.name][kernel]);
    expect(file.equals(emitKernel(curve, kernel))).toBe(true);
    expect(file.equals(await readKernel(curve.name, kernel))).toBe(true);
  });

  test('are compiled once', async () => {
    expect(loadKernel('bn254', 'plain')).toBe(loadKernel('bn254', 'plain'));
    expect(loadKernel('bn254', 'plain')).not.toBe(loadKernel('bls12-381', 'plain'));
  });

  test('are shared as they are', async () => {
    const kernel = await kernelToShare('bn254');
    expect(kernel).toMatchObject({ curve: 'bn254', module: expect.any(WebAssembly.Module) });
    const module = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    takeKernel({ curve: 'bn254', name: 'wide', module });
    expect(await loadKernel('bn254', 'wide')).toBe(module);
  });
});
