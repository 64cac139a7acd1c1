import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyBytes, joinBytes } from './bytes.ts';
import { encode, encodingsOf } from './codec/reference.ts';
import { curvePoint, goodPoint } from './codec/samples.ts';
import { CURVES } from './curve/parameters.ts';
import type { Group } from './engine.ts';
import { bigIntToScalar } from './scalar.ts';
import { encodedMultiples } from './test-engines.ts';
import { createWasmEngine, type WasmEngine } from './wasm-engine.ts';

const THREADS = 2;
/** Points of a job: more than one job needs more than these. */
const PIECE = 4096;

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return joinBytes(parts);
}

/** The bytes in pieces of the lengths in turn. */
function* cut(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + lengths[i % lengths.length]!;
    yield bytes.subarray(at, end);
    at = end;
  }
}

describe.each(Object.values(CURVES))('streams of points of $name', (curve) => {
  const { r } = curve;
  const secret = 3n ** 130n % r;
  const s = bigIntToScalar(secret, r);
  let engine: WasmEngine;
  beforeAll(async () => {
    engine = await createWasmEngine({ curve: curve.name, threads: THREADS });
  });
  afterAll(() => engine.close());

  const inEncoding = (group: Group, encoding: 'lem' | 'u' | 'c' | 'zcash', factors: readonly bigint[]) =>
    joinBytes(
      factors.map((k) =>
        encode(curve, group, encoding, k % r === 0n ? null : goodPoint(curve, group, k % r)),
      ),
    );

  test.each(['G1', 'G2'] as const)(
    'of %s come out scaled, from every encoding into every one',
    async (group) => {
      const factors = [1n, 2n, 0n, r - 3n, 1n];
      const products = factors.map((factor) => factor * secret);
      for (const from of encodingsOf(curve)) {
        for (const to of encodingsOf(curve)) {
          const bytes = inEncoding(group, from, factors);
          const found = await collect(engine.rescale(group, [bytes], s, { from, to, infinity: true }));
          expect(found).toEqual(inEncoding(group, to, products));
        }
      }
      expect(s).toEqual(bigIntToScalar(secret, r));
    },
  );

  test('may come in pieces of any length, in buffers that are used again', async () => {
    const factors = Array.from({ length: 20 }, (_, i) => BigInt(i + 1));
    const bytes = encodedMultiples(curve, 'G1', factors);
    const wanted = inEncoding(
      'G1',
      'c',
      factors.map((factor) => factor * secret),
    );
    const lengths = fc.array(fc.oneof(fc.nat(7), fc.integer({ min: 1, max: 700 })), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(lengths, async (list) => {
        async function* source() {
          const buffer = new Uint8Array(700);
          for (const part of cut(bytes, [...list, 1])) {
            buffer.fill(0xee);
            buffer.set(part);
            yield buffer.subarray(0, part.length);
          }
        }
        expect(await collect(engine.rescale('G1', source(), s, { from: 'u', to: 'c' }))).toEqual(wanted);
      }),
      { numRuns: 8 },
    );
  });

  test('may be empty, and must not end within a point', async () => {
    const options = { from: 'u', to: 'u' } as const;
    expect(await collect(engine.rescale('G1', [], s, options))).toHaveLength(0);
    expect(await collect(engine.rescale('G1', [new Uint8Array(0)], s, options))).toHaveLength(0);
    const bytes = encodedMultiples(curve, 'G1', [1n, 2n]);
    const short = collect(engine.rescale('G1', [bytes.subarray(0, -1)], s, options));
    await expect(short).rejects.toThrow('the source ends within a point');
    const lacking = curve.name === 'bn254' ? 'zcash' : ('x' as 'u');
    await expect(collect(engine.rescale('G1', [bytes], s, { from: lacking, to: 'u' }))).rejects.toThrow(
      RangeError,
    );
    await expect(collect(engine.rescale('G1', [bytes], s, { from: 'u', to: lacking }))).rejects.toThrow(
      RangeError,
    );
  });

  test('need a scalar that may multiply', async () => {
    const bytes = encodedMultiples(curve, 'G1', [1n]);
    for (const bad of [new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)]) {
      const stream = engine.rescale('G1', [bytes], bad, { from: 'u', to: 'u' });
      await expect(collect(stream)).rejects.toThrow('a scalar must be 32 little-endian bytes in 1…r−1');
    }
  });

  test('stop at the first bad point, which has its place in the whole', async () => {
    const size = 2 * curve.coordinateBytes;
    const good = encodedMultiples(curve, 'G1', [9n]);
    const bytes = new Uint8Array((2 * PIECE + 10) * size);
    for (let at = 0; at < bytes.length; at += size) bytes.set(good, at);
    bytes.fill(0xff, (2 * PIECE + 3) * size, (2 * PIECE + 4) * size);
    bytes.fill(0, (2 * PIECE + 5) * size, (2 * PIECE + 6) * size);
    let given = 0;
    const refused = (async () => {
      for await (const part of engine.rescale('G1', cut(bytes, [100_003]), s, { from: 'u', to: 'lem' })) {
        given += part.length / size;
      }
    })();
    await expect(refused).rejects.toMatchObject({
      group: 'G1',
      index: 2 * PIECE + 3,
      fault: 'not-canonical',
    });
    expect(given).toBe(2 * PIECE);
  });

  test.each([
    ['infinity that is not allowed', () => encode(curve, 'G2', 'u', null), 'infinity'],
    [
      'a point outside the subgroup',
      () => encode(curve, 'G2', 'u', curvePoint(curve, 'G2', 5n)),
      'not-in-subgroup',
    ],
    ['no point', () => encodedMultiples(curve, 'G2', [2n]).fill(1, 0, 9), 'not-on-curve'],
  ])('refuse %s', async (_what, bad, fault) => {
    const bytes = joinBytes([encodedMultiples(curve, 'G2', [1n]), bad()]);
    const stream = collect(engine.rescale('G2', [bytes], s, { from: 'u', to: 'u' }));
    await expect(stream).rejects.toMatchObject({ group: 'G2', index: 1, fault });
  });

  test('fail as their source fails', async () => {
    async function* source() {
      yield encodedMultiples(curve, 'G1', [1n]);
      throw new Error('the disk is gone');
    }
    const stream = collect(engine.rescale('G1', source(), s, { from: 'u', to: 'u' }));
    await expect(stream).rejects.toThrow('the disk is gone');
  });
});

