import { joinBytes } from '@brebaje/curves/bytes';
import { BAD_SCALAR } from '@brebaje/curves/kernel/abi';
import { storageSize } from '@brebaje/curves/kernel/instance';
import { littleEndian, noScalar, spikyScalar } from './integers.ts';
import { type Entry, showSum } from './known-points.ts';
import { operation } from './operation.ts';
import { stage } from './stage.ts';

/** A combination: points and their factors. */
type Combination = readonly { readonly entry: Entry; readonly factor: bigint }[];

export const combiningEach = operation<Combination, null>({
  name: 'combine-each',
  exported: 'CombineEach',
  draw({ curve, pool }, random) {
    const many = random.chance(3);
    const lengths = Array.from({ length: random.below(many ? 700 : 12) }, () =>
      random.below(random.chance(5) ? 70 : 9),
    );
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const entries = pool.draw(random, total, { strays: false, infinity: random.chance(60) });
    const bad = random.chance(3);
    const factor = () => {
      if (bad && random.chance(20)) return noScalar(random, curve);
      return random.chance(40) ? random.pick([0n, 1n, curve.r - 1n]) : spikyScalar(random, curve);
    };
    const terms = entries.map((entry) => ({ entry, factor: factor() }));
    return { items: lengths.map((length) => terms.splice(0, length)), settings: null };
  },
  expected({ known, curve }, items) {
    if (items.flat().some(({ factor }) => factor >= curve.r)) return { answer: BAD_SCALAR };
    const sums = items.map((terms) => known.total(terms.map(({ entry, factor }) => [entry.sum, factor])));
    return { answer: 0, bytes: joinBytes(known.bytes(sums)) };
  },
  computed(kernel, { curve, group }, items) {
    const terms = items.flat();
    const work = kernel.call(group, 'CombineEachWork')(terms.length, items.length);
    return stage(kernel, {
      inputs: [
        joinBytes(terms.map(({ factor }) => littleEndian(factor, 32))),
        joinBytes(items.map(({ length }) => littleEndian(BigInt(length), 4))),
      ],
      work: [joinBytes(terms.map(({ entry }) => entry.bytes)), work],
      room: items.length * storageSize(curve, group),
      call: ([scalars, counts], [points, scratch], out) =>
        kernel.call(group, 'CombineEach')(
          points!,
          scalars!,
          terms.length,
          counts!,
          items.length,
          scratch!,
          out,
        ),
    });
  },
  show: (terms) =>
    terms.map(({ entry, factor }) => `0x${factor.toString(16)} times (${showSum(entry.sum)})`).join(' + '),
});
