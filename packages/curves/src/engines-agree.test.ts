import fc from 'fast-check';
import { buildBn128 } from 'ffjavascript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import { cases } from './codec/encoding-cases.ts';
import { encode, encodingsOf, negated, sizeOf } from './codec/reference.ts';
import { curveOrder, curvePoint, goodPoint, sum } from './codec/samples.ts';
import { CURVES } from './curve/parameters.ts';
import { type Encoding, type Engine, type Group, PointError, type Points } from './engine.ts';
import { createNobleEngine } from './noble-engine.ts';
import { bigIntToScalar } from './scalar.ts';
import { groups, multiples } from './test-engines.ts';
import { createWasmEngine } from './wasm-engine.ts';

/** The long runs look at more of what is drawn at random. */
const LONG = process.env.BREBAJE_SOAK === '1';

describe.each(Object.values(CURVES))('noble and wasm agree on $name:', (curve) => {
  const { r } = curve;
  const noble = createNobleEngine(curve.name);
  let wasm: Engine;
  beforeAll(async () => {
    wasm = await createWasmEngine({ curve: curve.name, threads: 2 });
  });
  afterAll(() => wasm.close());

  const group = fc.constantFrom<Group>('G1', 'G2');
  const encoding = fc.constantFrom<Encoding>(...encodingsOf(curve));
  /** Any integer modulo r, with those that formulas stumble over among them. */
  const scalar = fc.oneof(
    fc.bigInt(1n, r - 1n),
    fc.constantFrom(1n, 2n, 3n, r - 1n, r - 2n, (r + 1n) / 2n, 2n ** 127n, 2n ** 128n - 1n, 2n ** 128n),
    fc.bigInt(1n, 2n ** 20n),
  );
  const secret = scalar.map((value) => bigIntToScalar(value, r));
  /** Logarithms of a batch: few values, so that equal and opposite points and infinity meet. */
  const logs = (most: number) =>
    fc.array(fc.oneof(fc.constantFrom(0n, 1n, -1n, 2n, -2n, 5n, -5n), fc.bigInt(1n, r - 1n)), {
      maxLength: most,
    });

  /** What an engine makes of it, or the refusal as text. */
  async function outcome(run: () => Promise<Uint8Array>): Promise<string> {
    try {
      return Buffer.from(await run()).toString('hex');
    } catch (error) {
      if (error instanceof PointError) return error.message;
      throw error;
    }
  }

  async function bothAgree(run: (engine: Engine) => Promise<Uint8Array>): Promise<string> {
    const [a, b] = await Promise.all([outcome(() => run(noble)), outcome(() => run(wasm))]);
    expect(b).toBe(a);
    return a;
  }

  /** What both make of the multiples of a generator. */
  const onMultiples = (
    name: Group,
    factors: bigint[],
    run: (engine: Engine, points: Points) => Promise<Points>,
  ) =>
    bothAgree(async (engine) =>
      engine.encode(await run(engine, await multiples(engine, name, factors)), 'lem'),
    );

  test('powers, scaling and negation', async () => {
    await fc.assert(
      fc.asyncProperty(group, logs(5), secret, secret, async (name, factors, s, t) => {
        await onMultiples(name, factors, (engine, points) => engine.powers(points, s, t));
        await onMultiples(name, factors, (engine, points) => engine.scale(points, s));
        await onMultiples(name, factors, (engine, points) => engine.negate(points));
      }),
      { numRuns: 12 },
    );
  });

  test('linear combinations of either width', async () => {
    const term = fc.tuple(fc.constantFrom(0n, 1n, -1n, 7n, -7n, 12_345n), fc.oneof(fc.constant(0n), scalar));
    await fc.assert(
      fc.asyncProperty(
        group,
        fc.constantFrom<16 | 32>(16, 32),
        fc.array(term, { maxLength: 40 }),
        async (name, width, terms) => {
          const scalars = joinBytes(terms.map(([, value]) => bigIntToScalar(value, r).slice(0, width)));
          const factors = terms.map(([factor]) => factor);
          await onMultiples(name, factors, (engine, points) => engine.msm(points, scalars, width));
        },
      ),
      { numRuns: 12 },
    );
  });

  test.each([
    ['G1', 16],
    ['G2', 4],
  ] as const)('the Lagrange form of %s, of points in no relation too', async (name, count) => {
    const factors = Array.from({ length: count }, (_, i) => (i === 3 ? 0n : BigInt(i * i + 5)));
    await onMultiples(name, factors, (engine, points) => engine.lagrange(points));
    await onMultiples(name, Array(count).fill(1n), (engine, points) => engine.lagrange(points));
  });

  test('which bytes are points in which encoding, and which fault the others have', async () => {
    const options = fc.record({ subgroup: fc.boolean(), infinity: fc.boolean() });
    const heads = fc.constantFrom(
      0x00,
      0x1f,
      0x2f,
      0x30,
      0x40,
      0x5a,
      0x80,
      0x99,
      0x9a,
      0xa0,
      0xba,
      0xc0,
      0xe0,
    );
    const noise = fc.uint8Array({ minLength: 192, maxLength: 192 });
    await fc.assert(
      fc.asyncProperty(group, encoding, options, heads, noise, async (name, form, checks, head, bytes) => {
        const point = bytes.slice(0, sizeOf(curve, name, form));
        point[0] = head;
        const result = await bothAgree(async (engine) =>
          engine.encode(await engine.decode(name, form, point, checks), form),
        );
        // What is accepted is encoded to the very same bytes: there is one encoding of a point.
        if (!result.includes(' ')) expect(result).toBe(Buffer.from(point).toString('hex'));
      }),
      { numRuns: LONG ? 300 : 120 },
    );
  });

  // Each engine by itself is held to what is known of these bytes in point-faults.test.ts.
  test.runIf(LONG)('every fault that an encoding can have', async () => {
    const seen = new Set<string>();
    for (const name of groups) {
      for (const form of encodingsOf(curve)) {
        for (const { bytes } of cases(curve, name, form)) {
          const result = await bothAgree(async (engine) =>
            engine.encode(await engine.decode(name, form, bytes), form),
          );
          seen.add(result.includes(' ') ? result.split(': ')[1]! : 'point');
        }
      }
    }
    for (const kind of ['point', 'bad-infinity', 'not-canonical', 'not-on-curve', 'not-in-subgroup']) {
      expect(seen).toContain(kind);
    }
  });

  test('hostile encodings with one bit changed', async () => {
    const list = groups.flatMap((name) =>
      encodingsOf(curve).flatMap((form) =>
        cases(curve, name, form).map(({ bytes }) => ({ name, form, bytes })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...list), fc.nat(), async ({ name, form, bytes }, bit) => {
        const changed = bytes.slice();
        changed[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
        for (const infinity of [false, true]) {
          await bothAgree(async (engine) =>
            engine.encode(await engine.decode(name, form, joinBytes([bytes, changed]), { infinity }), 'u'),
          );
          await bothAgree(async (engine) =>
            engine.encode(await engine.decode(name, form, changed, { infinity }), 'u'),
          );
        }
      }),
      { numRuns: LONG ? 60 : 30 },
    );
  });

  test('membership of the subgroup', async () => {
    for (const name of groups) {
      const good = goodPoint(curve, name, 3n);
      for (let seed = 1n; seed <= (LONG ? 8n : 4n); seed++) {
        const stray = curvePoint(curve, name, seed * 1000n);
        // In the subgroup of order r exactly when it is cleared; mirrored and moved points are as far outside.
        const outside = [stray, { ...stray, y: negated(curve, stray.y) }, sum(curve, name, good, stray)];
        for (const point of outside) {
          const bytes = joinBytes([good, good, point].map((p) => encode(curve, name, 'u', p)));
          for (const engine of [noble, wasm]) {
            const points = await engine.decode(name, 'u', bytes, { subgroup: false });
            const found = await engine.checkSubgroup(points);
            expect(found).toBe(curveOrder(curve, name) === r ? undefined : 2);
          }
        }
      }
    }
  });

  test.runIf(curve.name === 'bls12-381')('hashes to G1', async () => {
    const dst = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
    const messages = Array.from({ length: 20 }, (_, i) => new Uint8Array(i).fill(i));
    await bothAgree(async (engine) => engine.encode(await engine.hashToG1(messages, dst), 'zcash'));
  });

  test('products of pairings', async () => {
    const factor = fc.oneof(fc.bigInt(1n, r - 1n), fc.constantFrom(0n, 1n, -1n));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(factor, factor), { maxLength: 5 }),
        fc.constantFrom(0n, 1n, -1n),
        async (pairs, error) => {
          // Π e(a·G₁, b·G₂) · e((error − Σ a·b)·G₁, G₂) = 1 exactly when there is no error.
          const total = pairs.reduce<bigint>((rest, [a, b]) => rest - a * b, error);
          const all = [...pairs, [total, 1n] as const];
          for (const engine of [noble, wasm]) {
            const g1 = await multiples(
              engine,
              'G1',
              all.map(([a]) => a),
            );
            const g2 = await multiples(
              engine,
              'G2',
              all.map(([, b]) => b),
            );
            expect(await engine.isOne(await engine.miller(g1, g2))).toBe(error === 0n);
          }
        },
      ),
      { numRuns: 8 },
    );
  });
});

test.each(groups)('the Lagrange form of %s of BN254 is that of snarkjs’ files', async (group) => {
  const library = await buildBn128(true);
  const engine = createNobleEngine('bn254');
  try {
    const points = await multiples(engine, group, [1n, 5n, 0n, 7n, -3n, 11n, 1n, 2n]);
    const wanted = await library[group].lagrangeEvaluations(
      await engine.encode(points, 'lem'),
      'affine',
      'affine',
    );
    expect(await engine.encode(await engine.lagrange(points), 'lem')).toEqual(wanted);
  } finally {
    await library.terminate();
  }
});
