import { ordinate, type Point } from '@brebaje/curves/codec/reference';
import {
  pointOfOrder,
  pointWithImaginaryOrdinate,
  pointWithRealOrdinate,
  smallOrders,
} from '@brebaje/curves/codec/samples';
import type { Fp2 } from '@brebaje/curves/curve/arithmetic';
import { modulo } from '@brebaje/curves/curve/arithmetic';
import { oracle, toNoble } from '@brebaje/curves/curve/curve-oracle';
import type { CurveParameters } from '@brebaje/curves/curve/parameters';
import { storageBytes } from '@brebaje/curves/curve/storage';
import type { Group } from '@brebaje/curves/engine';
import { normalizeZ } from '@noble/curves/abstract/curve.js';
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';

type NoblePoint = WeierstrassPoint<unknown>;

/** A point that others are multiples of. */
interface Base {
  readonly name: string;
  readonly point: NoblePoint;
  /** Undefined: not known, but so large that no multiple in use is infinity. */
  readonly order: bigint | undefined;
  readonly inSubgroup: boolean;
}

/** A point as a sum of multiples of bases: what noble then need not compute term by term. */
export type Sum = ReadonlyMap<Base, bigint>;

/** A point with all that is known about it. */
export interface Entry {
  readonly sum: Sum;
  readonly point: NoblePoint;
  /** In storage form. */
  readonly bytes: Uint8Array;
}

/**
 * Points of one group whose sums of multiples are known: of the generator, of points of the small orders, of points
 * with coordinates near 0, p and powers of two. What an operation must answer is then one multiplication away, which
 * noble does.
 */
export class KnownPoints {
  readonly curve: CurveParameters;
  readonly group: Group;
  readonly bases: readonly Base[];
  readonly generator: Base;
  readonly #Point: WeierstrassPointCons<unknown>;

  /** noble's table for the generator has windows of so many bits. */
  constructor(curve: CurveParameters, group: Group, window: number) {
    this.curve = curve;
    this.group = group;
    this.#Point = oracle[curve.name][group] as unknown as WeierstrassPointCons<unknown>;
    this.#Point.BASE.precompute(window);
    this.generator = { name: 'G', point: this.#Point.BASE, order: curve.r, inSubgroup: true };
    const small = smallOrders(curve, group).map((order) => ({
      name: `T${order}`,
      point: this.#noble(pointOfOrder(curve, group, order)),
      order,
      inSubgroup: false,
    }));
    this.bases = [this.generator, ...small, ...this.#specialBases()];
  }

  #noble(point: NonNullable<Point>): NoblePoint {
    const [x, y] = [point.x, point.y].map((parts) =>
      parts.length === 1 ? parts[0] : toNoble(parts as unknown as Fp2),
    );
    return this.#Point.fromAffine({ x, y });
  }

  #specialBases(): Base[] {
    const { curve, group } = this;
    const { p } = curve;
    const special = [0n, 1n, 2n, 3n, p - 1n, p - 2n, p - 3n, p / 2n, p / 2n + 1n];
    for (const bit of [26n, 29n, 32n, 52n, 64n, 104n, 128n, 208n, 250n])
      special.push(1n << bit, (1n << bit) - 1n);
    const bases: Base[] = [];
    const take = (point: NonNullable<Point>) => {
      const made = this.#noble(point);
      // (1, 2) is BN254's generator, and (0, 2) of BLS12-381 has order three: multiples of bases there are.
      if (made.equals(this.#Point.BASE) || made.equals(this.#Point.BASE.negate())) return;
      if (made.double().equals(made.negate())) return;
      // The cofactor of BN254 G1 is one: there such points may be multiplied like others.
      const inSubgroup = made.isTorsionFree();
      const order = inSubgroup ? curve.r : undefined;
      bases.push({ name: `X${bases.length}`, point: made, order, inSubgroup });
    };
    for (const [i, x] of special.entries()) {
      const coordinate = group === 'G1' ? [x] : [x, special[(7 * i + 3) % special.length]!];
      const y = ordinate(curve, group, coordinate);
      if (y) take({ x: coordinate, y });
    }
    if (group === 'G2') {
      take(pointWithRealOrdinate(curve));
      take(pointWithImaginaryOrdinate(curve));
    }
    return bases;
  }

  /** A point of the subgroup that nothing is known about. */
  single(point: NonNullable<Point>): Sum {
    const base = { name: `P${point.x}`, point: this.#noble(point), order: this.curve.r, inSubgroup: true };
    return this.multiple(1n, base);
  }

  multiple(factor: bigint, base: Base = this.generator): Sum {
    return this.total([[new Map([[base, 1n]]), factor]]);
  }

  /** Σ factor·sum. */
  total(terms: readonly (readonly [Sum, bigint])[]): Sum {
    const sums = new Map<Base, bigint>();
    for (const [sum, factor] of terms) {
      for (const [base, times] of sum) sums.set(base, (sums.get(base) ?? 0n) + times * factor);
    }
    for (const [base, times] of sums) {
      const reduced = base.order ? modulo(times, base.order) : times;
      if (reduced === 0n) sums.delete(base);
      else sums.set(base, reduced);
    }
    return sums;
  }

  isInfinity(sum: Sum): boolean {
    return sum.size === 0;
  }

  isInSubgroup(sum: Sum): boolean {
    return [...sum.keys()].every(({ inSubgroup }) => inSubgroup);
  }

  /** By noble. */
  compute(sums: readonly Sum[]): NoblePoint[] {
    const points = sums.map((sum) => {
      let total = this.#Point.ZERO as NoblePoint;
      for (const [{ point }, times] of sum) {
        const product = point.multiplyUnsafe(times < 0n ? -times : times);
        total = total.add(times < 0n ? product.negate() : product);
      }
      return total;
    });
    return normalizeZ(this.#Point, points) as NoblePoint[];
  }

  /** In storage form. */
  bytes(sums: readonly Sum[]): Uint8Array[] {
    return this.compute(sums).map((point) => this.stored(point));
  }

  stored(point: NoblePoint): Uint8Array {
    const { curve, group } = this;
    const at = this.coordinates(point);
    if (!at) return new Uint8Array((group === 'G1' ? 2 : 4) * curve.coordinateBytes);
    return storageBytes(curve, [at.x, at.y]);
  }

  coordinates(point: NoblePoint): Point {
    if (point.is0()) return null;
    const { x, y } = point.toAffine();
    const parts = (value: unknown) =>
      typeof value === 'bigint' ? [value] : (Object.values(value as object) as bigint[]);
    return { x: parts(x), y: parts(y) };
  }

  entries(sums: readonly Sum[]): Entry[] {
    return this.compute(sums).map((point, i) => ({ sum: sums[i]!, point, bytes: this.stored(point) }));
  }

  /** Σ of two entries, pair by pair. */
  sums(pairs: readonly (readonly [Entry, Entry])[]): Entry[] {
    const points = normalizeZ(
      this.#Point,
      pairs.map(([a, b]) => a.point.add(b.point)),
    ) as NoblePoint[];
    return points.map((point, i) => {
      const [a, b] = pairs[i]!;
      return {
        sum: this.total([
          [a.sum, 1n],
          [b.sum, 1n],
        ]),
        point,
        bytes: this.stored(point),
      };
    });
  }
}

/** For reports. */
export function showSum(sum: Sum): string {
  return sum.size === 0 ? '0' : [...sum].map(([{ name }, times]) => `${times}·${name}`).join(' + ');
}