describe('a stream', () => {
  const curve = CURVES.bn254;
  const size = 2 * curve.coordinateBytes;
  const s = bigIntToScalar(5n, curve.r);
  const options = { from: 'u', to: 'u' } as const;
  let engine: WasmEngine;
  beforeAll(async () => {
    engine = await createWasmEngine({ curve: 'bn254', threads: THREADS });
  });
  afterAll(() => engine.close());

  const generator = encodedMultiples(curve, 'G1', [1n]);
  const piece = joinBytes(Array.from({ length: PIECE }, () => generator));

  /** Pieces without end; counts how many were taken, and sees its end. */
  function endless() {
    const seen = { taken: 0, ended: false };
    function* source() {
      try {
        for (;;) {
          seen.taken++;
          yield piece;
        }
      } finally {
        seen.ended = true;
      }
    }
    return { seen, source: source() };
  }

  test('takes no more than a piece for each thread and one before any result is read', async () => {
    const { seen, source } = endless();
    const stream = engine.rescale('G1', source, s, options);
    expect(seen.taken).toBe(0);
    for (let read = 1; read <= 2; read++) {
      await stream.next();
      expect(seen.taken).toBe(THREADS + read);
    }
    await stream.return(undefined);
    expect(seen.ended).toBe(true);
  });

  test('may be left early, after which the engine goes on', async () => {
    const { seen, source } = endless();
    for await (const part of engine.rescale('G1', source, s, options)) {
      expect(part).toHaveLength(PIECE * size);
      break;
    }
    expect(seen.ended).toBe(true);
    expect((await engine.negate(engine.generator('G1'))).count).toBe(1);
  });

  test('ends its source when a point is bad', async () => {
    const { seen, source } = endless();
    function* spoiled() {
      yield new Uint8Array(size).fill(0xff);
      yield* source;
    }
    await expect(collect(engine.rescale('G1', spoiled(), s, options))).rejects.toMatchObject({ index: 0 });
    expect(seen.ended).toBe(true);
  });

  test('keeps a scalar that the caller wipes after the start', async () => {
    const own = copyBytes(s);
    function* source() {
      yield generator;
      own.fill(0);
      yield generator;
    }
    const found = await collect(engine.rescale('G1', source(), own, options));
    expect(found).toEqual(encodedMultiples(curve, 'G1', [5n, 5n]));
  });

  test('reports progress up to its last point', async () => {
    const seen: number[][] = [];
    const progress = (done: number, total: number) => seen.push([done, total]);
    await collect(
      engine.rescale('G1', [generator, generator, generator], s, { ...options, total: 3, progress }),
    );
    expect(seen).toEqual([[3, 3]]);
  });

  test('fails when the engine is closed', async () => {
    const other = await createWasmEngine({ curve: 'bn254', threads: 1 });
    const { seen, source } = endless();
    const stream = other.rescale('G1', source, s, options);
    const refused = expect(stream.next()).rejects.toThrow('the engine is closed');
    await other.close();
    await refused;
    expect(seen.ended).toBe(true);
  });

  test('says which kernel does the work', async () => {
    const report = await engine.kernel();
    expect(['fma', 'wide', 'plain']).toContain(report.kernel);
    // Every kernel that is faster was tried, and has a reason.
    const order = ['fma', 'wide', 'plain'];
    expect(report.rejected.map(({ kernel }) => kernel)).toEqual(order.slice(0, order.indexOf(report.kernel)));
    for (const { reason } of report.rejected) expect(reason).not.toBe('');
  });
});
