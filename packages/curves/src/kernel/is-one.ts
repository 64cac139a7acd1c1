import { storageBytes } from '../curve/storage.ts';
import type { KernelInstance } from './instance.ts';

/** Whether the pairings of which a Miller value is made multiply to one; twelve integers in storage form at an address. */
export function isPairingOne(kernel: KernelInstance, value: number): boolean {
  const size = 12 * kernel.curve.coordinateBytes;
  const [out] = kernel.placeBehind(value + size, size) as [number];
  kernel.require('G2', kernel.exports.finalExponentiation(value, out));
  const one = storageBytes(kernel.curve, [1n]);
  return kernel.read(out, size).every((byte, i) => byte === (one[i] ?? 0));
}
