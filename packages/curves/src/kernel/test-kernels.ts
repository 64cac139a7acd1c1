import { CURVES } from '../curve/parameters.ts';
import type { CurveName } from '../engine.ts';
import type { KernelName } from '../field/field.ts';
import type { KernelExports } from './abi.ts';
import { KernelInstance } from './instance.ts';
import { loadKernel } from './load-kernel.ts';

/** Kernels for tests: as they are, and such that do not compute what they say. */

/** A kernel with a memory of its own. */
export async function startKernel(curve: CurveName, name: KernelName): Promise<KernelInstance> {
  return new KernelInstance(CURVES[curve], name, await loadKernel(curve, name));
}

/** A scaling function as it is called: (in, out, points, flags). */
type Scaling = KernelExports['g1Scale'];

/**
 * Lets a kernel's scaling spoil what it has written, by default by turning over one bit of its first point;
 * `spoil` gets the bytes of all points and of one.
 */
export function miscomputing(
  kernel: KernelInstance,
  name: 'g1Scale' | 'g2Scale',
  spoil: (points: Uint8Array, size: number) => unknown = (points) => {
    points[1]! ^= 4;
  },
): void {
  const { exports, curve } = kernel;
  const size = curve.coordinateBytes * (name === 'g1Scale' ? 2 : 4);
  const wrong: Scaling = (from, to, n, flags) => {
    const answer = exports[name](from, to, n, flags);
    spoil(new Uint8Array(exports.memory.buffer, to, n * size), size);
    return answer;
  };
  Object.defineProperty(kernel, 'exports', { value: { ...exports, [name]: wrong } });
}
