import { describe, expect, it } from 'vitest';
import { power } from '../curve/arithmetic.ts';
import { cubicEndomorphism, frobeniusEndomorphism } from '../curve/endomorphism.ts';
import { plainField } from '../field/plain.ts';
import { i32 } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { groupKernel } from './group.ts';
import { emitMultiplication, emitWipe } from './multiply.ts';
import { secretScalars } from './secrets.ts';
import { instance, littleEndian } from './test-instance.ts';
import { type TestGroup, type TestPoint, testGroups } from './test-points.ts';

const CAPACITY = 8;
const MOST = 3 * CAPACITY;

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const isZero = (area: Uint8Array) => area.every((byte) => byte === 0);

/** A module that multiplies. The check of points is one that finds no fault. */
function multiplier({ field, curve, group, pointBytes, bytes: storage }: TestGroup) {
  const m = new ModuleBuilder();
  const kernel = groupKernel(m, curve, group, field.make(m), CAPACITY);
  const secrets = secretScalars(m, curve, plainField(m, curve.r));
  const nothing = m.function(
    'check',
    { params: { from: 'i32', n: 'i32', flags: 'i32' }, result: 'i32' },
    (f) => f.return(i32.const(0)),
  );
  const { areas } = emitMultiplication(kernel, secrets, nothing);
  emitWipe(m);
  const place = m.reserve(2 * MOST * pointBytes);
  const { calls, bytes } = instance(m);
  const label = group.toLowerCase();
  const setSecrets = (s: bigint, t: bigint) => {
    bytes(secrets.address, 32).set(littleEndian(s, 32));
    bytes(secrets.address + 32, 32).set(littleEndian(t, 32));
  };
  const run = (points: readonly TestPoint[], name: 'Scale' | 'Powers', ...rest: number[]) => {
    bytes(place, points.length * pointBytes).set(storage(points));
    const target = place + MOST * pointBytes;
    bytes(target, MOST * pointBytes).fill(0);
    const answer = calls[label + name]!(place, target, points.length, ...rest);
    const result = bytes(target, points.length * pointBytes).slice();
    return { answer, result };
  };
  return { calls, bytes, secrets, areas, place, label, setSecrets, run };
}

describe.each(testGroups())('multiplying in $name', (test) => {
  const { curve, group, model, multiple, bytes: storage, pointBytes } = test;
  const { r } = curve;
  const { bytes, calls, place, setSecrets, run, secrets, areas, label } = multiplier(test);
  const { generator } = model;
  const structured = [1n, 2n, -1n, 3n, 5n, -7n, r / 2n, 1n << 128n, 1n << 253n];
  const logs = (count: number) =>
    Array.from({ length: count }, (_, i) => structured[i] ?? 7n ** BigInt(i + 50) % r);
  const roots = [cubicEndomorphism(curve).lambda, frobeniusEndomorphism(curve).mu];
  const random = 0x1d2f3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff001n % r;

  it.each([1, 2, 3, CAPACITY - 1, CAPACITY, CAPACITY + 1, MOST])('scales %i points', (count) => {
    const ks = logs(count);
    setSecrets(random, 0n);
    const { answer, result } = run(ks.map(multiple), 'Scale', 1);
    expect(answer).toBe(0);
    expect(result).toEqual(storage(ks.map((k) => multiple(k * random))));
  });

  it.each([
    [1, random, roots[0]! + 5n, 0],
    [2, 1n, random, 1_000_003],
    [3, r - 1n, r - 1n, 3],
    [CAPACITY - 1, random, 2n, 1],
    [CAPACITY, 2n, random, 0xffff_ffff],
    [CAPACITY + 1, random, r - 2n, 12],
    [MOST, random, roots[1]! + 5n, 255],
  ] as const)('gives powers to %i points', (count, s, t, start) => {
    const ks = logs(count);
    setSecrets(s, t);
    const { answer, result } = run(ks.map(multiple), 'Powers', start, 1);
    expect(answer).toBe(0);
    const scalar = (i: number) => s * power(t, BigInt(start + i), r);
    expect(result).toEqual(storage(ks.map((k, i) => multiple(k * scalar(i)))));
  });

  it('takes every scalar but zero', () => {
    const ks = logs(3);
    const special = [1n, 2n, 3n, 4n, r - 1n, r - 2n, ...roots, ...roots.map((root) => r - root)];
    for (const s of [...special, ...roots.map((root) => root + 1n), 1n << 64n, (1n << 128n) - 1n]) {
      setSecrets(s, 1n);
      const { answer, result } = run(ks.map(multiple), 'Scale', 1);
      expect(answer).toBe(0);
      expect(result).toEqual(storage(ks.map((k) => multiple(k * s))));
    }
  });

  it('refuses secrets outside 1…r−1', () => {
    for (const [s, t] of [
      [0n, 1n],
      [r, 1n],
      [r + 1n, 1n],
      [(1n << 256n) - 1n, 1n],
      [1n, 0n],
      [1n, r],
    ] as const) {
      setSecrets(s, t);
      expect(run([generator], 'Powers', 0, 1)).toEqual({ answer: 15, result: new Uint8Array(pointBytes) });
      expect(run([generator], 'Scale', 1).answer).toBe(s === 1n ? 0 : 15);
    }
  });

  it('keeps infinity, and works in place', () => {
    const ks = logs(CAPACITY + 3);
    const points = ks.map((k, i) => (i % 3 === 1 ? null : multiple(k)));
    setSecrets(random, 3n);
    bytes(place, points.length * pointBytes).set(storage(points));
    expect(calls[`${label}Scale`]!(place, place, points.length, 3)).toBe(0);
    const expected = storage(ks.map((k, i) => points[i]! && multiple(k * random)));
    expect(bytes(place, points.length * pointBytes)).toEqual(expected);
  });

  it('leaves nothing in columns, tables and digits, and wipe nothing at all', () => {
    calls.wipe!();
    const fresh = bytes(0, place).slice();
    setSecrets(random, 5n);
    expect(run([generator, null], 'Powers', 7, 3).answer).toBe(0);
    for (const area of areas) expect(isZero(bytes(area.address, area.bytes))).toBe(true);
    expect(bytes(secrets.address, 32)).toEqual(littleEndian(random, 32));
    expect(same(bytes(0, place), fresh)).toBe(false);
    calls.wipe!();
    expect(same(bytes(0, place), fresh)).toBe(true);
    expect(bytes(secrets.address, 64)).toEqual(new Uint8Array(64));
  });

  it('stops and wipes where a denominator is zero', () => {
    // Images of a point with x = 0 have x = 0 too. Checked points are never like that.
    const flat = { x: group === 'G1' ? 0n : [0n, 0n], y: generator!.y };
    for (const [name, ...rest] of [
      ['Scale', 1],
      ['Powers', 0, 1],
    ] as const) {
      setSecrets(random, 5n);
      expect(run([generator, flat], name, ...rest)).toEqual({
        answer: 14,
        result: new Uint8Array(2 * pointBytes),
      });
      expect(bytes(secrets.address, 64)).toEqual(new Uint8Array(64));
      for (const area of areas) expect(isZero(bytes(area.address, area.bytes))).toBe(true);
    }
  });
});
