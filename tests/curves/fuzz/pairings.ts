import { joinBytes } from '@brebaje/curves/bytes';
import { modulo } from '@brebaje/curves/curve/arithmetic';
import type { CurveParameters } from '@brebaje/curves/curve/parameters';
import { storageBytes } from '@brebaje/curves/curve/storage';
import { finalExponentiation } from '@brebaje/curves/pairing/test-final';
import type { Fp12Bls } from '@noble/curves/abstract/tower.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { agreeing } from './agreeing.ts';
import { spikyCoordinate } from './integers.ts';
import { type Entry, showSum } from './known-points.ts';
import { hex, operation } from './operation.ts';
import { stage } from './stage.ts';

const CURVES = { 'bls12-381': bls12_381, bn254 };

type Fp12 = ReturnType<Fp12Bls['fromBigTwelve']>;
type Pair = readonly [g1: Entry, g2: Entry];

const valueBytes = ({ coordinateBytes }: CurveParameters) => 12 * coordinateBytes;

function bytesOf(curve: CurveParameters, value: Fp12): Uint8Array {
  const parts = [value.c0, value.c1].flatMap(({ c0, c1, c2 }) => [c0, c1, c2]);
  return storageBytes(
    curve,
    parts.map(({ c0, c1 }) => [c0, c1]),
  );
}

/** Values after the final exponentiation, by the bytes before: kernels are to agree on them. */
const finished = new Map<string, Uint8Array>();

function finish(curve: CurveParameters, value: Uint8Array): Uint8Array {
  const key = hex(value);
  const result = finished.get(key) ?? bytesOf(curve, finalExponentiation(curve.name, value));
  if (finished.size > 16) finished.clear();
  finished.set(key, result);
  return result;
}

const generators = new Map<string, Fp12>();

/** e(G, H)^exponent. */
function pairingPower({ name }: CurveParameters, exponent: bigint): Fp12 {
  const { pairing, G1, G2, fields } = CURVES[name];
  const base = generators.get(name) ?? pairing(G1.Point.BASE, G2.Point.BASE);
  generators.set(name, base);
  return fields.Fp12.pow(base, exponent);
}

/** Of a point whose sum is a multiple of the generator alone. */
const logarithm = ({ sum }: Entry): bigint | undefined => {
  if (sum.size === 0) return 0n;
  const [[base, times] = [undefined, 0n]] = sum;
  return sum.size === 1 && base?.name === 'G' ? times : undefined;
};

export const pairing = operation<Pair, { closed: boolean }>({
  name: 'miller',
  exported: 'miller',
  weight: 2,
  draw({ pool, second }, random) {
    const count = random.chance(4) ? 254 + random.below(5) : random.below(20);
    const options = { strays: false, infinity: random.chance(50) };
    const right = second.pool.draw(random, count, options);
    const items: Pair[] = [];
    for (const [i, entry] of pool.draw(random, count, options).entries()) {
      // Bases of points with special coordinates have no logarithm that would say what their pairing is.
      if (logarithm(entry) !== undefined) items.push([entry, right[i]!]);
    }
    return { items, settings: { closed: random.chance(50) } };
  },
  expected({ curve }, items) {
    const total = items.reduce((sum, [a, b]) => sum + logarithm(a)! * logarithm(b)!, 0n);
    return { answer: 0, bytes: bytesOf(curve, pairingPower(curve, modulo(total, curve.r))) };
  },
  computed(kernel, { curve }, items) {
    const [left, right] = [0, 1].map((side) => joinBytes(items.map((pair) => pair[side]!.bytes)));
    const outcome = stage(kernel, {
      inputs: [left!, right!],
      room: valueBytes(curve),
      call: ([g1, g2], _, out) => kernel.exports.miller(g1!, g2!, items.length, out),
    });
    return { ...outcome, bytes: outcome.bytes && finish(curve, outcome.bytes) };
  },
  /** The libraries say whether a product is one: of these pairs and another that makes it so, or does not. */
  async confirm({ libraries, curve, known, second }, items, { closed }) {
    const finite = items.filter(([a, b]) => a.sum.size > 0 && b.sum.size > 0).slice(0, 20);
    const total = finite.reduce((sum, [a, b]) => sum + logarithm(a)! * logarithm(b)!, closed ? 0n : 1n);
    if (finite.length === 0 || modulo(total, curve.r) === 0n) return [];
    const pairs = [
      ...finite,
      [
        known.entries([known.multiple(-total)])[0]!,
        second.known.entries([second.known.multiple(1n)])[0]!,
      ] as const,
    ];
    const noble = CURVES[curve.name];
    const batch = pairs.map(([a, b]) => ({ g1: a.point, g2: b.point }));
    const product = noble.pairingBatch(batch as unknown as Parameters<typeof noble.pairingBatch>[0]);
    const says = Uint8Array.of(closed ? 1 : 0);
    const names = agreeing(
      'noble’s pairings',
      Uint8Array.of(noble.fields.Fp12.eql(product, noble.fields.Fp12.ONE) ? 1 : 0),
      says,
    );
    const [points, others] = [0, 1].map((side) => joinBytes(pairs.map((pair) => pair[side]!.bytes)));
    for (const { name, ask } of libraries) {
      const question = {
        kind: 'pairing',
        group: 'G1',
        points: points!,
        second: others!,
        scalars: new Uint8Array(),
      } as const;
      names.push(...agreeing(name, await ask(question), says));
    }
    return names;
  },
  show: ([a, b]) => `${showSum(a.sum)} with ${showSum(b.sum)}`,
});

export const multiplying = operation<readonly bigint[], null>({
  name: 'fp12Multiply',
  exported: 'fp12Multiply',
  weight: 0.5,
  draw({ curve }, random) {
    const sparse = random.chance(20);
    const items = Array.from({ length: random.below(12) }, () =>
      Array.from({ length: 12 }, () => (sparse && random.chance(70) ? 0n : spikyCoordinate(random, curve))),
    );
    return { items, settings: null };
  },
  expected({ curve }, items) {
    const { Fp12 } = CURVES[curve.name].fields;
    const values = items.map((parts) =>
      Fp12.fromBigTwelve(parts as Parameters<typeof Fp12.fromBigTwelve>[0]),
    );
    const product = values.reduce((total, value) => Fp12.mul(total, value), Fp12.ONE);
    return { answer: 0, bytes: bytesOf(curve, product) };
  },
  computed: (kernel, { curve }, items) =>
    stage(kernel, {
      inputs: [joinBytes(items.map((parts) => storageBytes(curve, parts)))],
      room: valueBytes(curve),
      call: ([values], _, out) => kernel.exports.fp12Multiply(values!, items.length, out),
    }),
  show: (parts) => parts.map((part) => `0x${part.toString(16)}`).join(' '),
});
