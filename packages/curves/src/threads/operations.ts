import type { Group } from '../engine.ts';
import { ALLOW_INFINITY, CHECK_SUBGROUP, ENCODING_CODES, SUBGROUP_KNOWN } from '../kernel/abi.ts';
import { encodedSize } from '../kernel/encoding.ts';
import { type KernelInstance, storageSize } from '../kernel/instance.ts';
import { isPairingOne } from '../kernel/is-one.ts';
import { checkScaled } from '../kernel/self-check.ts';
import type { Job } from './job.ts';

/**
 * What a thread does for each kind of job: bytes into the kernel, one call, bytes out. Large ones come out where they
 * came from: a thread of a browser keeps what it makes itself until it collects it, and that may be long.
 */

export type JobOf<Op extends Job['op']> = Extract<Job, { op: Op }>;
export type Bytes = Uint8Array<ArrayBuffer>;

export function decode(kernel: KernelInstance, job: JobOf<'decode'>): Bytes {
  const { curve, group, encoding, bytes } = job;
  const n = countOf(bytes, encodedSize(curve, group, encoding), group);
  const size = n * storageSize(kernel.curve, group);
  const [from, to] = kernel.place(bytes, size) as [number, number];
  const flags = (job.subgroup ? CHECK_SUBGROUP : 0) | (job.infinity ? ALLOW_INFINITY : 0);
  kernel.require(group, kernel.call(group, 'Decode')(from, to, n, ENCODING_CODES[encoding], flags));
  return kernel.read(to, size, bytes);
}

export function encode(kernel: KernelInstance, job: JobOf<'encode'>): Bytes {
  const n = pointsOf(kernel, job);
  const size = n * encodedSize(job.curve, job.group, job.encoding);
  const [from, to] = kernel.place(job.points, size) as [number, number];
  kernel.call(job.group, 'Encode')(from, to, n, ENCODING_CODES[job.encoding]);
  return kernel.read(to, size, job.points);
}

export function check(kernel: KernelInstance, job: JobOf<'check'>): Bytes {
  const n = pointsOf(kernel, job);
  const [from] = kernel.place(job.points) as [number];
  kernel.require(job.group, kernel.call(job.group, 'Check')(from, n, CHECK_SUBGROUP | ALLOW_INFINITY));
  return new Uint8Array(0);
}

export function powers(kernel: KernelInstance, job: JobOf<'powers'>): Bytes {
  const { group, points, s, t, start } = job;
  const n = pointsOf(kernel, job);
  const [at] = kernel.place(points) as [number];
  kernel.withSecrets(s, t, () => {
    const answer = kernel.call(group, 'Powers')(at, at, n, start, SUBGROUP_KNOWN | ALLOW_INFINITY);
    kernel.require(group, answer);
  });
  return kernel.read(at, points.length, points);
}

export function scale(kernel: KernelInstance, job: JobOf<'scale'>): Bytes {
  const { group, points } = job;
  const n = pointsOf(kernel, job);
  const [from, to] = kernel.place(points, points.length) as [number, number];
  multiply(kernel, group, from, to, n, job.s);
  return kernel.read(to, points.length, points);
}

export function rescale(kernel: KernelInstance, job: JobOf<'rescale'>): Bytes {
  const { curve, group, from, to, bytes } = job;
  const n = countOf(bytes, encodedSize(curve, group, from), group);
  const size = n * storageSize(kernel.curve, group);
  const encoded = n * encodedSize(curve, group, to);
  const [source, points, products] = kernel.place(Math.max(bytes.length, encoded), size, size) as [
    number,
    number,
    number,
  ];
  new Uint8Array(kernel.exports.memory.buffer).set(bytes, source);
  const flags = CHECK_SUBGROUP | (job.infinity ? ALLOW_INFINITY : 0);
  kernel.require(group, kernel.call(group, 'Decode')(source, points, n, ENCODING_CODES[from], flags));
  multiply(kernel, group, points, products, n, job.s);
  kernel.call(group, 'Encode')(products, source, n, ENCODING_CODES[to]);
  return kernel.read(source, encoded, bytes);
}

/** out ← s·in, then tests a random combination of what was computed. */
function multiply(kernel: KernelInstance, group: Group, from: number, to: number, n: number, s: Uint8Array) {
  kernel.withSecrets(s, undefined, () => {
    kernel.require(group, kernel.call(group, 'Scale')(from, to, n, SUBGROUP_KNOWN | ALLOW_INFINITY));
  });
  checkScaled(kernel, group, from, to, n, s);
}

