import { oracle } from '../curve/curve-oracle.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import type { Group } from '../engine.ts';
import { fromModel, model, ordinate, type Point, toModel } from './reference.ts';

/** Prime factors of the cofactors, all odd. */
export function smallOrders(curve: CurveParameters, group: Group): bigint[] {
  if (curve.name === 'bn254') return group === 'G1' ? [] : [10069n, 5864401n];
  return group === 'G1' ? [3n, 11n, 10177n, 859267n] : [13n, 23n, 2713n, 11953n, 262069n];
}

/** The order of the whole curve. */
export function curveOrder(curve: CurveParameters, group: Group): bigint {
  return (oracle[curve.name][group].CURVE() as { h: bigint }).h * curve.r;
}

/** A point of the curve with the first usable x from `seed` up: as good as never in a proper subgroup. */
export function curvePoint(curve: CurveParameters, group: Group, seed: bigint): NonNullable<Point> {
  for (let c0 = seed; ; c0++) {
    const x = group === 'G1' ? [c0] : [c0, 1n];
    const y = ordinate(curve, group, x);
    if (y) return { x, y };
  }
}

/** A point whose order is exactly the prime factor of the cofactor. */
export function pointOfOrder(curve: CurveParameters, group: Group, order: bigint): NonNullable<Point> {
  const { multiply } = model(curve, group);
  let rest = curveOrder(curve, group);
  while (rest % order === 0n) rest /= order;
  for (let seed = 1n; ; seed++) {
    let point = multiply(toModel(curvePoint(curve, group, seed)), rest);
    for (let next = point; next !== null; next = multiply(point, order)) point = next;
    if (point !== null) return fromModel(point)!;
  }
}

/** k times the generator. */
export function goodPoint(curve: CurveParameters, group: Group, k: bigint): NonNullable<Point> {
  const { x, y } = oracle[curve.name][group].BASE.multiply(k).toAffine();
  const parts = (value: unknown) =>
    typeof value === 'bigint' ? [value] : (Object.values(value as object) as bigint[]);
  return { x: parts(x), y: parts(y) };
}

export function sum(curve: CurveParameters, group: Group, a: Point, b: Point): Point {
  return fromModel(model(curve, group).add(a && toModel(a), b && toModel(b)));
}
