import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import { type Case, cases } from './codec/encoding-cases.ts';
import { encode, encodingsOf } from './codec/reference.ts';
import { curvePoint, goodPoint } from './codec/samples.ts';
import type { CurveParameters } from './curve/parameters.ts';
import type { Encoding, Engine, Group } from './engine.ts';
import { bigIntToScalar, randomScalars } from './scalar.ts';
import { groups, testEngines } from './test-engines.ts';

const known = new Map<string, Case[]>();

/** One list for every engine. */
function casesOf(curve: CurveParameters, group: Group, encoding: Encoding): Case[] {
  const key = `${curve.name} ${group} ${encoding}`;
  const list = known.get(key) ?? cases(curve, group, encoding);
  known.set(key, list);
  return list;
}

describe.each(testEngines)('the $kind engine of $curve.name', ({ curve, make }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await make();
  });
  afterAll(() => engine.close());

  const good = (group: Group) => encode(curve, group, 'u', goodPoint(curve, group, 77n));
  /** On the curve, and outside the subgroup where there is an outside. */
  const stray = (group: Group) => encode(curve, group, 'u', curvePoint(curve, group, 5n));
  const infinity = (group: Group) => encode(curve, group, 'u', null);
  const lenient = { subgroup: false, infinity: true };
  // Every point of BN254 over F_p is in G1.
  const groupsWithOutside = groups.filter((group) => curve.name !== 'bn254' || group === 'G2');

  describe.each(groups)('in %s', (group) => {
    test.each(encodingsOf(curve))('refuses bad points as %s, and says which and why', async (encoding) => {
      const fine = encode(curve, group, encoding, goodPoint(curve, group, 77n));
      const bad: Case[] = [];
      for (const found of casesOf(curve, group, encoding)) {
        const batch = engine.decode(group, encoding, joinBytes([fine, found.bytes]));
        if (found.fault === undefined) expect((await batch).count, found.what).toBe(2);
        else {
          const refused = { group, index: 1, fault: found.fault };
          await expect(batch, found.what).rejects.toMatchObject(refused);
          bad.push(found);
        }
      }
      // Each before another: the lower of two faults counts.
      for (const [i, { what, fault, bytes }] of bad.entries()) {
        const other = bad[(7 * i + 3) % bad.length]!;
        const batch = engine.decode(group, encoding, joinBytes([bytes, other.bytes]));
        await expect(batch, what).rejects.toMatchObject({ index: 0, fault });
      }
    });

    test.each(encodingsOf(curve))(
      'leaves infinity and the subgroup of %s to the caller',
      async (encoding) => {
        const optional = casesOf(curve, group, encoding).filter(
          ({ fault }) => fault === undefined || fault === 'infinity' || fault === 'not-in-subgroup',
        );
        const bytes = joinBytes(optional.map((found) => found.bytes));
        const points = await engine.decode(group, encoding, bytes, lenient);
        expect(await engine.encode(points, encoding)).toEqual(bytes);
        const firstOf = (fault: string) => {
          const index = optional.findIndex((found) => found.fault === fault);
          return index < 0 ? undefined : index;
        };
        expect(await engine.checkSubgroup(points)).toBe(firstOf('not-in-subgroup'));
        expect(optional.findIndex((_, i) => engine.isInfinity(points, i))).toBe(firstOf('infinity'));
        const refusal = async (options: { subgroup?: boolean; infinity?: boolean }) =>
          engine.decode(group, encoding, bytes, options).then(
            () => undefined,
            ({ index, fault }) => [index, fault],
          );
        const outside = firstOf('not-in-subgroup');
        expect(await refusal({ infinity: true })).toEqual(
          outside === undefined ? undefined : [outside, 'not-in-subgroup'],
        );
        expect(await refusal({ subgroup: false })).toEqual([firstOf('infinity'), 'infinity']);
      },
    );
  });

  describe.each(groupsWithOutside)('in %s', (group) => {
    test('multiplies nothing before the whole batch is in the subgroup', async () => {
      const bytes = joinBytes([good(group), good(group), stray(group)]);
      const points = await engine.decode(group, 'u', bytes, { subgroup: false });
      const multiplied: number[] = [];
      const progress = (done: number) => multiplied.push(done);
      const two = bigIntToScalar(2n);
      const refused = { group, index: 2, fault: 'not-in-subgroup' };
      await expect(engine.powers(points, two, two, progress)).rejects.toMatchObject(refused);
      await expect(engine.scale(points, two, progress)).rejects.toMatchObject(refused);
      await expect(engine.msm(points, randomScalars(3, 16), 16, progress)).rejects.toMatchObject(refused);
      expect(multiplied).toEqual([]);
      // What is derived from an unchecked batch is unchecked, and what is checked once stays so.
      const derived = await engine.negate(engine.concat([engine.generator(group), points]));
      await expect(engine.scale(derived, two)).rejects.toMatchObject({ ...refused, index: 3 });
      await expect(engine.lagrange(derived)).rejects.toMatchObject({ ...refused, index: 3 });
      expect((await engine.scale(engine.slice(points, 0, 2), two)).count).toBe(2);
      expect(await engine.checkSubgroup(points)).toBe(2);
      expect(await engine.checkSubgroup(engine.slice(points, 0, 2))).toBeUndefined();
    });

    test('pairs nothing outside the subgroup', async () => {
      const points = await engine.decode(group, 'u', stray(group), { subgroup: false });
      const other = engine.generator(group === 'G1' ? 'G2' : 'G1');
      const pairing = group === 'G1' ? engine.miller(points, other) : engine.miller(other, points);
      await expect(pairing).rejects.toMatchObject({ group, index: 0, fault: 'not-in-subgroup' });
    });

    test('names the lowest of several bad points, whatever thread finds it first', async () => {
      const list = Array.from({ length: 64 }, () => good(group));
      list[13] = stray(group);
      list[14] = new Uint8Array(good(group).length).fill(255);
      list[40] = infinity(group);
      const refused = engine.decode(group, 'u', joinBytes(list));
      await expect(refused).rejects.toMatchObject({ index: 13, fault: 'not-in-subgroup' });
      const unchecked = engine.decode(group, 'u', joinBytes(list), { subgroup: false });
      await expect(unchecked).rejects.toMatchObject({ index: 14, fault: 'not-canonical' });
    });
  });

  test('keeps infinity out of nothing but decoding', async () => {
    const points = await engine.decode('G1', 'u', joinBytes([infinity('G1'), good('G1')]), {
      infinity: true,
    });
    const two = bigIntToScalar(2n);
    for (const result of [await engine.scale(points, two), await engine.powers(points, two, two)]) {
      expect([0, 1].map((i) => engine.isInfinity(result, i))).toEqual([true, false]);
    }
  });
});
