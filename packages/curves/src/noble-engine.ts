import { pippenger } from '@noble/curves/abstract/curve.js';
import { FFT, rootsOfUnity } from '@noble/curves/abstract/fft.js';
import type { Fp12 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import {
  type CombineOptions,
  type CurveName,
  type DecodeOptions,
  type Encoding,
  type Engine,
  type Group,
  type MillerValue,
  PointError,
  type Points,
  type Progress,
} from './engine.ts';
import {
  requireBatchLength,
  requireEncoded,
  requirePairs,
  requirePowerOfTwo,
  requireRange,
  requireSameGroup,
} from './engine-arguments.ts';
import { encodedSize } from './kernel/encoding.ts';
import { firstOutsideSubgroup, NOBLE_CURVES, type NobleCurve, type NoblePoint } from './noble-curve.ts';
import { decodeNoble, encodeNoble } from './noble-encodings.ts';
import { NobleMiller, NoblePoints } from './noble-values.ts';
import { countProgress } from './progress.ts';
import { requireCombinationScalars, requireSecretScalar, scalarToBigInt } from './scalar.ts';

/**
 * The oracle: every operation with @noble/curves, in the calling thread, one point at a time. Slow (about two
 * milliseconds a multiplication), independent of every faster engine, and what a refusal is confirmed with.
 * Engines of one curve share their points.
 *
 * Secrets are multiplied with noble's hardened ladder; see scalar.ts for what that cannot promise.
 */
export function createNobleEngine(curve: CurveName = 'bls12-381'): Engine {
  return nobleEngine(NOBLE_CURVES[curve]);
}

function nobleEngine(curve: NobleCurve): Engine {
  const { name, groups } = curve;
  const { Fr, Fp12: Target } = curve.fields;
  const order = Fr.ORDER;
  const make = (group: Group, list: NoblePoint[], checked = true) =>
    new NoblePoints(name, group, list, checked);

  function own(points: Points): NoblePoints {
    if (!(points instanceof NoblePoints) || points.curve !== name) {
      throw new TypeError('these points belong to another engine');
    }
    return points;
  }

  /** The same, and in the prime-order subgroup; throws {@link PointError} otherwise. */
  function checked(points: Points): NoblePoints {
    const mine = own(points);
    if (mine.checked) return mine;
    const index = firstOutsideSubgroup(mine.list);
    if (index !== undefined) throw new PointError(mine.group, index, 'not-in-subgroup');
    mine.checked = true;
    return mine;
  }

  function factorOf(value: MillerValue): Fp12 {
    if (!(value instanceof NobleMiller) || value.curve !== name) {
      throw new TypeError('this value belongs to another engine');
    }
    return value.value;
  }

  /** Point i times the i-th factor; infinity stays what it is. */
  function multiply(points: Points, factors: Iterator<bigint>, progress?: Progress): NoblePoints {
    const { group, list } = checked(points);
    const tick = countProgress(list.length, progress);
    const products = list.map((point) => {
      const factor = factors.next().value as bigint;
      const product = point.is0() ? point : point.multiply(factor);
      tick(1);
      return product;
    });
    return make(group, products);
  }

  return {
    name: 'noble',
    curve: name,

    async decode(group: Group, encoding: Encoding, bytes: Uint8Array, options: DecodeOptions = {}) {
      const count = requireEncoded(name, group, encoding, bytes);
      const size = encodedSize(name, group, encoding);
      const tick = countProgress(count, options.progress);
      const { subgroup = true, infinity = false } = options;
      const list: NoblePoint[] = [];
      for (let i = 0; i < count; i++) {
        const point = decodeNoble(curve, group, encoding, bytes.subarray(i * size, (i + 1) * size));
        if (typeof point === 'string') throw new PointError(group, i, point);
        if (point.is0()) {
          if (!infinity) throw new PointError(group, i, 'infinity');
        } else if (subgroup && !point.isTorsionFree()) {
          throw new PointError(group, i, 'not-in-subgroup');
        }
        list.push(point);
        tick(1);
      }
      return make(group, list, subgroup);
    },

    async encode(points: Points, encoding: Encoding) {
      const { group, list } = own(points);
      return encodeNoble(curve, group, encoding, list);
    },

    async powers(points: Points, s: Uint8Array, t: Uint8Array, progress?: Progress) {
      requireSecretScalar(s, order);
      requireSecretScalar(t, order);
      return multiply(points, geometric(scalarToBigInt(s), scalarToBigInt(t), order), progress);
    },

    async scale(points: Points, s: Uint8Array, progress?: Progress) {
      requireSecretScalar(s, order);
      return multiply(points, geometric(scalarToBigInt(s), 1n, order), progress);
    },

    async msm(points: Points, scalars: Uint8Array, width: 16 | 32, progress?: Progress) {
      requireCombinationScalars(scalars, points.count, width, order);
      const { group, list } = checked(points);
      const factors = list.map((_, i) => scalarToBigInt(scalars.subarray(i * width, (i + 1) * width)));
      const sum = list.length === 0 ? groups[group].ZERO : pippenger(groups[group], list, factors);
      progress?.(list.length, list.length);
      return make(group, [sum]);
    },

    async combineEncoded(group, encoding, bytes, scalars, { width, infinity = false }: CombineOptions) {
      return this.msm(await this.decode(group, encoding, bytes, { infinity }), scalars, width);
    },

    async lagrange(points: Points, progress?: Progress) {
      requirePowerOfTwo(points.count);
      const { group, list } = checked(points);
      const transform = FFT<NoblePoint>(rootsOfUnity(Fr, curve.nonResidue), {
        add: (a, b) => a.add(b),
        sub: (a, b) => a.subtract(b),
        mul: (point, scalar) => point.multiplyUnsafe(scalar),
        inv: (scalar) => Fr.inv(scalar),
      });
      const values = transform.inverse(list);
      progress?.(list.length, list.length);
      return make(group, values);
    },

    async checkSubgroup(points: Points) {
      const mine = own(points);
      if (mine.checked) return undefined;
      const index = firstOutsideSubgroup(mine.list);
      mine.checked = index === undefined;
      return index;
    },

    async firstDifference(a: Points, b: Points) {
      requireSameGroup([a, b]);
      requireBatchLength(a, b);
      const left = own(a).list;
      const right = own(b).list;
      const index = left.findIndex((point, i) => !point.equals(right[i]!));
      return index < 0 ? undefined : index;
    },

    slice(points: Points, from: number, to: number) {
      requireRange(points, from, to);
      const mine = own(points);
      return make(mine.group, mine.list.slice(from, to), mine.checked);
    },

    concat(parts: Points[]) {
      const group = requireSameGroup(parts);
      const mine = parts.map(own);
      return make(
        group,
        mine.flatMap((part) => part.list),
        mine.every((part) => part.checked),
      );
    },

    async negate(points: Points) {
      const { group, list, checked } = own(points);
      return make(
        group,
        list.map((point) => point.negate()),
        checked,
      );
    },

    generator: (group: Group) => make(group, [groups[group].BASE]),

    isInfinity(points: Points, index: number) {
      requireRange(points, index, index + 1);
      return own(points).list[index]!.is0();
    },

    async hashToG1(messages: Uint8Array[], dst: string) {
      if (name !== 'bls12-381') throw new RangeError(`no hash to G1 of ${name}`);
      const list = messages.map((message) => bls12_381.G1.hashToCurve(message, { DST: dst }));
      return make('G1', list as unknown as NoblePoint[]);
    },

    async miller(g1: Points, g2: Points) {
      requirePairs(g1, g2);
      const left = checked(g1).list as unknown as WeierstrassPoint<bigint>[];
      const right = checked(g2).list as unknown as Parameters<NobleCurve['pairingBatch']>[0][number]['g2'][];
      // e(O, Q) = e(P, O) = 1; noble refuses infinity instead of skipping it.
      const pairs = left
        .map((point, i) => ({ g1: point, g2: right[i]! }))
        .filter((pair) => !pair.g1.is0() && !pair.g2.is0());
      return new NobleMiller(name, curve.pairingBatch(pairs, false));
    },

    multiply(values: MillerValue[]) {
      const product = values.reduce((product, value) => Target.mul(product, factorOf(value)), Target.ONE);
      return new NobleMiller(name, product);
    },

    async isOne(value: MillerValue) {
      return Target.eql(Target.finalExponentiate(factorOf(value)), Target.ONE);
    },

    // The collector sees what is behind big integers.
    release() {},

    async close() {},
  };
}

/** first, first·ratio, first·ratio² … modulo the order, without end. */
function* geometric(first: bigint, ratio: bigint, order: bigint): Generator<bigint> {
  for (let factor = first; ; factor = (factor * ratio) % order) yield factor;
}
