import { defaultThreads, startThread } from '#start-thread';
import { copyBytes, firstDifferentItem, isZero, joinBytes } from './bytes.ts';
import { inverse } from './curve/arithmetic.ts';
import { CURVES } from './curve/parameters.ts';
import { storagePoint } from './curve/storage.ts';
import {
  type CurveName,
  type DecodeOptions,
  type Encoding,
  type Engine,
  type Group,
  type MillerValue,
  PointError,
  type Points,
  type Progress,
} from './engine.ts';
import {
  requireBatchLength,
  requireEncoded,
  requirePairs,
  requirePowerOfTwo,
  requireRange,
  requireSameGroup,
} from './engine-arguments.ts';
import { encodedSize } from './kernel/encoding.ts';
import { kernelToShare } from './kernel/load-kernel.ts';
import { transformPoints } from './lagrange.ts';
import { rescaleStream } from './rescale-stream.ts';
import { bigIntToScalar, requireCombinationScalars, requireSecretScalar } from './scalar.ts';
import type { Job, KernelReport } from './threads/job.ts';
import { createPool, type Pool } from './threads/pool.ts';
import { cutBatch, runBatch } from './threads/run-batch.ts';
import { WasmMiller, WasmPoints } from './wasm-values.ts';

/** Most points of one job: about a tenth of a second of work, so that progress moves and little is copied. */
const MOST: Record<Group, number> = { G1: 2048, G2: 512 };
/** A linear combination gets cheaper per point as it grows, up to about this many. */
const MOST_COMBINED = 16_384;
const MOST_PAIRS = 1024;

export interface RescaleOptions {
  from: Encoding;
  to: Encoding;
  /** Accept infinity and leave it as it is (default false). */
  infinity?: boolean;
  /** Points expected, for `progress`. */
  total?: number;
  progress?: Progress;
}

/** An {@link Engine} on this package's own WebAssembly kernels. */
export interface WasmEngine extends Engine {
  /**
   * Encoded points in pieces of any length, times s, in the order they came: decoded strictly and checked for
   * the subgroup before they meet the secret. Memory does not grow with the number of points. The copy of s is
   * overwritten when the iteration ends; it may be ended early.
   */
  rescale(
    group: Group,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    s: Uint8Array,
    options: RescaleOptions,
  ): AsyncGenerator<Uint8Array>;
  /** The kernel that a thread of this engine uses, and why faster ones were not taken. */
  kernel(): Promise<KernelReport>;
}

/**
 * A curve in a pool of worker threads (Node) or Web Workers (browser), each with a kernel of its own that it
 * chose by a known-answer test. `threads` defaults to what the machine has; they start when there is work and
 * let the process exit when there is none.
 *
 * Multiplications by secrets run the same steps for every secret. Copies of secret scalars are overwritten
 * here, in the workers and in WebAssembly's memory; scalar.ts says what that cannot promise.
 */
export async function createWasmEngine(
  options: { curve?: CurveName; threads?: number } = {},
): Promise<WasmEngine> {
  const { curve = 'bls12-381', threads = defaultThreads() } = options;
  if (!Number.isInteger(threads) || threads < 1) throw new RangeError('at least one thread is needed');
  const kernel = await kernelToShare(curve);
  return wasmEngine(
    curve,
    createPool(threads, (events) => startThread(events, { kernel })),
  );
}

