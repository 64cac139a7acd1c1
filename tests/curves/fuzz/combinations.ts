import { joinBytes } from '@brebaje/curves/bytes';
import { storageSize } from '@brebaje/curves/kernel/instance';
import { agreeing } from './agreeing.ts';
import { littleEndian, spikyCount, spikyFactor } from './integers.ts';
import { type Entry, showSum } from './known-points.ts';
import { type Ground, operation } from './operation.ts';
import { stage } from './stage.ts';

interface Term {
  readonly entry: Entry;
  readonly factor: bigint;
}

interface Width {
  readonly width: 4 | 16 | 32;
}

const bytesOf = (entries: readonly Entry[]) => joinBytes(entries.map(({ bytes }) => bytes));

export const combining = operation<Term, Width>({
  name: 'msm',
  exported: 'Msm',
  weight: 2,
  draw(ground, random) {
    const width = random.pick([4, 16, 32] as const);
    // Only on the subgroup are the parts of a split scalar the scalar.
    const options = { strays: width < 32 && random.chance(60), infinity: random.chance(60) };
    const count = random.chance(2) ? 1500 + random.below(3000) : spikyCount(random);
    const entries = ground.pool.draw(random, count, options);
    const some = Array.from({ length: 1 + random.below(3) }, () => spikyFactor(random, ground.curve, width));
    const shared = random.chance(20);
    const items = entries.map((entry) => {
      const factor = shared ? random.pick(some) : spikyFactor(random, ground.curve, width);
      return { entry, factor };
    });
    return { items, settings: { width } };
  },
  expected({ known }, items) {
    const total = known.total(items.map(({ entry, factor }) => [entry.sum, factor]));
    return { answer: 0, bytes: known.bytes([total])[0] };
  },
  computed(kernel, { curve, group }, items, { width }) {
    const scalars = joinBytes(items.map(({ factor }) => littleEndian(factor, width)));
    return stage(kernel, {
      inputs: [bytesOf(items.map(({ entry }) => entry)), scalars],
      work: [kernel.call(group, 'MsmWork')(items.length, width)],
      room: storageSize(curve, group),
      call: ([points, factors], [work], out) =>
        kernel.call(group, 'Msm')(points!, factors!, items.length, width, work!, out),
    });
  },
  async confirm({ libraries, known, group, curve }, items, _, { bytes }) {
    if (!bytes || items.length === 0) return [];
    const points = bytesOf(items.map(({ entry }) => entry));
    const scalars = joinBytes(items.map(({ factor }) => littleEndian(factor % curve.r, 32)));
    const good = items.every(({ entry: { sum } }) => !known.isInfinity(sum) && known.isInSubgroup(sum));
    const names: string[] = [];
    for (const { name, ask } of libraries.filter(({ everything }) => everything || good)) {
      names.push(...agreeing(name, await ask({ kind: 'msm', group, points, scalars }), bytes));
    }
    return names;
  },
  show: ({ entry, factor }) => `0x${factor.toString(16)} times ${showSum(entry.sum)}`,
});

const drawAny = (ground: Ground, random: Parameters<typeof spikyCount>[0]) => ({
  items: ground.pool.draw(random, spikyCount(random, 3000), {
    strays: random.chance(60),
    infinity: random.chance(70),
  }),
  settings: { inPlace: random.chance(50) },
});

export const summing = operation<Entry, { inPlace: boolean }>({
  name: 'sum',
  exported: 'Sum',
  weight: 0.5,
  draw: drawAny,
  expected({ known }, items) {
    return { answer: 0, bytes: known.bytes([known.total(items.map(({ sum }) => [sum, 1n]))])[0] };
  },
  computed: (kernel, { curve, group }, items) =>
    stage(kernel, {
      inputs: [bytesOf(items)],
      room: storageSize(curve, group),
      call: ([points], _, out) => kernel.call(group, 'Sum')(points!, items.length, out),
    }),
  show: ({ sum }) => showSum(sum),
});

export const negating = operation<Entry, { inPlace: boolean }>({
  name: 'negate',
  exported: 'Negate',
  weight: 0.5,
  draw: drawAny,
  expected: ({ known }, items) => ({
    answer: 0,
    bytes: joinBytes(items.map(({ point }) => known.stored(point.negate()))),
  }),
  computed(kernel, { group }, items, { inPlace }) {
    const points = bytesOf(items);
    return stage(kernel, {
      inputs: inPlace ? [] : [points],
      room: points.length,
      ...(inPlace ? { inPlace: points } : {}),
      call: ([from], _, to) => kernel.call(group, 'Negate')(from ?? to, to, items.length),
    });
  },
  show: ({ sum }) => showSum(sum),
});
