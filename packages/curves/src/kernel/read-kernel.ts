import { readFile } from 'node:fs/promises';
import type { CurveName } from '../engine.ts';
import type { KernelName } from '../field/field.ts';
import { KERNEL_FILES } from './files.ts';

/**
 * The bytes of a curve's module, in Node. They were emitted when the package was built; where they were not, as
 * in a clone that nothing was started from yet, they are emitted now, which takes most of a second. The one
 * module that a single-file bundle replaces, by one that carries the bytes.
 */
export async function readKernel(curve: CurveName, kernel: KernelName): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(KERNEL_FILES[curve][kernel]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const [{ emitKernel }, { CURVES }] = await Promise.all([
      import('./module.ts'),
      import('../curve/parameters.ts'),
    ]);
    return emitKernel(CURVES[curve], kernel);
  }
}