function wasmEngine(curve: CurveName, pool: Pool): WasmEngine {
  const owner = {};
  const parameters = CURVES[curve];
  const order = parameters.r;
  const sizeOf = (group: Group) => encodedSize(curve, group, 'lem');
  const make = (group: Group, bytes: Uint8Array, checked = true) =>
    new WasmPoints(owner, { curve, group, size: sizeOf(group) }, bytes, checked);

  function own(points: Points): WasmPoints {
    if (!(points instanceof WasmPoints) || points.owner !== owner) {
      throw new TypeError('these points belong to another engine');
    }
    return points;
  }

  /** Runs a job over the batch, cut for the threads, and joins the results. */
  async function over(
    points: WasmPoints,
    build: (points: Uint8Array, from: number, to: number) => Job,
    progress?: Progress,
    ranges = cutBatch(points.count, pool.threads, MOST[points.group]),
  ): Promise<Uint8Array> {
    const size = sizeOf(points.group);
    const parts = await runBatch(
      pool,
      ranges,
      (from, to) => build(copyBytes(points.bytes, from * size, to * size), from, to),
      progress,
    );
    return joinBytes(parts);
  }

  /** The same points, in the prime-order subgroup; throws {@link PointError} otherwise. */
  async function checked(points: Points): Promise<WasmPoints> {
    const mine = own(points);
    if (mine.checked) return mine;
    const { group } = mine;
    await over(mine, (part) => ({ op: 'check', curve, group, points: part }));
    mine.checked = true;
    return mine;
  }

  /** Runs `use` with copies of the secrets, so that the caller may wipe its own at once. */
  async function withCopies<Result>(
    secrets: Uint8Array[],
    use: (copies: Uint8Array[]) => Promise<Result>,
  ): Promise<Result> {
    for (const secret of secrets) requireSecretScalar(secret, order);
    const copies = secrets.map((secret) => copyBytes(secret));
    try {
      return await use(copies);
    } finally {
      for (const copy of copies) copy.fill(0);
    }
  }

  function scale(points: Points, s: Uint8Array, progress?: Progress) {
    return withCopies([s], async ([copy]) => {
      const mine = await checked(points);
      const { group } = mine;
      const build = (part: Uint8Array): Job => {
        return { op: 'scale', curve, group, points: part, s: copyBytes(copy!) };
      };
      return make(group, await over(mine, build, progress));
    });
  }

  return {
    name: 'wasm',
    curve,

    async kernel() {
      const bytes = await pool.run(() => ({ op: 'kernel', curve }));
      return JSON.parse(new TextDecoder().decode(bytes)) as KernelReport;
    },

    async decode(group: Group, encoding: Encoding, bytes: Uint8Array, options: DecodeOptions = {}) {
      const { subgroup = true, infinity = false } = options;
      const count = requireEncoded(curve, group, encoding, bytes);
      const size = encodedSize(curve, group, encoding);
      const parts = await runBatch(
        pool,
        cutBatch(count, pool.threads, MOST[group]),
        (from, to) => {
          const part = copyBytes(bytes, from * size, to * size);
          return { op: 'decode', curve, group, encoding, bytes: part, subgroup, infinity };
        },
        options.progress,
      );
      return make(group, joinBytes(parts), subgroup);
    },

    async encode(points: Points, encoding: Encoding) {
      const mine = own(points);
      const { group } = mine;
      requireEncoded(curve, group, encoding, new Uint8Array(0));
      if (encoding === 'lem') return copyBytes(mine.bytes);
      return over(mine, (part) => ({ op: 'encode', curve, group, encoding, points: part }));
    },

    powers(points: Points, s: Uint8Array, t: Uint8Array, progress?: Progress) {
      return withCopies([s, t], async ([first, ratio]) => {
        const mine = await checked(points);
        const { group } = mine;
        const build = (part: Uint8Array, start: number): Job => {
          const secrets = { s: copyBytes(first!), t: copyBytes(ratio!) };
          return { op: 'powers', curve, group, points: part, ...secrets, start };
        };
        return make(group, await over(mine, build, progress));
      });
    },

    scale,

    async *rescale(group, source, s, options) {
      requireSecretScalar(s, order);
      const copy = copyBytes(s);
      const { from, to, infinity = false, total = 0, progress } = options;
      try {
        yield* rescaleStream(pool, { curve, group, from, to, infinity, s: copy }, source, total, progress);
      } finally {
        copy.fill(0);
      }
    },

    async msm(points: Points, scalars: Uint8Array, width: 16 | 32, progress?: Progress) {
      requireCombinationScalars(scalars, points.count, width, order);
      const mine = await checked(points);
      const { group } = mine;
      const most = Math.min(MOST_COMBINED, Math.max(64, Math.ceil(mine.count / pool.threads)));
      const sums = await over(
        mine,
        (part, from, to) => {
          const factors = copyBytes(scalars, from * width, to * width);
          return { op: 'msm', curve, group, points: part, scalars: factors, width };
        },
        progress,
        cutBatch(mine.count, 1, most),
      );
      return make(group, await pool.run(() => ({ op: 'sum', curve, group, points: sums })));
    },

    async lagrange(points: Points, progress?: Progress) {
      requirePowerOfTwo(points.count);
      const mine = await checked(points);
      const { group, count } = mine;
      let before = 0;
      const batch = { pool, curve, group, size: sizeOf(group) };
      const transformed = await transformPoints(batch, mine.bytes, (done, total) => {
        before = total;
        progress?.(done, total + count);
      });
      const share = bigIntToScalar(inverse(BigInt(count), order), order);
      return scale(make(group, transformed), share, (done) => progress?.(before + done, before + count));
    },

    async checkSubgroup(points: Points) {
      try {
        await checked(points);
        return undefined;
      } catch (error) {
        if (error instanceof PointError) return error.index;
        throw error;
      }
    },

    async firstDifference(a: Points, b: Points) {
      const group = requireSameGroup([a, b]);
      requireBatchLength(a, b);
      return firstDifferentItem(own(a).bytes, own(b).bytes, sizeOf(group));
    },

    slice(points: Points, from: number, to: number) {
      requireRange(points, from, to);
      const mine = own(points);
      const size = sizeOf(mine.group);
      return make(mine.group, mine.bytes.subarray(from * size, to * size), mine.checked);
    },

    concat(parts: Points[]) {
      const group = requireSameGroup(parts);
      const mine = parts.map(own);
      const joined = joinBytes(mine.map((part) => part.bytes));
      return make(
        group,
        joined,
        mine.every((part) => part.checked),
      );
    },

    async negate(points: Points) {
      const mine = own(points);
      const { group } = mine;
      const bytes = await over(mine, (part) => ({ op: 'negate', curve, group, points: part }));
      return make(group, bytes, mine.checked);
    },

    generator: (group: Group) => make(group, storagePoint(parameters, group)),

    isInfinity(points: Points, index: number) {
      requireRange(points, index, index + 1);
      const size = sizeOf(points.group);
      return isZero(own(points).bytes, index * size, (index + 1) * size);
    },

    async hashToG1(messages: Uint8Array[], dst: string) {
      if (curve !== 'bls12-381') throw new RangeError(`no hash to G1 of ${curve}`);
      const parts = await runBatch(pool, cutBatch(messages.length, pool.threads, 128), (from, to) => {
        const part = messages.slice(from, to).map((message) => copyBytes(message));
        return { op: 'hash', messages: part, dst };
      });
      return make('G1', joinBytes(parts));
    },

    async miller(g1: Points, g2: Points) {
      requirePairs(g1, g2);
      const left = await checked(g1);
      const right = await checked(g2);
      const size = sizeOf('G2');
      const ranges = cutBatch(left.count, pool.threads, MOST_PAIRS);
      const factors = await runBatch(pool, ranges, (from, to) => ({
        op: 'miller',
        curve,
        g1: copyBytes(left.bytes, from * sizeOf('G1'), to * sizeOf('G1')),
        g2: copyBytes(right.bytes, from * size, to * size),
      }));
      return new WasmMiller(curve, factors);
    },

    multiply(values: MillerValue[]) {
      return new WasmMiller(curve, values.flatMap(factorsOf));
    },

    async isOne(value: MillerValue) {
      const values = joinBytes(factorsOf(value));
      const [answer] = await pool.run(() => ({ op: 'isOne', curve, values: copyBytes(values) }));
      return answer === 1;
    },

    close: () => pool.close(),
  };

  function factorsOf(value: MillerValue): Uint8Array[] {
    if (!(value instanceof WasmMiller) || value.curve !== curve) {
      throw new TypeError('this value belongs to another engine');
    }
    return value.factors;
  }
}
