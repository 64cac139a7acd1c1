/** @noble/curves as a peer, and as the oracle that says what every output must be. */
import { normalizeZ, pippenger } from '@noble/curves/abstract/curve.js';
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { BenchCurve, Form, Input, Operation, Peer, Run } from './peer.ts';
import { operationsOf, pointBytes } from './peer.ts';

/** A point of either group; its coordinates are bigints in G1 and pairs of them in G2. */
type Coordinate = bigint | { c0: bigint; c1: bigint };
type Point = WeierstrassPoint<Coordinate>;

const CURVES = { bn254, 'bls12-381': bls12_381 };
const FIELD_BYTES: Record<BenchCurve, number> = { bn254: 32, 'bls12-381': 48 };

/** Order of the groups. */
export function orderOf(curve: BenchCurve): bigint {
  return CURVES[curve].fields.Fr.ORDER;
}

export function groupOf(curve: BenchCurve, group: 'G1' | 'G2'): WeierstrassPointCons<Coordinate> {
  return CURVES[curve][group].Point as unknown as WeierstrassPointCons<Coordinate>;
}

export function fromLittleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

export function toLittleEndian(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++, value >>= 8n) bytes[i] = Number(value & 0xffn);
  return bytes;
}

/** A point on the curve and outside the prime-order subgroup. G1 of BN254 has none. */
export function strangePoint(curve: BenchCurve, group: 'G1' | 'G2'): Point {
  const Group = groupOf(curve, group);
  const { a, b } = Group.CURVE();
  const { Fp } = Group;
  for (let k = 1; ; k++) {
    const x = group === 'G1' ? BigInt(k) : { c0: BigInt(k), c1: 1n };
    const square = Fp.add(Fp.mul(Fp.add(Fp.sqr(x), a), x), b);
    // Euler's criterion: the power of (q−1)/2 is one.
    if (!Fp.eql(Fp.pow(square, (Fp.ORDER - 1n) / 2n), Fp.ONE)) continue;
    const point = Group.fromAffine({ x, y: Fp.sqrt(square) });
    if (!point.isTorsionFree()) return point;
  }
}

/** The scalars of an input, `width` bytes each. */
export function scalarsOf(bytes: Uint8Array, width: number): bigint[] {
  return Array.from({ length: bytes.length / width }, (_, i) =>
    fromLittleEndian(bytes.subarray(i * width, (i + 1) * width)),
  );
}

/** 2^(8·bytes) modulo p, and its inverse. */
const RADIX = Object.fromEntries(
  (['bn254', 'bls12-381'] as const).map((curve) => {
    const { Fp } = CURVES[curve].fields;
    const radix = Fp.create(1n << BigInt(8 * FIELD_BYTES[curve]));
    return [curve, { up: radix, down: Fp.inv(radix) }];
  }),
) as Record<BenchCurve, { up: bigint; down: bigint }>;

/** Encodes one point. */
export function encodePoint(curve: BenchCurve, form: Form, point: Point): Uint8Array {
  if (form === 'zcash') return point.toBytes(true);
  const { Fp } = CURVES[curve].fields;
  const size = FIELD_BYTES[curve];
  const { x, y } = point.toAffine();
  const limbs = [x, y].flatMap((value) => (typeof value === 'bigint' ? [value] : [value.c0, value.c1]));
  const bytes = new Uint8Array(limbs.length * size);
  if (point.is0()) return bytes;
  for (const [i, limb] of limbs.entries()) {
    bytes.set(toLittleEndian(Fp.mul(limb, RADIX[curve].up), size), i * size);
  }
  return bytes;
}

/** Decodes one point; of `lem` it is not known yet whether it is any good. */
function decodePoint(curve: BenchCurve, group: 'G1' | 'G2', form: Form, bytes: Uint8Array): Point {
  const Group = groupOf(curve, group);
  if (form === 'zcash') return Group.fromBytes(bytes);
  const { Fp } = CURVES[curve].fields;
  const size = FIELD_BYTES[curve];
  const limb = (i: number) =>
    Fp.mul(fromLittleEndian(bytes.subarray(i * size, (i + 1) * size)), RADIX[curve].down);
  const at = (i: number) => (group === 'G1' ? limb(i) : { c0: limb(2 * i), c1: limb(2 * i + 1) });
  return Group.fromAffine({ x: at(0), y: at(1) });
}

function decodeAll(operation: Operation, bytes: Uint8Array, group: 'G1' | 'G2' = operation.group): Point[] {
  const size = pointBytes(operation, group, operation.form);
  return Array.from({ length: bytes.length / size }, (_, i) =>
    decodePoint(operation.curve, group, operation.form, bytes.subarray(i * size, (i + 1) * size)),
  );
}

function encodeAll(operation: Operation, points: Point[], form: Form = operation.form): Uint8Array {
  const normalized = normalizeZ(groupOf(operation.curve, operation.group), points);
  return Buffer.concat(normalized.map((point) => encodePoint(operation.curve, form, point)));
}

function runOf(operation: Operation): Run {
  const { curve, group, kind, width } = operation;
  const Group = groupOf(curve, group);
  const order = orderOf(curve);
  const pair = CURVES[curve];
  const checked = (input: Input) => {
    const points = decodeAll(operation, input.points);
    // fromBytes has looked at the curve and at the subgroup already.
    if (operation.form === 'lem') for (const point of points) point.assertValidity();
    return points;
  };
  switch (kind) {
    case 'scale':
    case 'powers':
      return (input) => {
        const [s, t = 1n] = scalarsOf(input.scalars, width) as [bigint, bigint?];
        let factor = s;
        const products = decodeAll(operation, input.points).map((point) => {
          const product = point.multiplyUnsafe(factor);
          factor = (factor * t) % order;
          return product;
        });
        return encodeAll(operation, products);
      };
    case 'check':
      return (input) => encodeAll(operation, checked(input), 'lem');
    case 'verify':
      return (input) => {
        const points = checked(input);
        const scalars = scalarsOf(input.scalars, width);
        return encodeAll(operation, [
          pippenger(Group, points.slice(0, -1), scalars),
          pippenger(Group, points.slice(1), scalars),
        ]);
      };
    case 'msm':
      return (input) =>
        encodeAll(operation, [
          pippenger(Group, decodeAll(operation, input.points), scalarsOf(input.scalars, width)),
        ]);
    case 'pairing':
      return (input) => {
        const left = decodeAll(operation, input.points, 'G1');
        const right = decodeAll(operation, input.second, 'G2');
        const pairs = left.map((g1, i) => ({ g1, g2: right[i]! }));
        const value = pair.pairingBatch(pairs as unknown as Parameters<typeof pair.pairingBatch>[0]);
        return Uint8Array.of(pair.fields.Fp12.eql(value, pair.fields.Fp12.ONE) ? 1 : 0);
      };
  }
}

export function createNoble(): Peer {
  return {
    name: 'noble',
    baseline: true,
    most: { scale: 32, powers: 16, check: 16, verify: 32, msm: 256, pairing: 4 },
    operations: { ...operationsOf('bn254', runOf), ...operationsOf('bls12-381', runOf) },
  };
}
