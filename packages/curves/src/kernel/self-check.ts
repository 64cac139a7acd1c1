import type { Group } from '../engine.ts';
import { ALLOW_INFINITY, SUBGROUP_KNOWN } from './abi.ts';
import { type KernelInstance, MiscomputationError, storageSize } from './instance.ts';

/** Bytes of a coefficient: a machine that computes wrongly does not guess 32 random bits. */
const WIDTH = 4;

/**
 * Tests out = s·in: that every outᵢ is a point of the curve, which sums need to mean anything, and that
 * Σ ρᵢ·outᵢ = s·Σ ρᵢ·inᵢ with random ρᵢ. It costs a few percent of the multiplication, misses what is no point never
 * and a point that is wrong by one of order r with probability 2⁻³²; it is no defence against an adversary, who is
 * not here: both batches are in the kernel's own memory. Throws a {@link MiscomputationError}.
 */
export function checkScaled(
  kernel: KernelInstance,
  group: Group,
  input: number,
  output: number,
  n: number,
  s: Uint8Array,
): void {
  if (kernel.call(group, 'Check')(output, n, ALLOW_INFINITY) !== 0) {
    throw new MiscomputationError('a product is not on the curve');
  }
  const size = storageSize(kernel.curve, group);
  const coefficients = new Uint8Array(n * WIDTH);
  for (let at = 0; at < coefficients.length; at += 65_536) {
    crypto.getRandomValues(coefficients.subarray(at, at + 65_536));
  }
  const work = kernel.call(group, 'MsmWork')(n, WIDTH);
  const [factors, scratch, before, after] = kernel.placeBehind(
    Math.max(input, output) + n * size,
    coefficients,
    work,
    size,
    size,
  ) as [number, number, number, number];
  const combine = kernel.call(group, 'Msm');
  combine(input, factors, n, WIDTH, scratch, before);
  combine(output, factors, n, WIDTH, scratch, after);
  kernel.withSecrets(s, undefined, () => {
    kernel.require(group, kernel.call(group, 'Scale')(before, before, 1, SUBGROUP_KNOWN | ALLOW_INFINITY));
  });
  const expected = kernel.read(before, size);
  if (kernel.read(after, size).some((byte, i) => byte !== expected[i])) {
    throw new MiscomputationError('the products do not combine to the product of the combination');
  }
}
