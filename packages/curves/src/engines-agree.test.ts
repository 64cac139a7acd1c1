import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';
import { type Engine, type Group, PointError } from './engine.ts';
import { createNobleEngine } from './noble-engine.ts';
import { pointOf } from './noble-group.ts';
import { bigIntToScalar, SCALAR_ORDER } from './scalar.ts';
import { curvePoint, encodedInfinity, encodePoint, times } from './test-points.ts';
import { createWasmEngine } from './wasm-engine.ts';

const noble = createNobleEngine();
let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine({ threads: 2 });
});
afterAll(() => wasm.close());

const secret = fc.bigInt({ min: 1n, max: SCALAR_ORDER - 1n }).map(bigIntToScalar);
const group = fc.constantFrom<Group>('G1', 'G2');

/** A few encoded points of a group: multiples of the generator, infinity now and then. */
function batch(most: number) {
  return group.chain((name) =>
    fc.record({
      name: fc.constant(name),
      bytes: fc
        .array(fc.option(fc.bigInt({ min: 1n, max: SCALAR_ORDER - 1n }), { freq: 8, nil: 0n }), {
          minLength: 1,
          maxLength: most,
        })
        .map((factors) =>
          joinBytes(factors.map((factor) => encodePoint(name, times(name, pointOf[name].BASE, factor)))),
        ),
    }),
  );
}

/** What an engine makes of the bytes, or the refusal as text. */
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

const lenient = { subgroup: false, infinity: true };

describe('noble and wasm agree', () => {
  test('on powers and scaling', async () => {
    await fc.assert(
      fc.asyncProperty(batch(4), secret, secret, async ({ name, bytes }, s, t) => {
        await bothAgree(async (engine) => {
          const points = await engine.decode(name, 'zcash', bytes, { infinity: true });
          return engine.encode(await engine.powers(points, s, t), 'zcash');
        });
      }),
      { numRuns: 15 },
    );
  });

  test('on linear combinations of either width', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch(6),
        fc.constantFrom<16 | 32>(16, 32),
        fc.uint8Array({ minLength: 192, maxLength: 192 }),
        async ({ name, bytes }, width, noise) => {
          const count = bytes.length / (name === 'G1' ? 48 : 96);
          const scalars = noise.slice(0, count * width);
          for (let i = width - 1; i < scalars.length; i += width) if (width === 32) scalars[i]! &= 0x3f;
          await bothAgree(async (engine) => {
            const points = await engine.decode(name, 'zcash', bytes, { infinity: true });
            return engine.encode(await engine.msm(points, scalars, width), 'zcash');
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  test('on the Lagrange form, of points in no relation too', async () => {
    for (const [name, count] of [
      ['G1', 16],
      ['G2', 4],
    ] as const) {
      const list = Array.from({ length: count }, (_, i) =>
        i === 3
          ? encodedInfinity(name)
          : encodePoint(name, times(name, pointOf[name].BASE, BigInt(i * i + 5))),
      );
      await bothAgree(async (engine) => {
        const points = await engine.decode(name, 'zcash', joinBytes(list), { infinity: true });
        return engine.encode(await engine.lagrange(points), 'zcash');
      });
    }
  });

  test('on which bytes are points, and which fault the others have', async () => {
    const seen = new Set<string>();
    const heads = fc.constantFrom(
      0x00,
      0x1f,
      0x40,
      0x80,
      0x8f,
      0x99,
      0x9a,
      0x9b,
      0xa0,
      0xb9,
      0xba,
      0xc0,
      0xe0,
    );
    await fc.assert(
      fc.asyncProperty(
        group,
        heads,
        fc.uint8Array({ minLength: 96, maxLength: 96 }),
        async (name, head, noise) => {
          const bytes = noise.slice(0, name === 'G1' ? 48 : 96);
          bytes[0] = head;
          for (const options of [{}, lenient]) {
            const result = await bothAgree(async (engine) =>
              engine.encode(await engine.decode(name, 'zcash', bytes, options), 'zcash'),
            );
            // What is accepted is encoded to the very same bytes: there is one encoding of a point.
            if (!result.includes(' ')) expect(result).toBe(Buffer.from(bytes).toString('hex'));
            seen.add(result.includes(' ') ? result.split(': ')[1]! : 'point');
          }
        },
      ),
      { numRuns: 400 },
    );
    for (const kind of ['point', 'not-compressed', 'bad-infinity', 'not-on-curve', 'not-in-subgroup']) {
      expect(seen).toContain(kind);
    }
  });

  test('on one flipped bit in a good batch', async () => {
    await fc.assert(
      fc.asyncProperty(batch(3), fc.nat(), async ({ name, bytes }, bit) => {
        const flipped = bytes.slice();
        flipped[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
        await bothAgree(async (engine) =>
          engine.encode(await engine.decode(name, 'zcash', flipped, { infinity: true }), 'zcash'),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('on membership of the subgroup', async () => {
    for (const name of ['G1', 'G2'] as const) {
      const good = encodePoint(name, pointOf[name].BASE);
      for (let seed = 1; seed <= 8; seed++) {
        const stray = curvePoint(name, seed * 1000);
        const { h } = pointOf[name].CURVE();
        const cleared = times(name, stray, h);
        const bytes = joinBytes([good, encodePoint(name, cleared), encodePoint(name, stray)]);
        for (const engine of [noble, wasm]) {
          const points = await engine.decode(name, 'zcash', bytes, lenient);
          expect(await engine.checkSubgroup(points)).toBe(2);
          expect(await engine.checkSubgroup(engine.slice(points, 0, 2))).toBeUndefined();
        }
      }
    }
  });

  test('on hashes to G1', async () => {
    const dst = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
    const messages = Array.from({ length: 20 }, (_, i) => new Uint8Array(i).fill(i));
    await bothAgree(async (engine) => engine.encode(await engine.hashToG1(messages, dst), 'zcash'));
  });

  test('on products of pairings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.bigInt(1n, SCALAR_ORDER - 1n), { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        async (factors, honest) => {
          // Π e(fᵢ·G, fᵢ₊₁·G₂) · e(−Σ fᵢ·fᵢ₊₁·G, G₂) = 1, and not with anything added to the sum.
          const next = factors.map((_, i) => factors[(i + 1) % factors.length]!);
          const sum = factors.reduce((total, factor, i) => total + factor * next[i]!, honest ? 0n : 1n);
          for (const engine of [noble, wasm]) {
            const scaled = (name: Group, factor: bigint) =>
              engine.scale(engine.generator(name), bigIntToScalar(factor));
            const last = sum % SCALAR_ORDER === 0n ? 1n : -sum;
            const g1 = engine.concat(
              await Promise.all([...factors, last].map((factor) => scaled('G1', factor))),
            );
            const g2 = engine.concat(await Promise.all([...next, 1n].map((factor) => scaled('G2', factor))));
            expect(await engine.isOne(await engine.miller(g1, g2))).toBe(honest && last !== 1n);
          }
        },
      ),
      { numRuns: 6 },
    );
  });
});
