import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { storagePoint } from '../curve/storage.ts';
import type { CurveName, Group } from '../engine.ts';
import { SUBGROUP_KNOWN } from './abi.ts';
import { type KernelInstance, storageSize } from './instance.ts';

/** Points of the test: an odd number, so that the last vector is not full. */
export const POINTS = 11;

/** A fixed pattern that is below both group orders. */
export function scalar(seed: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 0x11 : (seed * (i + 1) * 197 + i) & 0xff));
}

/** 128-bit coefficients of the combination. */
export const COEFFICIENTS = Uint8Array.from(
  { length: 16 * POINTS },
  (_, i) => (i * i * 31 + 7 * i + 1) & 0xff,
);

/** SHA-256 of {@link answersOf} on a machine that computes correctly; the test derives them with noble. */
const HASHES: Record<CurveName, string> = {
  'bls12-381': '46be61097e9c05050c3163759edfabd516717a1ec998089c29a05351f5678863',
  bn254: 'a454fa19b5a254a07c31fe923074300f1e8fa10ec7a4800e510776ae4a93441f',
};

/**
 * What a kernel answers to fixed questions, in storage form: for both groups s·t^i times the generator, the
 * products times s, a combination of them with 128-bit scalars; then one product of Miller loops, and that after the
 * final exponentiation.
 */
export function answersOf(kernel: KernelInstance): Uint8Array[] {
  const products = (['G1', 'G2'] as const).map((group) => groupAnswers(kernel, group));
  const [g1, g2] = products.map(([first]) => first!) as [Uint8Array, Uint8Array];
  const bytes = 12 * kernel.curve.coordinateBytes;
  const [left, right, value, out] = kernel.place(g1, g2, bytes, bytes) as [number, number, number, number];
  kernel.require('G2', kernel.exports.miller(left, right, 3, value));
  kernel.require('G2', kernel.exports.finalExponentiation(value, out));
  return [...products.flat(), kernel.read(value, bytes), kernel.read(out, bytes)];
}

function groupAnswers(kernel: KernelInstance, group: Group): Uint8Array[] {
  const size = storageSize(kernel.curve, group);
  const generators = new Uint8Array(POINTS * size);
  for (let i = 0; i < POINTS; i++) generators.set(storagePoint(kernel.curve, group), i * size);
  const width = 16;
  const work = kernel.call(group, 'MsmWork')(POINTS, width);
  const [powers, scaled, scalars, scratch, sum] = kernel.place(
    generators,
    generators.length,
    COEFFICIENTS,
    work,
    size,
  ) as [number, number, number, number, number];
  kernel.withSecrets(scalar(3), scalar(5), () => {
    kernel.require(group, kernel.call(group, 'Powers')(powers, powers, POINTS, 1, SUBGROUP_KNOWN));
  });
  kernel.withSecrets(scalar(7), undefined, () => {
    kernel.require(group, kernel.call(group, 'Scale')(powers, scaled, POINTS, 0));
  });
  kernel.call(group, 'Msm')(scaled, scalars, POINTS, width, scratch, sum);
  return [
    kernel.read(powers, generators.length),
    kernel.read(scaled, generators.length),
    kernel.read(sum, size),
  ];
}

/** Whether the kernel computes correctly: undefined, or what is wrong. Takes tens of milliseconds of a processor, less once code is optimized. */
export function testKernel(kernel: KernelInstance): string | undefined {
  try {
    const hash = sha256.create();
    for (const answer of answersOf(kernel)) hash.update(answer);
    const found = bytesToHex(hash.digest());
    return found === HASHES[kernel.curve.name] ? undefined : `known answers differ (${found.slice(0, 16)})`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