export function msm(kernel: KernelInstance, job: JobOf<'msm'>): Bytes {
  const { group, points, scalars, width } = job;
  const n = pointsOf(kernel, job);
  const size = storageSize(kernel.curve, group);
  const work = kernel.call(group, 'MsmWork')(n, width);
  const [at, factors, scratch, out] = kernel.place(points, scalars, work, size) as number[];
  kernel.call(group, 'Msm')(at!, factors!, n, width, scratch!, out!);
  return kernel.read(out!, size);
}

export function combineEncoded(kernel: KernelInstance, job: JobOf<'combineEncoded'>): Bytes {
  const { curve, group, encoding, bytes, scalars, width } = job;
  const n = countOf(bytes, encodedSize(curve, group, encoding), group);
  const size = storageSize(kernel.curve, group);
  const work = kernel.call(group, 'MsmWork')(n, width);
  const places = kernel.place(bytes, n * size, scalars, work, size);
  const [from, at, factors, scratch, out] = places as [number, number, number, number, number];
  const flags = CHECK_SUBGROUP | (job.infinity ? ALLOW_INFINITY : 0);
  kernel.require(group, kernel.call(group, 'Decode')(from, at, n, ENCODING_CODES[encoding], flags));
  kernel.call(group, 'Msm')(at, factors, n, width, scratch, out);
  return kernel.read(out, size);
}

export function combineEach(kernel: KernelInstance, job: JobOf<'combineEach'>): Bytes {
  const { group, points, scalars, counts } = job;
  const n = pointsOf(kernel, job);
  const outputs = counts.length / 4;
  const work = kernel.call(group, 'CombineEachWork')(n, outputs);
  const size = outputs * storageSize(kernel.curve, group);
  const places = kernel.place(points, scalars, counts, work, size);
  const [at, factors, lengths, scratch, out] = places as [number, number, number, number, number];
  const answer = kernel.call(group, 'CombineEach')(at, factors, n, lengths, outputs, scratch, out);
  kernel.require(group, answer);
  return kernel.read(out, size);
}

export function sum(kernel: KernelInstance, job: JobOf<'sum'>): Bytes {
  const size = storageSize(kernel.curve, job.group);
  const [at, out] = kernel.place(job.points, size) as [number, number];
  kernel.call(job.group, 'Sum')(at, pointsOf(kernel, job), out);
  return kernel.read(out, size);
}

export function negate(kernel: KernelInstance, job: JobOf<'negate'>): Bytes {
  const [at] = kernel.place(job.points) as [number];
  kernel.call(job.group, 'Negate')(at, at, pointsOf(kernel, job));
  return kernel.read(at, job.points.length, job.points);
}

export function butterflies(kernel: KernelInstance, job: JobOf<'butterflies'>): Bytes {
  const { group, points, root, start, half } = job;
  const pairs = pointsOf(kernel, job) / 2;
  const [a, factor] = kernel.place(points, root) as [number, number];
  const b = a + points.length / 2;
  kernel.require(group, kernel.call(group, 'Butterflies')(a, b, factor, start, half, pairs));
  return kernel.read(a, points.length, points);
}

export function miller(kernel: KernelInstance, job: JobOf<'miller'>): Bytes {
  const n = countOf(job.g1, storageSize(kernel.curve, 'G1'), 'G1');
  const [g1, g2, out] = kernel.place(job.g1, job.g2, 12 * kernel.curve.coordinateBytes) as number[];
  kernel.require('G2', kernel.exports.miller(g1!, g2!, n, out!));
  return kernel.read(out!, 12 * kernel.curve.coordinateBytes);
}

/** Whether the product of Miller values is that of pairings that multiply to one. */
export function isOne(kernel: KernelInstance, job: JobOf<'isOne'>): Bytes {
  const size = 12 * kernel.curve.coordinateBytes;
  const [values, product] = kernel.place(job.values, size) as [number, number];
  kernel.exports.fp12Multiply(values, job.values.length / size, product);
  return Uint8Array.of(isPairingOne(kernel, product) ? 1 : 0);
}

function pointsOf(kernel: KernelInstance, job: { group: Group; points: Uint8Array }): number {
  return countOf(job.points, storageSize(kernel.curve, job.group), job.group);
}

function countOf(bytes: Uint8Array, size: number, group: Group): number {
  const count = bytes.length / size;
  if (!Number.isInteger(count)) {
    throw new RangeError(`${bytes.length} bytes are no whole number of ${group} points`);
  }
  return count;
}
