import { joinBytes } from '@brebaje/curves/bytes';
import { inverse, modulo, power } from '@brebaje/curves/curve/arithmetic';
import { rootOfUnity } from '@brebaje/curves/curve/roots';
import { littleEndian, spikyCount, spikyScalar } from './integers.ts';
import { type Ground, type Operation, operation } from './operation.ts';
import type { Random } from './random.ts';
import { stage } from './stage.ts';

/** Operations on scalars, which are exact in bigints; zero is one of them here. */

type Pair = readonly [a: bigint, b: bigint];

const scalar = ({ curve }: Ground, random: Random) => (random.chance(6) ? 0n : spikyScalar(random, curve));
const bytesOf = (values: readonly bigint[]) => joinBytes(values.map((value) => littleEndian(value, 32)));
const hexOf = (value: bigint) => `0x${value.toString(16)}`;

function onPairs(
  name: 'frMultiply' | 'frAdd' | 'frSubtract',
  exact: (a: bigint, b: bigint) => bigint,
): Operation {
  return operation<Pair, { out: 'a' | 'b' | 'new' }>({
    name,
    exported: name,
    weight: 0.2,
    draw: (ground, random) => ({
      items: Array.from(
        { length: spikyCount(random) },
        () => [scalar(ground, random), scalar(ground, random)] as const,
      ),
      settings: { out: random.pick(['a', 'b', 'new'] as const) },
    }),
    expected: ({ curve }, items) => ({
      answer: 0,
      bytes: bytesOf(items.map(([a, b]) => modulo(exact(a, b), curve.r))),
    }),
    computed(kernel, _, items, { out }) {
      const [a, b] = [bytesOf(items.map(([left]) => left)), bytesOf(items.map(([, right]) => right))];
      const call = kernel.exports[name];
      const room = a.length;
      const n = items.length;
      if (out === 'new') {
        return stage(kernel, {
          inputs: [a, b],
          room,
          call: ([left, right], __, to) => call(left!, right!, to, n),
        });
      }
      const [inPlace, other] = out === 'a' ? [a, b] : [b, a];
      return stage(kernel, {
        inputs: [other],
        room,
        inPlace,
        call: ([at], __, to) => (out === 'a' ? call(to, at!, to, n) : call(at!, to, to, n)),
      });
    },
    show: (pair) => pair.map(hexOf).join(' and '),
  });
}

const inverting = operation<bigint, { inPlace: boolean }>({
  name: 'frInvert',
  refusal: 'zero',
  exported: 'frInvert',
  weight: 0.2,
  draw(ground, random) {
    const some = random.chance(20) ? scalar : () => spikyScalar(random, ground.curve);
    const items = Array.from({ length: spikyCount(random) }, () => some(ground, random));
    return { items, settings: { inPlace: random.chance(50) } };
  },
  expected({ curve }, items) {
    const zero = items.indexOf(0n);
    if (zero >= 0) return { answer: 1 + zero };
    return { answer: 0, bytes: bytesOf(items.map((value) => inverse(value, curve.r))) };
  },
  computed(kernel, _, items, { inPlace }) {
    const values = bytesOf(items);
    return stage(kernel, {
      inputs: inPlace ? [] : [values],
      room: values.length,
      ...(inPlace ? { inPlace: values } : {}),
      call: ([from], __, to) => kernel.exports.frInvert(from ?? to, to, items.length),
    });
  },
  show: hexOf,
});

const raising = operation<number, { s: bigint; t: bigint }>({
  name: 'frPowers',
  exported: 'frPowers',
  weight: 0.2,
  draw: (ground, random) => ({
    items: Array.from({ length: spikyCount(random) }, (_, i) => i),
    settings: { s: scalar(ground, random), t: scalar(ground, random) },
  }),
  expected: ({ curve }, items, { s, t }) => ({
    answer: 0,
    bytes: bytesOf(items.map((_, i) => (s * power(t, BigInt(i), curve.r)) % curve.r)),
  }),
  computed: (kernel, _, items, { s, t }) =>
    stage(kernel, {
      inputs: [littleEndian(s, 32), littleEndian(t, 32)],
      room: 32 * items.length,
      call: ([first, ratio], __, to) => kernel.exports.frPowers(first!, ratio!, to, items.length),
    }),
  show: String,
});

