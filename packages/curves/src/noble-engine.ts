import { pippenger } from '@noble/curves/abstract/curve.js';
import { FFT, rootsOfUnity } from '@noble/curves/abstract/fft.js';
import type { Fp12 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import {
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
  requireEncoding,
  requirePairs,
  requirePowerOfTwo,
  requireRange,
  requireSameGroup,
} from './engine-arguments.ts';
import {
  decodeNoble,
  encodeNoble,
  firstOutsideSubgroup,
  type NoblePoint,
  pointOf,
  requireSubgroup,
} from './noble-group.ts';
import { countProgress } from './progress.ts';
import { requireCombinationScalars, requireSecretScalar, SCALAR_ORDER, scalarToBigInt } from './scalar.ts';
import { encodedCount, encodedSize } from './zcash-encoding.ts';

const { Fp12: Target } = bls12_381.fields;
// FFTs over the roots 7^((r−1)/n), EIP-4844's PRIMITIVE_ROOT_OF_UNITY.
const roots = rootsOfUnity(bls12_381.fields.Fr, 7n);

class NoblePoints implements Points {
  readonly curve: CurveName = 'bls12-381';
  readonly group: Group;
  readonly list: NoblePoint[];
  /** Whether every point is known to lie in the prime-order subgroup. */
  checked: boolean;
  constructor(group: Group, list: NoblePoint[], checked: boolean) {
    this.group = group;
    this.list = list;
    this.checked = checked;
  }
  get count(): number {
    return this.list.length;
  }
}

class NobleMiller implements MillerValue {
  readonly curve: CurveName = 'bls12-381';
  readonly value: Fp12;
  constructor(value: Fp12) {
    this.value = value;
  }
}

/**
 * The oracle: every operation with @noble/curves, in the calling thread, one point at a time. Slow (about two
 * milliseconds a multiplication), independent of every faster engine, and what a refusal is confirmed with.
 *
 * Secrets are multiplied with noble's hardened ladder; see scalar.ts for what that cannot promise.
 */
export function createNobleEngine(curve: CurveName = 'bls12-381'): Engine {
  if (curve !== 'bls12-381') throw new RangeError(`the noble engine does not know ${curve}`);
  return engine;
}

const engine: Engine = {
  name: 'noble',
  curve: 'bls12-381',

  async decode(group: Group, encoding: Encoding, bytes: Uint8Array, options: DecodeOptions = {}) {
    requireEncoding(encoding);
    const count = encodedCount(group, bytes);
    const tick = countProgress(count, options.progress);
    const { subgroup = true, infinity = false } = options;
    const list: NoblePoint[] = [];
    for (let i = 0; i < count; i++) {
      const point = decodeNoble(group, bytes, i * encodedSize(group));
      if (typeof point === 'string') throw new PointError(group, i, point);
      if (point.is0()) {
        if (!infinity) throw new PointError(group, i, 'infinity');
      } else if (subgroup && !point.isTorsionFree()) {
        throw new PointError(group, i, 'not-in-subgroup');
      }
      list.push(point);
      tick(1);
    }
    return new NoblePoints(group, list, subgroup);
  },

  async encode(points: Points, encoding: Encoding) {
    requireEncoding(encoding);
    const { group, list } = own(points);
    return encodeNoble(group, list);
  },

  async powers(points: Points, s: Uint8Array, t: Uint8Array, progress?: Progress) {
    requireSecretScalar(s);
    requireSecretScalar(t);
    const { group, list } = checked(points);
    const ratio = scalarToBigInt(t);
    let factor = scalarToBigInt(s);
    const tick = countProgress(list.length, progress);
    const products = list.map((point) => {
      const product = point.is0() ? point : point.multiply(factor);
      factor = (factor * ratio) % SCALAR_ORDER;
      tick(1);
      return product;
    });
    return new NoblePoints(group, products, true);
  },

  async scale(points: Points, s: Uint8Array, progress?: Progress) {
    requireSecretScalar(s);
    const { group, list } = checked(points);
    const factor = scalarToBigInt(s);
    const tick = countProgress(list.length, progress);
    const products = list.map((point) => {
      const product = point.is0() ? point : point.multiply(factor);
      tick(1);
      return product;
    });
    return new NoblePoints(group, products, true);
  },

  async msm(points: Points, scalars: Uint8Array, width: 16 | 32, progress?: Progress) {
    requireCombinationScalars(scalars, points.count, width);
    const { group, list } = checked(points);
    const factors = list.map((_, i) => scalarToBigInt(scalars.subarray(i * width, (i + 1) * width)));
    const sum = list.length === 0 ? pointOf[group].ZERO : pippenger(pointOf[group], list, factors);
    progress?.(list.length, list.length);
    return new NoblePoints(group, [sum], true);
  },

  async lagrange(points: Points, progress?: Progress) {
    requirePowerOfTwo(points.count);
    const { group, list } = checked(points);
    const transform = FFT<NoblePoint>(roots, {
      add: (a, b) => a.add(b),
      sub: (a, b) => a.subtract(b),
      mul: (point, scalar) => point.multiplyUnsafe(scalar),
      inv: (scalar) => bls12_381.fields.Fr.inv(scalar),
    });
    const values = transform.inverse(list);
    progress?.(list.length, list.length);
    return new NoblePoints(group, values, true);
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
    return new NoblePoints(mine.group, mine.list.slice(from, to), mine.checked);
  },

  concat(parts: Points[]) {
    const group = requireSameGroup(parts);
    const mine = parts.map(own);
    return new NoblePoints(
      group,
      mine.flatMap((part) => part.list),
      mine.every((part) => part.checked),
    );
  },

  async negate(points: Points) {
    const mine = own(points);
    return new NoblePoints(
      mine.group,
      mine.list.map((point) => point.negate()),
      mine.checked,
    );
  },

  generator(group: Group) {
    return new NoblePoints(group, [pointOf[group].BASE], true);
  },

  isInfinity(points: Points, index: number) {
    requireRange(points, index, index + 1);
    return own(points).list[index]!.is0();
  },

  async hashToG1(messages: Uint8Array[], dst: string) {
    const list = messages.map((message) => bls12_381.G1.hashToCurve(message, { DST: dst }));
    return new NoblePoints('G1', list as unknown as NoblePoint[], true);
  },

  async miller(g1: Points, g2: Points) {
    requirePairs(g1, g2);
    const left = checked(g1).list as unknown as WeierstrassPoint<bigint>[];
    const right = checked(g2).list as unknown as Parameters<typeof bls12_381.pairing>[1][];
    // e(O, Q) = e(P, O) = 1; noble refuses infinity instead of skipping it.
    const pairs = left
      .map((point, i) => ({ g1: point, g2: right[i]! }))
      .filter((pair) => !pair.g1.is0() && !pair.g2.is0());
    return new NobleMiller(bls12_381.pairingBatch(pairs, false));
  },

  multiply(values: MillerValue[]) {
    return new NobleMiller(
      values.reduce((product, value) => Target.mul(product, ownMiller(value)), Target.ONE),
    );
  },

  async isOne(value: MillerValue) {
    return Target.eql(Target.finalExponentiate(ownMiller(value)), Target.ONE);
  },

  async close() {},
};

function own(points: Points): NoblePoints {
  if (!(points instanceof NoblePoints)) throw new TypeError('these points belong to another engine');
  return points;
}

/** The same, and in the prime-order subgroup; throws {@link PointError} otherwise. */
function checked(points: Points): NoblePoints {
  const mine = own(points);
  if (!mine.checked) {
    requireSubgroup(mine.group, mine.list);
    mine.checked = true;
  }
  return mine;
}

function ownMiller(value: MillerValue): Fp12 {
  if (!(value instanceof NobleMiller)) throw new TypeError('this value belongs to another engine');
  return value.value;
}
