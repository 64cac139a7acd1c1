import { joinBytes } from '@brebaje/curves/bytes';
import { power } from '@brebaje/curves/curve/arithmetic';
import { rootOfUnity } from '@brebaje/curves/curve/roots';
import { BAD_SCALAR } from '@brebaje/curves/kernel/abi';
import { littleEndian, noScalar, spikyCount, spikyScalar } from './integers.ts';
import { type Entry, showSum } from './known-points.ts';
import { operation } from './operation.ts';
import { stage } from './stage.ts';

type Pair = readonly [a: Entry, b: Entry];

interface Turns {
  readonly root: bigint;
  readonly start: number;
  readonly half: number;
}

const bytesOf = (pairs: readonly Pair[]) =>
  joinBytes([0, 1].flatMap((side) => pairs.map((pair) => pair[side]!.bytes)));

export const turning = operation<Pair, Turns>({
  name: 'butterflies',
  exported: 'Butterflies',
  weight: 2,
  draw(ground, random) {
    const { curve, pool } = ground;
    const count = spikyCount(random);
    const options = { strays: false, infinity: random.chance(60) };
    const [a, b] = [pool.draw(random, count, options), pool.draw(random, count, options)];
    const roots = [
      () => spikyScalar(random, curve),
      () => rootOfUnity(curve.name, random.below(20)),
      () => noScalar(random, curve),
    ];
    const root = roots[random.chance(4) ? 2 : random.below(2)]!();
    const half = random.pick([1, 2, 3, 4, 8, 64, 256, 1024, 1 + random.below(2000), 2 ** 20]);
    const start = random.pick([0, half - 1, random.below(half), random.below(2 ** 31)]);
    return { items: a.map((entry, i) => [entry, b[i]!] as const), settings: { root, start, half } };
  },
  expected({ known, curve }, items, { root, start, half }) {
    if (root === 0n || root >= curve.r) return { answer: BAD_SCALAR };
    let exponent = -1;
    let factor = 0n;
    const both = items.map(([a, b], i) => {
      const wanted = (start + i) % half;
      factor =
        wanted === exponent + 1 && exponent >= 0
          ? (factor * root) % curve.r
          : power(root, BigInt(wanted), curve.r);
      exponent = wanted;
      return [1n, -1n].map((sign) =>
        known.total([
          [a.sum, 1n],
          [b.sum, sign * factor],
        ]),
      );
    });
    const sums = [0, 1].flatMap((side) => both.map((pair) => pair[side]!));
    return { answer: 0, bytes: joinBytes(known.bytes(sums)) };
  },
  computed(kernel, { group }, items, { root, start, half }) {
    const points = bytesOf(items);
    return stage(kernel, {
      inputs: [littleEndian(root, 32)],
      room: points.length,
      inPlace: points,
      call: ([by], _, at) =>
        kernel.call(group, 'Butterflies')(at, at + points.length / 2, by!, start, half, items.length),
    });
  },
  show: ([a, b]) => `${showSum(a.sum)} and ${showSum(b.sum)}`,
});