const dotting = operation<readonly Pair[], null>({
  name: 'frDots',
  exported: 'frDots',
  weight: 0.2,
  draw: (ground, random) => ({
    items: Array.from({ length: spikyCount(random, 300) }, () =>
      Array.from(
        { length: random.below(random.chance(5) ? 100 : 8) },
        () => [scalar(ground, random), scalar(ground, random)] as const,
      ),
    ),
    settings: null,
  }),
  expected: ({ curve }, items) => ({
    answer: 0,
    bytes: bytesOf(items.map((pairs) => pairs.reduce((sum, [a, b]) => sum + a * b, 0n) % curve.r)),
  }),
  computed(kernel, _, items) {
    const pairs = items.flat();
    return stage(kernel, {
      inputs: [
        bytesOf(pairs.map(([a]) => a)),
        bytesOf(pairs.map(([, b]) => b)),
        joinBytes(items.map(({ length }) => littleEndian(BigInt(length), 4))),
      ],
      room: 32 * items.length,
      call: ([a, b, counts], __, to) => kernel.exports.frDots(a!, b!, counts!, items.length, to),
    });
  },
  show: (pairs) => pairs.map((pair) => pair.map(hexOf).join('·')).join(' + '),
});

/** log₂ of the largest power of two that is not more than the count. */
const logOf = (count: number) => 31 - Math.clz32(count);

const transforming = operation<bigint, { inverse: boolean }>({
  name: 'frTransform',
  exported: 'frTransform',
  weight: 0.5,
  draw(ground, random) {
    const log = random.chance(10) ? 9 + random.below(5) : random.below(9);
    const few = Array.from({ length: Math.min(1 << log, 256) }, () => scalar(ground, random));
    const items = Array.from({ length: 1 << log }, () => random.pick(few));
    return { items, settings: { inverse: random.chance(50) } };
  },
  expected({ curve }, items, settings) {
    if (items.length === 0) return { answer: 0, bytes: new Uint8Array() };
    const { r } = curve;
    const log = logOf(items.length);
    const root = rootOfUnity(curve.name, log);
    const values = items.slice(0, 1 << log);
    if (!settings.inverse) return { answer: 0, bytes: bytesOf(transformed(values, root, r)) };
    const share = inverse(BigInt(values.length), r);
    const back = transformed(values, inverse(root, r), r).map((value) => (value * share) % r);
    return { answer: 0, bytes: bytesOf(back) };
  },
  computed(kernel, _, items, settings) {
    if (items.length === 0) return { answer: 0, bytes: new Uint8Array() };
    const log = logOf(items.length);
    const inPlace = bytesOf(items.slice(0, 1 << log));
    return stage(kernel, {
      inputs: [],
      room: inPlace.length,
      inPlace,
      call: (__, ___, at) => kernel.exports.frTransform(at, log, settings.inverse ? 1 : 0),
    });
  },
  show: hexOf,
});

/** Σⱼ root^(ij)·vⱼ for every i, by halves. */
function transformed(values: readonly bigint[], root: bigint, r: bigint): bigint[] {
  if (values.length === 1) return [...values];
  const square = (root * root) % r;
  const half = (odd: number) =>
    transformed(
      values.filter((_, i) => i % 2 === odd),
      square,
      r,
    );
  const [even, odd] = [half(0), half(1)];
  let factor = 1n;
  const turned = odd.map((value) => {
    const product = (value * factor) % r;
    factor = (factor * root) % r;
    return product;
  });
  const sums = even.map((value, i) => (value + turned[i]!) % r);
  return [...sums, ...even.map((value, i) => modulo(value - turned[i]!, r))];
}

export const SCALAR_OPERATIONS: readonly Operation[] = [
  onPairs('frMultiply', (a, b) => a * b),
  onPairs('frAdd', (a, b) => a + b),
  onPairs('frSubtract', (a, b) => a - b),
  inverting,
  raising,
  dotting,
  transforming,
];
