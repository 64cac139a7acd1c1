import { joinBytes } from '@brebaje/curves/bytes';
import { ALLOW_INFINITY, DEGENERATE, SUBGROUP_KNOWN } from '@brebaje/curves/kernel/abi';
import { MiscomputationError } from '@brebaje/curves/kernel/instance';
import { checkScaled } from '@brebaje/curves/kernel/self-check';
import { littleEndian, spikyCount, spikyScalar } from './integers.ts';
import { type Entry, showSum } from './known-points.ts';
import { operation } from './operation.ts';

interface Damage {
  readonly s: bigint;
  /** Which product is damaged, unless it is infinity, and how: a bit is turned over, or it is another point. */
  readonly at: number;
  readonly bit?: number;
  readonly other?: Entry;
}

/**
 * Damages the products; answers whether it did. Infinity does not become a point outside the subgroup: its order may
 * divide the coefficient.
 */
function spoil(products: Uint8Array, items: readonly Entry[], { at, bit, other }: Damage): boolean {
  const index = at % items.length;
  const size = products.length / items.length;
  if (items.length === 0) return false;
  const product = products.subarray(index * size, (index + 1) * size);
  const before = product.slice();
  if (bit !== undefined) product[(bit >> 3) % size]! ^= 1 << (bit & 7);
  const stray =
    items[index]!.sum.size === 0 && other && ![...other.sum.keys()].every(({ inSubgroup }) => inSubgroup);
  if (other && !stray) product.set(other.bytes);
  return Buffer.compare(product, before) !== 0;
}

export const selfChecking = operation<Entry, Damage>({
  name: 'self-check',
  exported: 'Scale',
  draw({ pool, curve }, random) {
    const items = pool.draw(random, spikyCount(random, 300), { strays: false, infinity: random.chance(40) });
    const settings = { s: spikyScalar(random, curve), at: random.below(300) };
    const kinds = [
      () => ({}),
      () => ({ bit: random.below(2 ** 16) }),
      () => ({ other: pool.draw(random, 1, { strays: true, infinity: true })[0]! }),
    ];
    return { items, settings: { ...settings, ...random.pick(kinds)() } };
  },
  expected({ known }, items, damage) {
    const products = items.map(({ sum }) => known.total([[sum, damage.s]]));
    const bytes = joinBytes(known.bytes(products));
    return { answer: spoil(bytes, items, damage) ? DEGENERATE : 0 };
  },
  computed(kernel, { group }, items, damage) {
    const points = joinBytes(items.map(({ bytes }) => bytes));
    const [from, to] = kernel.place(points, points.length) as [number, number];
    const secret = littleEndian(damage.s, 32);
    const answer = kernel.withSecrets(secret, undefined, () =>
      kernel.call(group, 'Scale')(from, to, items.length, SUBGROUP_KNOWN | ALLOW_INFINITY),
    );
    kernel.require(group, answer);
    spoil(new Uint8Array(kernel.exports.memory.buffer, to, points.length), items, damage);
    try {
      checkScaled(kernel, group, from, to, items.length, secret);
      return { answer: 0 };
    } catch (error) {
      if (error instanceof MiscomputationError) return { answer: DEGENERATE };
      throw error;
    }
  },
  show: ({ sum }) => showSum(sum),
});
