import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import { type Engine, type Group, PointError, type Points } from './engine.ts';
import { createNobleEngine } from './noble-engine.ts';
import { pointOf } from './noble-group.ts';
import { bigIntToScalar, powScalar, randomScalars, SCALAR_ORDER } from './scalar.ts';
import { encodedInfinity, encodePoint, times } from './test-points.ts';
import { createWasmEngine } from './wasm-engine.ts';

const groups: Group[] = ['G1', 'G2'];
const makers: [string, () => Promise<Engine>][] = [
  ['noble', async () => createNobleEngine()],
  ['wasm', () => createWasmEngine({ threads: 2 })],
];

describe.each(makers)('the %s engine', (name, make) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await make();
  });
  afterAll(() => engine.close());

  /** Generator times each of the integers, without going through the engine's own multiplication. */
  function multiples(group: Group, factors: bigint[]): Promise<Points> {
    const list = factors.map((factor) => times(group, pointOf[group].BASE, factor));
    const bytes = joinBytes(list.map((point) => encodePoint(group, point)));
    return engine.decode(group, 'zcash', bytes, { infinity: true });
  }

  async function hexOf(points: Points): Promise<string> {
    return Buffer.from(await engine.encode(points, 'zcash')).toString('hex');
  }

  test('says what it is', () => {
    expect(engine.name).toBe(name);
    expect(engine.curve).toBe('bls12-381');
    expect(engine.generator('G1')).toMatchObject({ curve: 'bls12-381', group: 'G1', count: 1 });
  });

  test.each(groups)('encodes %s as decoded, infinity too', async (group) => {
    const points = await multiples(group, [1n, 2n, 0n, 5n, SCALAR_ORDER - 1n]);
    const bytes = await engine.encode(points, 'zcash');
    const again = await engine.decode(group, 'zcash', bytes, { infinity: true });
    expect(await engine.encode(again, 'zcash')).toEqual(bytes);
    expect(await engine.firstDifference(points, again)).toBeUndefined();
    expect([0, 1, 2, 3, 4].map((i) => engine.isInfinity(again, i))).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  test.each(groups)('decodes no bytes as no points of %s', async (group) => {
    const none = await engine.decode(group, 'zcash', new Uint8Array(0));
    expect(none.count).toBe(0);
    expect(await engine.encode(none, 'zcash')).toHaveLength(0);
  });

  test('reads a part of a larger buffer and leaves it usable', async () => {
    const bytes = Buffer.from(await engine.encode(await multiples('G1', [3n, 4n]), 'zcash'));
    const pooled = Buffer.concat([Buffer.alloc(5), bytes]).subarray(5);
    expect((await engine.decode('G1', 'zcash', pooled)).count).toBe(2);
    expect(pooled.equals(bytes)).toBe(true);
  });

  test.each(groups)('multiplies %s by s·t^i', async (group) => {
    const factors = [1n, 2n, 7n, 0n, 11n];
    const [s, t] = [5n ** 80n % SCALAR_ORDER, 3n ** 100n % SCALAR_ORDER];
    const result = await engine.powers(await multiples(group, factors), bigIntToScalar(s), bigIntToScalar(t));
    const wanted = factors.map((factor, i) => (factor * s * powScalar(t, BigInt(i))) % SCALAR_ORDER);
    expect(await engine.firstDifference(result, await multiples(group, wanted))).toBeUndefined();
    expect(engine.isInfinity(result, 3)).toBe(true);
  });

  test.each(groups)('scales %s, by −1 and back', async (group) => {
    const points = await multiples(group, [1n, 9n, 0n]);
    const minus = await engine.scale(points, bigIntToScalar(-1n));
    expect(await engine.firstDifference(minus, await engine.negate(points))).toBeUndefined();
    expect(await engine.firstDifference(await engine.negate(minus), points)).toBeUndefined();
    const tenth = await engine.scale(points, bigIntToScalar(10n));
    expect(await engine.firstDifference(tenth, await multiples(group, [10n, 90n, 0n]))).toBeUndefined();
  });

  test.each(groups)('does not touch the caller’s scalars or %s points', async (group) => {
    const points = await multiples(group, [2n, 3n]);
    const before = await hexOf(points);
    const [s, t] = [bigIntToScalar(6n), bigIntToScalar(7n)];
    await engine.powers(points, s, t);
    expect([s, t]).toEqual([bigIntToScalar(6n), bigIntToScalar(7n)]);
    expect(await hexOf(points)).toBe(before);
  });

  test('refuses scalars that are zero, not below r or of another length', async () => {
    const points = engine.generator('G1');
    const one = bigIntToScalar(1n);
    const order = new Uint8Array(32).map((_, i) => Number((SCALAR_ORDER >> BigInt(8 * i)) & 0xffn));
    for (const bad of [new Uint8Array(32), order, new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)]) {
      await expect(engine.scale(points, bad)).rejects.toThrow(RangeError);
      await expect(engine.powers(points, bad, one)).rejects.toThrow(RangeError);
      await expect(engine.powers(points, one, bad)).rejects.toThrow(RangeError);
    }
    const combination = joinBytes([one, order]);
    const two = engine.concat([points, points]);
    await expect(engine.msm(two, combination, 32)).rejects.toThrow(RangeError);
    await expect(engine.msm(two, one, 32)).rejects.toThrow(RangeError);
    await expect(engine.msm(two, new Uint8Array(48), 24 as 16)).rejects.toThrow(RangeError);
  });

  test.each([0, 1, 2, 17, 100])('combines %i points', async (count) => {
    for (const width of [16, 32] as const) {
      const scalars = randomScalars(count, width);
      // One zero scalar and one point at infinity among them.
      if (count > 2) scalars.fill(0, width, 2 * width);
      const factors = Array.from({ length: count }, (_, i) => (i === 2 ? 0n : BigInt(i * i + 1)));
      const sum = factors.reduce(
        (total, factor, i) => total + factor * littleEndian(scalars.subarray(i * width, (i + 1) * width)),
        0n,
      );
      const result = await engine.msm(await multiples('G1', factors), scalars, width);
      expect(result.count).toBe(1);
      expect(await hexOf(result)).toBe(await hexOf(await multiples('G1', [sum % SCALAR_ORDER])));
    }
  });

  test('combines points of G2, equal and opposite ones included', async () => {
    const points = await multiples('G2', [4n, 4n, SCALAR_ORDER - 4n, 1n]);
    const scalars = joinBytes([3n, 2n, 5n, 9n].map((factor) => bigIntToScalar(factor)));
    expect(await hexOf(await engine.msm(points, scalars, 32))).toBe(await hexOf(await multiples('G2', [9n])));
    const zero = joinBytes([3n, 2n, 5n, 0n].map((factor) => bigIntToScalar(factor)));
    const result = await engine.msm(points, zero, 32);
    expect(engine.isInfinity(result, 0)).toBe(true);
    expect(await hexOf(result)).toBe(Buffer.from(encodedInfinity('G2')).toString('hex'));
  });

  test.each(groups)('turns powers of %s into Lagrange form', async (group) => {
    const tau = 5n ** 60n % SCALAR_ORDER;
    for (const n of group === 'G1' ? [1, 2, 8] : [4]) {
      const powers = Array.from({ length: n }, (_, i) => powScalar(tau, BigInt(i)));
      const result = await engine.lagrange(await multiples(group, powers));
      expect(
        await engine.firstDifference(result, await multiples(group, lagrangeAt(tau, n))),
      ).toBeUndefined();
    }
    await expect(engine.lagrange(await multiples(group, [1n, 2n, 4n]))).rejects.toThrow(RangeError);
  });

  test('pairs bilinearly', async () => {
    const g1 = await multiples('G1', [6n, SCALAR_ORDER - 1n]);
    const g2 = await multiples('G2', [5n, 30n]);
    expect(await engine.isOne(await engine.miller(g1, g2))).toBe(true);
    const wrong = await multiples('G2', [5n, 31n]);
    expect(await engine.isOne(await engine.miller(g1, wrong))).toBe(false);
    // The same product in two values.
    const parts = [0, 1].map((i) => engine.miller(engine.slice(g1, i, i + 1), engine.slice(g2, i, i + 1)));
    const values = await Promise.all(parts);
    expect(await engine.isOne(engine.multiply(values))).toBe(true);
    expect(await engine.isOne(values[0]!)).toBe(false);
    await expect(engine.miller(g2, g1)).rejects.toThrow(RangeError);
    await expect(engine.miller(g1, engine.generator('G2'))).rejects.toThrow(RangeError);
  });

  test('pairs more than fit into one job', async () => {
    const factors = Array.from({ length: 299 }, (_, i) => BigInt(i + 1));
    const g1 = await multiples('G1', [...factors, SCALAR_ORDER - 44_850n]);
    const g2 = engine.concat(Array.from({ length: 300 }, () => engine.generator('G2')));
    expect(await engine.isOne(await engine.miller(g1, g2))).toBe(true);
    const fewer = await engine.miller(engine.slice(g1, 1, 300), engine.slice(g2, 1, 300));
    expect(await engine.isOne(fewer)).toBe(false);
  });

  test('pairs infinity to one, and nothing to one', async () => {
    const g1 = await multiples('G1', [0n, 3n, 2n, SCALAR_ORDER - 2n]);
    const g2 = await multiples('G2', [3n, 0n, 7n, 7n]);
    expect(await engine.isOne(await engine.miller(g1, g2))).toBe(true);
    expect(await engine.isOne(engine.multiply([]))).toBe(true);
    const none = await engine.miller(engine.slice(g1, 0, 0), engine.slice(g2, 0, 0));
    expect(await engine.isOne(none)).toBe(true);
  });

  // RFC 9380, J.9.1.
  test('hashes to G1 as RFC 9380 says', async () => {
    const messages = ['', 'abc', 'abcdef0123456789'].map((text) => new TextEncoder().encode(text));
    const points = await engine.hashToG1(messages, 'QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_');
    const bytes = await engine.encode(points, 'zcash');
    const x = [0, 48, 96].map((at) => {
      const part = Buffer.from(bytes.subarray(at, at + 48));
      part[0]! &= 0x1f;
      return part.toString('hex');
    });
    expect(x).toEqual([
      '052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1',
      '03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903',
      '11e0b079dea29a68f0383ee94fed1b940995272407e3bb916bbf268c263ddd57a6a27200a784cbc248e84f357ce82d98',
    ]);
    const other = await engine.hashToG1(messages, 'ANOTHER-SUITE-WITH-A-LONG-ENOUGH-TAG');
    expect(await engine.firstDifference(points, other)).toBe(0);
  });

  test('slices, joins and compares', async () => {
    const points = await multiples('G1', [1n, 2n, 3n, 4n]);
    const swapped = engine.concat([
      engine.slice(points, 0, 2),
      engine.slice(points, 3, 4),
      engine.slice(points, 2, 3),
    ]);
    expect(swapped.count).toBe(4);
    expect(await engine.firstDifference(points, swapped)).toBe(2);
    expect(engine.slice(points, 1, 1).count).toBe(0);
    expect(() => engine.slice(points, 2, 5)).toThrow(RangeError);
    expect(() => engine.slice(points, 3, 2)).toThrow(RangeError);
    expect(() => engine.isInfinity(points, 4)).toThrow(RangeError);
    expect(() => engine.concat([])).toThrow(RangeError);
    expect(() => engine.concat([points, engine.generator('G2')])).toThrow(RangeError);
    await expect(engine.firstDifference(points, engine.generator('G1'))).rejects.toThrow(RangeError);
  });

  test('takes no points of another engine', async () => {
    const foreign = { curve: 'bls12-381', group: 'G1', count: 1 } as const;
    await expect(engine.encode(foreign, 'zcash')).rejects.toThrow(TypeError);
    expect(() => engine.multiply([{ curve: 'bls12-381' }])).toThrow(TypeError);
  });

  test('reports progress to the last point', async () => {
    const seen: number[][] = [];
    const points = await multiples(
      'G1',
      Array.from({ length: 40 }, (_, i) => BigInt(i + 1)),
    );
    await engine.scale(points, bigIntToScalar(3n), (done, total) => seen.push([done, total]));
    expect(seen.at(-1)).toEqual([40, 40]);
    expect(seen.every(([done], i) => i === 0 || done! > seen[i - 1]![0]!)).toBe(true);
  });

  test('tells a PointError from other errors', async () => {
    const error = await engine.decode('G1', 'zcash', new Uint8Array(96)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PointError);
    expect(error).toMatchObject({ group: 'G1', index: 0, fault: 'not-compressed' });
    await expect(engine.decode('G1', 'zcash', new Uint8Array(47))).rejects.toThrow(RangeError);
    await expect(engine.decode('G1', 'lem' as 'zcash', new Uint8Array(48))).rejects.toThrow(RangeError);
  });
});

/** Lᵢ(τ) over the n-th roots of unity, by definition: Π over j ≠ i of (τ − ωʲ)/(ωⁱ − ωʲ). */
function lagrangeAt(tau: bigint, n: number): bigint[] {
  const omega = powScalar(7n, (SCALAR_ORDER - 1n) / BigInt(n));
  const roots = Array.from({ length: n }, (_, i) => powScalar(omega, BigInt(i)));
  return roots.map((root) =>
    roots
      .filter((other) => other !== root)
      .reduce((product, other) => {
        const over = powScalar(root - other + SCALAR_ORDER, SCALAR_ORDER - 2n);
        return (((product * (tau - other + SCALAR_ORDER)) % SCALAR_ORDER) * over) % SCALAR_ORDER;
      }, 1n),
  );
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`);
}
