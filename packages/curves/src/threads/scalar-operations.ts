import type { KernelInstance } from '../kernel/instance.ts';
import type { Bytes, JobOf } from './operations.ts';

/** What a thread does for jobs on scalars, which are never secret. */

const SCALAR = 32;

export function combine(kernel: KernelInstance, { name, a, b }: JobOf<'scalars'>): Bytes {
  const [left, right] = kernel.place(a, b) as [number, number];
  const work = { multiply: 'frMultiply', add: 'frAdd', subtract: 'frSubtract' } as const;
  kernel.exports[work[name]](left, right, left, a.length / SCALAR);
  return kernel.read(left, a.length, a);
}

export function invert(kernel: KernelInstance, { values }: JobOf<'invertScalars'>): Bytes {
  const [at] = kernel.place(values) as [number];
  const zero = kernel.exports.frInvert(at, at, values.length / SCALAR);
  if (zero !== 0) throw new RangeError('zero has no inverse');
  return kernel.read(at, values.length, values);
}

export function powers(kernel: KernelInstance, { s, t, count }: JobOf<'scalarPowers'>): Bytes {
  const [first, ratio, out] = kernel.place(s, t, count * SCALAR) as [number, number, number];
  kernel.exports.frPowers(first, ratio, out, count);
  return kernel.read(out, count * SCALAR);
}

export function dots(kernel: KernelInstance, { a, b, counts }: JobOf<'dots'>): Bytes {
  const outputs = counts.length / 4;
  const places = kernel.place(a, b, counts, outputs * SCALAR);
  const [left, right, lengths, out] = places as [number, number, number, number];
  kernel.exports.frDots(left, right, lengths, outputs, out);
  return kernel.read(out, outputs * SCALAR);
}

export function transform(kernel: KernelInstance, { values, inverse }: JobOf<'transform'>): Bytes {
  const [at] = kernel.place(values) as [number];
  kernel.exports.frTransform(at, Math.log2(values.length / SCALAR), inverse ? 1 : 0);
  return kernel.read(at, values.length, values);
}
