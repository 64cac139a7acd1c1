import type { CurveParameters } from '../curve/parameters.ts';
import type { Encoding, Group, PointFault } from '../engine.ts';
import { bigEndian, decode, encode, negated, type Point } from './reference.ts';
import {
  curvePoint,
  goodPoint,
  pointOfOrder,
  pointWithImaginaryOrdinate,
  pointWithRealOrdinate,
  smallOrders,
  sum,
} from './samples.ts';

export interface Case {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly fault: PointFault | undefined;
}

/** Everything that an encoding can be, with the fault it must be refused as. */
export function cases(curve: CurveParameters, group: Group, encoding: Encoding): Case[] {
  const degree = group === 'G1' ? 1 : 2;
  const { p } = curve;
  const good = goodPoint(curve, group, 0x1234_5678_9abc_def1n);
  const encoded = (point: Point) => encode(curve, group, encoding, point);
  const change = (bytes: Uint8Array, at: number, by: (byte: number) => number) => {
    const changed = bytes.slice();
    changed[at]! = by(changed[at]!);
    return changed;
  };
  const all: [string, Uint8Array, PointFault | undefined][] = [
    ['a good point', encoded(good), undefined],
    ['its opposite', encoded({ ...good, y: negated(curve, good.y) }), undefined],
    ['the generator', encoded(goodPoint(curve, group, 1n)), undefined],
    ['infinity', encoded(null), 'infinity'],
  ];
  const compressed = encoding === 'c' || encoding === 'zcash';
  const last = encoded(good).length - 1;
  if (compressed) {
    all.push(
      ['infinity with a last byte', change(encoded(null), last, () => 1), 'bad-infinity'],
      ['infinity with a middle byte', change(encoded(null), 17, () => 0x80), 'bad-infinity'],
      ['a point flagged as infinity', change(encoded(good), 0, (byte) => byte | 0x40), 'bad-infinity'],
    );
    for (const bit of encoding === 'c' ? [0x80, 0x20, 0x10, 1] : [0x20, 0x10, 1]) {
      const bytes = change(encoded(null), 0, (byte) => byte | bit);
      all.push([`infinity with ${bit} in its first byte`, bytes, 'bad-infinity']);
    }
  }
  if (encoding === 'zcash') {
    all.push(
      ['no flag of compression', change(encoded(good), 0, (byte) => byte & 0x7f), 'not-compressed'],
      ['all bytes zero', new Uint8Array(last + 1), 'not-compressed'],
      ['an uncompressed infinity', change(encoded(null), 0, () => 0x40), 'not-compressed'],
    );
  }
  // Bits above p that are no flags belong to the integer.
  const spare = { zcash: [], lem: [0x80, 0x40], u: [0x80, 0x40], c: curve.name === 'bn254' ? [] : [0x20] };
  for (const bit of spare[encoding]) {
    const at = encoding === 'lem' ? curve.coordinateBytes - 1 : 0;
    all.push([`${bit} above x`, change(encoded(good), at, (byte) => byte | bit), 'not-canonical']);
  }
  if (encoding === 'u') {
    all.push(['infinity with a flag', change(encoded(null), 0, () => 0x40), 'not-canonical']);
  }

  // Integers p and more in each part; for compressed forms below the flags.
  const parts = degree * (compressed ? 1 : 2);
  for (let part = 0; part < parts; part++) {
    const room = compressed && part === 0 ? (encoding === 'c' ? 2 : 3) : 0;
    const most = (1n << BigInt(8 * curve.coordinateBytes - room)) - 1n;
    for (const value of [p, p + 1n, p + 4n, most, p - 1n]) {
      const at = part * curve.coordinateBytes;
      const bytes = encoded(good);
      const integer = bigEndian(curve, [value]);
      if (encoding === 'lem') integer.reverse();
      if (compressed && part === 0) integer[0]! |= bytes[0]! & (encoding === 'c' ? 0x80 : 0xa0);
      bytes.set(integer, at);
      const known = decode(curve, group, encoding, bytes, { subgroup: true, infinity: true });
      const fault = value >= p ? 'not-canonical' : typeof known === 'string' ? known : undefined;
      all.push([`part ${part} = p + ${value - p}`, bytes, fault]);
    }
  }

  // Points outside the subgroup.
  for (const order of smallOrders(curve, group)) {
    const small = pointOfOrder(curve, group, order);
    all.push([`a point of order ${order}`, encoded(small), 'not-in-subgroup']);
    const mixed = sum(curve, group, good, small);
    all.push([`a good point plus one of order ${order}`, encoded(mixed), 'not-in-subgroup']);
  }
  const stray = curvePoint(curve, group, 5n);
  const inside = curve.name === 'bn254' && group === 'G1';
  all.push(['any point of the curve', encoded(stray), inside ? undefined : 'not-in-subgroup']);

  if (group === 'G2') {
    for (const [where, point] of [
      ['F_p', pointWithRealOrdinate(curve)],
      ['u·F_p', pointWithImaginaryOrdinate(curve)],
    ] as const) {
      all.push(
        [`a y in ${where}`, encoded(point), 'not-in-subgroup'],
        [`its opposite in ${where}`, encoded({ ...point, y: negated(curve, point.y) }), 'not-in-subgroup'],
      );
    }
  }

  // Points off the curve.
  const one = Array.from({ length: degree }, () => 1n);
  if (compressed) {
    for (let x = 1n, found = 0; found < 3; x++) {
      const bytes = encoded({ x: group === 'G1' ? [x] : [x, 0n], y: one });
      if (decode(curve, group, encoding, bytes, { subgroup: false, infinity: true }) !== 'not-on-curve')
        continue;
      all.push([`x = ${x}, which has no y`, bytes, 'not-on-curve']);
      found++;
    }
  } else {
    const zero = Array.from({ length: degree }, () => 0n);
    all.push(
      ['a point with a wrong y', encoded({ x: good.x, y: one }), 'not-on-curve'],
      ['a point of y² = x³', encoded({ x: one, y: one }), 'not-on-curve'],
      ['y = 0', encoded({ x: good.x, y: zero }), 'not-on-curve'],
      ['x = 0', encoded({ x: zero, y: good.y }), 'not-on-curve'],
    );
    if (degree === 2) {
      const swapped = { x: [...good.x].reverse(), y: [...good.y].reverse() };
      const conjugate = { x: good.x, y: [good.y[0]!, ...negated(curve, [good.y[1]!])] };
      all.push(['parts in the other order', encoded(swapped), 'not-on-curve']);
      all.push(['the conjugate of y', encoded(conjugate), 'not-on-curve']);
    }
  }
  return all.map(([what, bytes, fault]) => ({ what, bytes, fault }));
}
