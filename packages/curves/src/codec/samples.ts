import { type Fp2, inverse, multiply2, power2, subtract2 } from '../curve/arithmetic.ts';
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

const pointsOfOrder = new Map<string, NonNullable<Point>>();

/** A point whose order is exactly the prime factor of the cofactor. */
export function pointOfOrder(curve: CurveParameters, group: Group, order: bigint): NonNullable<Point> {
  const key = `${curve.name} ${group} ${order}`;
  const point = pointsOfOrder.get(key) ?? findPointOfOrder(curve, group, order);
  pointsOfOrder.set(key, point);
  return point;
}

function findPointOfOrder(curve: CurveParameters, group: Group, order: bigint): NonNullable<Point> {
  const { multiply } = model(curve, group);
  let rest = curveOrder(curve, group);
  while (rest % order === 0n) rest /= order;
  for (let seed = 1n; ; seed++) {
    const start = multiply(toModel(curvePoint(curve, group, seed)), rest);
    if (start !== null) return fromModel(lastBeforeInfinity(start, (point) => multiply(point, order)))!;
  }
}

/** The last of point, step(point), step(step(point)) … that is not infinity. */
function lastBeforeInfinity<P>(point: P, step: (point: P) => P | null): P {
  const next = step(point);
  return next === null ? point : lastBeforeInfinity(next, step);
}

/** A point of the twist whose y lies in F_p, so that its c0 says which of ±y is larger. */
export function pointWithRealOrdinate(curve: CurveParameters): NonNullable<Point> {
  return pointWithOrdinate(curve, (part) => [part, 0n]);
}

/** A point of the twist whose y lies in u·F_p: the square root of an element of F_p that has none there. */
export function pointWithImaginaryOrdinate(curve: CurveParameters): NonNullable<Point> {
  return pointWithOrdinate(curve, (part) => [0n, part]);
}

function pointWithOrdinate(curve: CurveParameters, make: (part: bigint) => Fp2): NonNullable<Point> {
  for (let part = 2n; ; part++) {
    const y = make(part);
    const x = cubeRoot(subtract2(multiply2(y, y, curve.p), curve.twistB, curve.p), curve.p);
    if (x) return { x, y };
  }
}

/** A cube root in F_p², or undefined. */
function cubeRoot(a: Fp2, p: bigint): Fp2 | undefined {
  let odd = p * p - 1n;
  let sylow = 1n;
  for (; odd % 3n === 0n; odd /= 3n) sylow *= 3n;
  let root = power2(a, inverse(3n, odd), p);
  // Right up to an element whose order is a power of three.
  const generator = power2([2n, 1n], odd, p);
  for (let i = 0n; i < sylow; i++) {
    const cube = multiply2(multiply2(root, root, p), root, p);
    if (cube[0] === a[0] && cube[1] === a[1]) return root;
    root = multiply2(root, generator, p);
  }
  return undefined;
}

const goodPoints = new Map<string, NonNullable<Point>>();

/** k times the generator. Kept: tests ask for the same few again and again. */
export function goodPoint(curve: CurveParameters, group: Group, k: bigint): NonNullable<Point> {
  const key = `${curve.name} ${group} ${k}`;
  const { x, y } = goodPoints.get(key) ?? multipleOfGenerator(curve, group, k);
  goodPoints.set(key, { x, y });
  return { x: [...x], y: [...y] };
}

function multipleOfGenerator(curve: CurveParameters, group: Group, k: bigint): NonNullable<Point> {
  const { x, y } = oracle[curve.name][group].BASE.multiply(k).toAffine();
  const parts = (value: unknown) =>
    typeof value === 'bigint' ? [value] : (Object.values(value as object) as bigint[]);
  return { x: parts(x), y: parts(y) };
}

export function sum(curve: CurveParameters, group: Group, a: Point, b: Point): Point {
  return fromModel(model(curve, group).add(a && toModel(a), b && toModel(b)));
}
