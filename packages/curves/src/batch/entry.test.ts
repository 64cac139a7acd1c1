import type { WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { describe, expect, it } from 'vitest';
import { emitCodec } from '../codec/codec.ts';
import { oracle } from '../curve/curve-oracle.ts';
import { plainField } from '../field/plain.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { groupKernel } from './group.ts';
import { emitMultiplication, emitWipe } from './multiply.ts';
import { secretScalars } from './secrets.ts';
import { instance, littleEndian } from './test-instance.ts';
import { ours, type TestGroup, type TestPoint, testGroups } from './test-points.ts';

const CAPACITY = 8;
const COUNT = CAPACITY + 3;

/** Orders of points on the curve that are not in the subgroup. BN254 has none in G1. */
const SMALL_ORDERS: Record<string, bigint> = { 'G1 bls12-381': 3n, 'G2 bls12-381': 13n, 'G2 bn254': 10069n };

/** A point on the curve whose order is the prime. */
function pointOfOrder({ curve, group, model }: TestGroup, order: bigint): TestPoint {
  const Point = oracle[curve.name][group] as WeierstrassPointCons<unknown>;
  const { Fp } = Point;
  const { a, b, h } = Point.CURVE();
  let rest = h * curve.r;
  while (rest % order === 0n) rest /= order;
  for (let k = 0n; ; k++) {
    const x =
      group === 'G1'
        ? k
        : (Fp as typeof Fp & { fromBigTuple(parts: bigint[]): unknown }).fromBigTuple([k, 1n]);
    const square = Fp.add(Fp.mul(Fp.add(Fp.sqr(x), a), x), b);
    if (!Fp.eql(Fp.pow(square, (Fp.ORDER - 1n) / 2n), Fp.ONE)) continue;
    let point = model.multiply({ x: ours(x), y: ours(Fp.sqrt(square)) }, rest);
    if (!point) continue;
    for (let next = model.multiply(point, order); next; next = model.multiply(point, order)) point = next;
    return point;
  }
}

describe.each(testGroups())('points given to $name', (test) => {
  const { curve, group, field, pointBytes, multiple, bytes: storage } = test;
  const m = new ModuleBuilder();
  const made = field.make(m);
  const kernels = {
    G1: groupKernel(m, curve, 'G1', made, CAPACITY),
    G2: groupKernel(m, curve, 'G2', made, CAPACITY),
  };
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const codec = emitCodec(kernels.G1, kernels.G2);
  emitMultiplication(kernels[group], secrets, codec[group]);
  emitWipe(m);
  const place = m.reserve(COUNT * pointBytes);
  const { calls, bytes } = instance(m);
  const good = Array.from({ length: COUNT }, (_, i) => multiple(3n ** BigInt(i + 20)));

  const setSecrets = (s: bigint, t: bigint) => {
    bytes(secrets.address, 32).set(littleEndian(s, 32));
    bytes(secrets.address + 32, 32).set(littleEndian(t, 32));
  };
  const run = (points: Uint8Array, name: 'Scale' | 'Powers', flags: number) => {
    bytes(place, points.length).set(points);
    const rest = name === 'Scale' ? [flags] : [5, flags];
    return calls[group.toLowerCase() + name]!(place, place, points.length / pointBytes, ...rest);
  };

  /** Refused, and memory does not tell which secrets were at hand, nor is a point changed. */
  function refused(points: Uint8Array, flags: number): number {
    const answers = (['Scale', 'Powers'] as const).map((name) => {
      const memories = [
        [2n, 3n],
        [curve.r - 5n, curve.r / 3n],
      ].map(([s, t]) => {
        calls.wipe!();
        setSecrets(s!, t!);
        const answer = run(points, name, flags);
        expect(Buffer.compare(bytes(place, points.length), points)).toBe(0);
        setSecrets(0n, 0n);
        return { answer, memory: bytes(0, place).slice() };
      });
      expect(Buffer.compare(memories[0]!.memory, memories[1]!.memory)).toBe(0);
      expect(memories[0]!.answer).toBe(memories[1]!.answer);
      return memories[0]!.answer;
    });
    expect(answers[0]).toBe(answers[1]);
    return answers[0]!;
  }

  it('are multiplied when they are good', () => {
    for (const flags of [0, 1]) {
      setSecrets(12345n, 1n);
      expect(run(storage(good), 'Scale', flags)).toBe(0);
      expect(bytes(place, COUNT * pointBytes)).toEqual(
        storage(good.map((_, i) => multiple(12345n * 3n ** BigInt(i + 20)))),
      );
    }
  });

  it.each([0, 5, COUNT - 1])('are refused off the curve, at %i', (at) => {
    const { x, y } = good[at]!;
    const zero = group === 'G1' ? 0n : [0n, 0n];
    const four = group === 'G1' ? 4n : [4n, 0n];
    const eight = group === 'G1' ? 8n : [8n, 0n];
    // (4, 8) is on y² = x³, whose points are the additive group of the field.
    for (const bad of [
      { x: four, y: eight },
      { x: y, y: x },
      { x: zero, y },
      { x, y: zero },
    ]) {
      for (const flags of [0, 1, 2, 3]) expect(refused(storage(good.with(at, bad)), flags)).toBe(at * 16 + 4);
    }
  });

  it('are refused when they are not canonical', () => {
    const points = storage(good);
    points.fill(0xff, 4 * pointBytes, 4 * pointBytes + curve.coordinateBytes);
    for (const flags of [0, 1, 2, 3]) expect(refused(points, flags)).toBe(4 * 16 + 3);
  });

  it('are refused outside the subgroup', () => {
    const order = SMALL_ORDERS[`${group} ${curve.name}`];
    if (order === undefined) return;
    const bad = pointOfOrder(test, order);
    const sum = test.model.add(bad, good[6]!);
    for (const [at, point] of [
      [0, bad],
      [6, sum],
      [COUNT - 1, bad],
    ] as const) {
      for (const flags of [0, 2]) expect(refused(storage(good.with(at, point)), flags)).toBe(at * 16 + 5);
    }
  });

  it('are refused at infinity unless that is allowed', () => {
    const points = storage(good.with(3, null));
    for (const flags of [0, 1]) expect(refused(points, flags)).toBe(3 * 16 + 6);
    setSecrets(7n, 1n);
    expect(run(points, 'Scale', 2)).toBe(0);
    expect(bytes(place, COUNT * pointBytes)).toEqual(
      storage(good.map((_, i) => (i === 3 ? null : multiple(7n * 3n ** BigInt(i + 20))))),
    );
  });
});
