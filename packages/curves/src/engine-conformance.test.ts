import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyBytes, joinBytes } from './bytes.ts';
import { encode, encodingsOf } from './codec/reference.ts';
import { goodPoint } from './codec/samples.ts';
import { CURVES } from './curve/parameters.ts';
import { type Engine, type Group, PointError, type Points } from './engine.ts';
import { createNobleEngine } from './noble-engine.ts';
import { bigIntToScalar, powScalar, randomScalars, scalarToBigInt } from './scalar.ts';
import { encodedMultiples, groups, multiples, testEngines } from './test-engines.ts';

describe.each(testEngines)('the $kind engine of $curve.name', ({ kind, curve, make }) => {
  const { r } = curve;
  const scalar = (value: bigint) => bigIntToScalar(value, r);
  let engine: Engine;
  beforeAll(async () => {
    engine = await make();
  });
  afterAll(() => engine.close());

  /** Multiples of the generator as the engine has them, and whether it finds them in its points. */
  const points = (group: Group, factors: readonly bigint[]) => multiples(engine, group, factors);
  const expectMultiples = async (found: Points, factors: readonly bigint[]) => {
    expect(found).toMatchObject({ curve: curve.name, count: factors.length });
    const wanted = await points(found.group, factors);
    expect(await engine.firstDifference(found, wanted)).toBeUndefined();
    expect(await engine.encode(found, 'u')).toEqual(encodedMultiples(curve, found.group, factors));
  };

  test('says what it is', () => {
    expect(engine).toMatchObject({ name: kind, curve: curve.name });
    expect(engine.generator('G1')).toMatchObject({ curve: curve.name, group: 'G1', count: 1 });
  });

  test.each(groups)('has the generator of %s', async (group) => {
    await expectMultiples(engine.generator(group), [1n]);
  });

  test.each(groups)('reads and writes %s in every encoding, infinity too', async (group) => {
    const factors = [1n, 2n, 0n, 5n, r - 1n, r / 2n, r / 2n + 1n];
    const list = factors.map((k) => (k === 0n ? null : goodPoint(curve, group, k)));
    const original = await points(group, factors);
    expect(factors.map((_, i) => engine.isInfinity(original, i))).toEqual(factors.map((k) => k === 0n));
    for (const encoding of encodingsOf(curve)) {
      const bytes = joinBytes(list.map((point) => encode(curve, group, encoding, point)));
      expect(await engine.encode(original, encoding)).toEqual(bytes);
      await expectMultiples(await engine.decode(group, encoding, bytes, { infinity: true }), factors);
    }
  });

  test.each(groups)('decodes no bytes as no points of %s', async (group) => {
    for (const encoding of encodingsOf(curve)) {
      const none = await engine.decode(group, encoding, new Uint8Array(0));
      expect(none.count).toBe(0);
      expect(await engine.encode(none, encoding)).toHaveLength(0);
    }
  });

  test('reads a part of a larger buffer and leaves it usable', async () => {
    const bytes = Buffer.from(encodedMultiples(curve, 'G1', [3n, 4n]));
    const pooled = Buffer.concat([Buffer.alloc(5), bytes]).subarray(5);
    expect((await engine.decode('G1', 'u', pooled)).count).toBe(2);
    expect(pooled.equals(bytes)).toBe(true);
  });

  test('gives out bytes of its own', async () => {
    const two = await points('G1', [2n, 3n]);
    for (const encoding of encodingsOf(curve)) {
      const first = await engine.encode(two, encoding);
      const copy = copyBytes(first);
      first.fill(0);
      expect(await engine.encode(two, encoding)).toEqual(copy);
    }
  });

  test('refuses encodings that the curve lacks, and bytes that are no whole number of points', async () => {
    for (const encoding of ['zcash', 'lem', 'u', 'c', 'x' as 'u'] as const) {
      const known = encodingsOf(curve).includes(encoding);
      const size = known ? encode(curve, 'G1', encoding, null).length : curve.coordinateBytes;
      const decoded = engine.decode('G1', encoding, new Uint8Array(known ? size - 1 : size));
      await expect(decoded).rejects.toThrow(RangeError);
      if (!known) await expect(engine.encode(engine.generator('G1'), encoding)).rejects.toThrow(RangeError);
    }
  });

  test.each(groups)('multiplies %s by s·t^i', async (group) => {
    const factors = [1n, 2n, 7n, 0n, 11n, 1n, 1n, r - 1n, 3n];
    const [s, t] = [5n ** 80n % r, 3n ** 100n % r];
    for (const [first, ratio] of [
      [s, t],
      [1n, 1n],
      [r - 1n, r - 1n],
      [s, 2n],
    ] as const) {
      const result = await engine.powers(await points(group, factors), scalar(first), scalar(ratio));
      await expectMultiples(
        result,
        factors.map((factor, i) => factor * first * powScalar(ratio, BigInt(i), r)),
      );
      expect(engine.isInfinity(result, 3)).toBe(true);
    }
  });

  test.each(groups)('scales %s, by small and by large scalars', async (group) => {
    const factors = [1n, 9n, 0n, r - 9n, 9n];
    const batch = await points(group, factors);
    for (const s of [1n, 2n, 10n, r - 2n, 7n ** 77n % r, 2n ** 127n, 2n ** 128n - 1n]) {
      await expectMultiples(
        await engine.scale(batch, scalar(s)),
        factors.map((factor) => factor * s),
      );
    }
    const minus = await engine.scale(batch, scalar(-1n));
    expect(await engine.firstDifference(minus, await engine.negate(batch))).toBeUndefined();
    expect(await engine.firstDifference(await engine.negate(minus), batch)).toBeUndefined();
  });

  test.each(groups)('does not touch the caller’s scalars or %s points', async (group) => {
    const batch = await points(group, [2n, 3n]);
    const [s, t] = [scalar(6n), scalar(7n)];
    await engine.powers(batch, s, t);
    await engine.scale(batch, s);
    expect([s, t]).toEqual([scalar(6n), scalar(7n)]);
    await expectMultiples(batch, [2n, 3n]);
  });

  test('lets the caller wipe its scalars at once', async () => {
    const batch = await points('G1', [2n, 3n]);
    const [s, t] = [scalar(6n), scalar(7n)];
    const running = Promise.all([engine.powers(batch, s, t), engine.scale(batch, s)]);
    s.fill(0);
    t.fill(0);
    const [powers, scaled] = await running;
    await expectMultiples(powers, [12n, 126n]);
    await expectMultiples(scaled, [12n, 18n]);
  });

  test('refuses scalars that are zero, not below r or of another length', async () => {
    const generator = engine.generator('G1');
    const one = scalar(1n);
    const order = joinBytes([scalar(r - 1n)]);
    order[0]! += 1;
    expect(scalarToBigInt(order)).toBe(r);
    for (const bad of [new Uint8Array(32), order, new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)]) {
      await expect(engine.scale(generator, bad)).rejects.toThrow(RangeError);
      await expect(engine.powers(generator, bad, one)).rejects.toThrow(RangeError);
      await expect(engine.powers(generator, one, bad)).rejects.toThrow(RangeError);
    }
    const two = engine.concat([generator, generator]);
    await expect(engine.msm(two, joinBytes([one, order]), 32)).rejects.toThrow(RangeError);
    await expect(engine.msm(two, one, 32)).rejects.toThrow(RangeError);
    await expect(engine.msm(two, new Uint8Array(48), 24 as 16)).rejects.toThrow(RangeError);
  });

  test.each([0, 1, 2, 17, 100])('combines %i points', async (count) => {
    for (const width of [16, 32] as const) {
      const scalars = randomScalars(count, width, r);
      // One zero scalar and one point at infinity among them.
      if (count > 2) scalars.fill(0, width, 2 * width);
      const factors = Array.from({ length: count }, (_, i) => (i === 2 ? 0n : BigInt((i * i + 1) % 23)));
      const sum = factors.reduce(
        (total, factor, i) => total + factor * scalarToBigInt(scalars.subarray(i * width, (i + 1) * width)),
        0n,
      );
      await expectMultiples(await engine.msm(await points('G1', factors), scalars, width), [sum]);
    }
  });

  test.each(groups)('combines equal and opposite points of %s, to infinity too', async (group) => {
    const batch = await points(group, [4n, 4n, r - 4n, 1n, 0n]);
    const combine = (factors: bigint[]) => engine.msm(batch, joinBytes(factors.map(scalar)), 32);
    await expectMultiples(await combine([3n, 2n, 5n, 9n, 8n]), [9n]);
    await expectMultiples(await combine([1n, 1n, 1n, 1n, 1n]), [5n]);
    await expectMultiples(await combine([r - 1n, r - 1n, r - 1n, r - 1n, r - 1n]), [r - 5n]);
    const result = await combine([3n, 2n, 5n, 0n, 1n]);
    await expectMultiples(result, [0n]);
    expect(engine.isInfinity(result, 0)).toBe(true);
  });

  test.each(groups)('turns powers of %s into Lagrange form', async (group) => {
    const tau = 5n ** 60n % r;
    for (const n of group === 'G1' ? [1, 2, 8] : [4]) {
      const powers = Array.from({ length: n }, (_, i) => powScalar(tau, BigInt(i), r));
      const result = await engine.lagrange(await points(group, powers));
      await expectMultiples(result, lagrangeAt(tau, n, curve.name === 'bn254' ? 5n : 7n, r));
    }
    await expect(engine.lagrange(await points(group, [1n, 2n, 4n]))).rejects.toThrow(RangeError);
    await expect(engine.lagrange(await points(group, []))).rejects.toThrow(RangeError);
  });

  test('turns one power of a point into itself', async () => {
    const factors = [1n, 0n, 0n, 0n];
    // The polynomial 1, and the polynomial that is 4 at one root.
    const quarter = powScalar(4n, r - 2n, r);
    await expectMultiples(await engine.lagrange(await points('G1', factors)), Array(4).fill(quarter));
    await expectMultiples(await engine.lagrange(await points('G1', Array(4).fill(3n))), [3n, 0n, 0n, 0n]);
  });

  test('slices, joins and compares', async () => {
    const four = await points('G1', [1n, 2n, 3n, 4n]);
    const part = (from: number, to: number) => engine.slice(four, from, to);
    const swapped = engine.concat([part(0, 2), part(3, 4), part(2, 3)]);
    await expectMultiples(swapped, [1n, 2n, 4n, 3n]);
    expect(await engine.firstDifference(four, swapped)).toBe(2);
    expect(part(1, 1).count).toBe(0);
    expect(() => part(2, 5)).toThrow(RangeError);
    expect(() => part(3, 2)).toThrow(RangeError);
    expect(() => part(-1, 2)).toThrow(RangeError);
    expect(() => engine.isInfinity(four, 4)).toThrow(RangeError);
    expect(() => engine.concat([])).toThrow(RangeError);
    expect(() => engine.concat([four, engine.generator('G2')])).toThrow(RangeError);
    await expect(engine.firstDifference(four, engine.generator('G1'))).rejects.toThrow(RangeError);
    await expect(engine.firstDifference(engine.generator('G2'), engine.generator('G1'))).rejects.toThrow(
      RangeError,
    );
  });

  test('takes no points and no values of another engine', async () => {
    const otherCurve = createNobleEngine(curve.name === 'bn254' ? 'bls12-381' : 'bn254');
    const others: Engine[] = [otherCurve];
    if (kind === 'wasm') others.push(createNobleEngine(curve.name), await make());
    for (const other of others) {
      const [g1, g2] = [other.generator('G1'), other.generator('G2')];
      const value = await other.miller(g1, g2);
      const one = scalar(1n);
      await expect(engine.encode(g1, 'u')).rejects.toThrow(TypeError);
      await expect(engine.scale(g1, one)).rejects.toThrow(TypeError);
      await expect(engine.powers(g1, one, one)).rejects.toThrow(TypeError);
      await expect(engine.msm(g1, one, 32)).rejects.toThrow(TypeError);
      await expect(engine.lagrange(g1)).rejects.toThrow(TypeError);
      await expect(engine.negate(g1)).rejects.toThrow(TypeError);
      await expect(engine.checkSubgroup(g1)).rejects.toThrow(TypeError);
      await expect(engine.firstDifference(engine.generator('G1'), g1)).rejects.toThrow(TypeError);
      await expect(engine.miller(g1, engine.generator('G2'))).rejects.toThrow(TypeError);
      await expect(engine.miller(engine.generator('G1'), g2)).rejects.toThrow(TypeError);
      expect(() => engine.concat([engine.generator('G1'), g1])).toThrow(TypeError);
      expect(() => engine.slice(g1, 0, 1)).toThrow(TypeError);
      expect(() => engine.isInfinity(g1, 0)).toThrow(TypeError);
      // Values are bytes to the threads: those of another pool mean the same.
      if (other.name === kind && other.curve === curve.name) continue;
      expect(() => engine.multiply([value])).toThrow(TypeError);
      await expect(engine.isOne(value)).rejects.toThrow(TypeError);
    }
    await Promise.all(others.map((other) => other.close()));
    const look = { curve: curve.name, group: 'G1', count: 1 } as const;
    await expect(engine.encode(look, 'u')).rejects.toThrow(TypeError);
  });

  test('reports progress to the last point', async () => {
    const forty = await points(
      'G1',
      Array.from({ length: 40 }, (_, i) => BigInt(i + 1)),
    );
    const one = scalar(1n);
    const runs: ((progress: (done: number, total: number) => void) => Promise<Points>)[] = [
      (progress) => engine.scale(forty, one, progress),
      (progress) => engine.powers(forty, one, one, progress),
      (progress) => engine.msm(forty, randomScalars(40, 16), 16, progress),
      (progress) => engine.lagrange(engine.slice(forty, 0, 32), progress),
      (progress) => engine.decode('G1', 'u', encodedMultiples(curve, 'G1', Array(40).fill(1n)), { progress }),
    ];
    for (const run of runs) {
      const seen: number[][] = [];
      await run((done, total) => seen.push([done, total]));
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
      expect(seen.every(([done], i) => i === 0 || done! > seen[i - 1]![0]!)).toBe(true);
    }
  });

  test('tells a PointError from other errors', async () => {
    const bytes = new Uint8Array(2 * encode(curve, 'G1', 'c', null).length).fill(0x40);
    const error = await engine.decode('G1', 'c', bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PointError);
    expect(error).toMatchObject({ group: 'G1', index: 0, fault: 'bad-infinity' });
  });
});

test('every curve has both engines', () => {
  expect(testEngines.map(({ kind, curve }) => `${kind} ${curve.name}`).sort()).toEqual(
    Object.keys(CURVES)
      .flatMap((name) => [`noble ${name}`, `wasm ${name}`])
      .sort(),
  );
});

/** Lᵢ(τ) over the n-th roots of unity, by definition: Π over j ≠ i of (τ − ωʲ)/(ωⁱ − ωʲ). */
function lagrangeAt(tau: bigint, n: number, nonResidue: bigint, r: bigint): bigint[] {
  const omega = powScalar(nonResidue, (r - 1n) / BigInt(n), r);
  const roots = Array.from({ length: n }, (_, i) => powScalar(omega, BigInt(i), r));
  return roots.map((root) =>
    roots
      .filter((other) => other !== root)
      .reduce((product, other) => {
        const over = powScalar(root - other, r - 2n, r);
        return (((product * (tau - other + r)) % r) * over) % r;
      }, 1n),
  );
}
