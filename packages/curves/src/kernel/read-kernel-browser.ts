import type { CurveName } from '../engine.ts';
import type { KernelName } from '../field/field.ts';
import { KERNEL_FILES } from './files.ts';

/** The bytes of a curve's module, in a browser: from the page's own origin. */
export async function readKernel(curve: CurveName, kernel: KernelName): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(KERNEL_FILES[curve][kernel]);
  if (!response.ok) throw new Error(`the kernel could not be loaded (HTTP status ${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}
