import { defaultThreads, startThread } from '#start-thread';
import { copyBytes, firstDifferentItem, isZero, joinBytes, pickItems } from './bytes.ts';
import { inverse } from './curve/arithmetic.ts';
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
import { bigIntToScalar, requireSecretScalar } from './scalar.ts';
import { copyToSend, giveBack } from './spare-memory.ts';
import type { Job, KernelReport } from './threads/job.ts';
import { createPool } from './threads/pool.ts';
import { cutBatch, runBatch } from './threads/run-batch.ts';
import { joinReplies, MOST, WasmBatches } from './wasm-batches.ts';
import { combine, combineEncoded } from './wasm-combine.ts';
import { combineEach } from './wasm-combine-each.ts';
import { type ScalarBatches, scalarBatches } from './wasm-scalars.ts';
import { sumsAndDifferences } from './wasm-sums.ts';
import { WasmMiller } from './wasm-values.ts';

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
  /**
   * Many short combinations Σ kᵢ·Pᵢ, of the first counts[0] terms, the next counts[1] and so on; an empty one is
   * infinity. `scalars` are 32 bytes a term, below r, not secret; 0, 1 and −1 cost next to nothing.
   */
  combineEach(points: Points, scalars: Uint8Array, counts: Uint32Array, progress?: Progress): Promise<Points>;
  /** The points at these indices, in this order; each may stand there often. */
  pick(points: Points, indices: Uint32Array): Points;
  /** Every aᵢ + bᵢ, and every aᵢ − bᵢ. Where one of the batches has one point, it stands for as many as the other has. */
  sumsAndDifferences(a: Points, b: Points): Promise<[sums: Points, differences: Points]>;
  /**
   * Whether a point is k times a base, the generator unless given, for an integer |k| < 2³². Infinity is. Nothing of it
   * is secret: what it takes depends on the points.
   */
  isSmallMultiple(point: Points, base?: Points): Promise<boolean>;
  /** {@link Engine.lagrange} without the division by n: n times the Lagrange points. */
  transform(points: Points, progress?: Progress): Promise<Points>;
  /** Batches of scalars. */
  readonly scalars: ScalarBatches;
  /** The kernel that a thread of this engine uses, and why faster ones were not taken. */
  kernel(): Promise<KernelReport>;
  /**
   * Starts every thread and has it load what it computes with: afterwards nothing is asked of the server that a page
   * came from, which may be away or have newer scripts by then. Rejects where something cannot be loaded.
   */
  load(): Promise<void>;
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
  const pool = createPool(threads, (events) => startThread(events, { kernel }));
  return wasmEngine(new WasmBatches(curve, pool));
}

function wasmEngine(work: WasmBatches): WasmEngine {
  const { curve, pool, order } = work;

  async function transform(points: Points, progress?: Progress): Promise<Points> {
    requirePowerOfTwo(points.count);
    const mine = await work.checked(points);
    const { group } = mine;
    const batch = { pool, curve, group, size: work.sizeOf(group) };
    return work.make(group, await transformPoints(batch, mine.bytes, progress));
  }

  return {
    name: 'wasm',
    curve,

    async kernel() {
      const bytes = await pool.run(() => ({ op: 'kernel', curve }));
      return JSON.parse(new TextDecoder().decode(bytes)) as KernelReport;
    },

    async load() {
      // Queued at once, so that each goes to a thread of its own while the others are at it.
      const loads = Array.from({ length: pool.threads }, () => pool.run(() => ({ op: 'load', curve })));
      await Promise.all(loads);
    },

    async decode(group: Group, encoding: Encoding, bytes: Uint8Array, options: DecodeOptions = {}) {
      const { subgroup = true, infinity = false } = options;
      const count = requireEncoded(curve, group, encoding, bytes);
      const size = encodedSize(curve, group, encoding);
      const parts = await runBatch(
        pool,
        cutBatch(count, pool.threads, MOST[group]),
        (from, to) => {
          const part = copyToSend(bytes, from * size, to * size);
          return { op: 'decode', curve, group, encoding, bytes: part, subgroup, infinity };
        },
        options.progress,
      );
      return work.make(group, joinReplies(parts), subgroup);
    },

    async encode(points: Points, encoding: Encoding) {
      const mine = work.own(points);
      const { group } = mine;
      requireEncoded(curve, group, encoding, new Uint8Array(0));
      if (encoding === 'lem') return copyToSend(mine.bytes);
      return work.over(mine, (part) => ({ op: 'encode', curve, group, encoding, points: part }));
    },

    powers(points: Points, s: Uint8Array, t: Uint8Array, progress?: Progress) {
      return work.withCopies([s, t], async ([first, ratio]) => {
        const mine = await work.checked(points);
        const { group } = mine;
        const build = (part: Uint8Array, start: number): Job => {
          const secrets = { s: copyBytes(first!), t: copyBytes(ratio!) };
          return { op: 'powers', curve, group, points: part, ...secrets, start };
        };
        return work.make(group, await work.over(mine, build, progress));
      });
    },

    scale: (points: Points, s: Uint8Array, progress?: Progress) => work.scale(points, s, progress),

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

    msm: (points, scalars, width, progress) => combine(work, points, scalars, width, progress),

    combineEncoded: (group, encoding, bytes, scalars, options) =>
      combineEncoded(work, group, encoding, bytes, scalars, options),

    combineEach: (points, scalars, counts, progress) => combineEach(work, points, scalars, counts, progress),

    pick(points: Points, indices: Uint32Array) {
      const mine = work.own(points);
      return work.make(mine.group, pickItems(mine.bytes, work.sizeOf(mine.group), indices), mine.checked);
    },

    sumsAndDifferences: (a: Points, b: Points) => sumsAndDifferences(work, a, b),

    async isSmallMultiple(point: Points, base: Points = work.generator(point.group)) {
      const group = requireSameGroup([point, base]);
      if (point.count !== 1 || base.count !== 1) throw new RangeError('one point and one base expected');
      const both = [(await work.checked(point)).bytes, (await work.checked(base)).bytes];
      const [answer] = await pool.run(() => ({ op: 'smallMultiple', curve, group, points: joinBytes(both) }));
      return answer === 1;
    },

    scalars: scalarBatches(work),

    transform,

    async lagrange(points: Points, progress?: Progress) {
      const { count } = points;
      let before = 0;
      const transformed = await transform(points, (done, total) => {
        before = total;
        progress?.(done, total + count);
      });
      const share = bigIntToScalar(inverse(BigInt(count), order), order);
      return work.scale(transformed, share, (done) => progress?.(before + done, before + count));
    },

    async checkSubgroup(points: Points) {
      try {
        await work.checked(points);
        return undefined;
      } catch (error) {
        if (error instanceof PointError) return error.index;
        throw error;
      }
    },

    async firstDifference(a: Points, b: Points) {
      const group = requireSameGroup([a, b]);
      requireBatchLength(a, b);
      return firstDifferentItem(work.own(a).bytes, work.own(b).bytes, work.sizeOf(group));
    },

    slice(points: Points, from: number, to: number) {
      requireRange(points, from, to);
      const mine = work.own(points);
      const size = work.sizeOf(mine.group);
      return work.make(mine.group, mine.bytes.subarray(from * size, to * size), mine.checked);
    },

    concat(parts: Points[]) {
      const group = requireSameGroup(parts);
      const mine = parts.map((part) => work.own(part));
      const joined = joinBytes(mine.map((part) => part.bytes));
      return work.make(
        group,
        joined,
        mine.every((part) => part.checked),
      );
    },

    async negate(points: Points) {
      const mine = work.own(points);
      const { group } = mine;
      const bytes = await work.over(mine, (part) => ({ op: 'negate', curve, group, points: part }));
      return work.make(group, bytes, mine.checked);
    },

    generator: (group: Group) => work.generator(group),

    isInfinity(points: Points, index: number) {
      requireRange(points, index, index + 1);
      const size = work.sizeOf(points.group);
      return isZero(work.own(points).bytes, index * size, (index + 1) * size);
    },

    async hashToG1(messages: Uint8Array[], dst: string) {
      if (curve !== 'bls12-381') throw new RangeError(`no hash to G1 of ${curve}`);
      const parts = await runBatch(pool, cutBatch(messages.length, pool.threads, 128), (from, to) => {
        const part = messages.slice(from, to).map((message) => copyBytes(message));
        return { op: 'hash', messages: part, dst };
      });
      return work.make('G1', joinBytes(parts));
    },

    async miller(g1: Points, g2: Points) {
      requirePairs(g1, g2);
      const left = await work.checked(g1);
      const right = await work.checked(g2);
      const size = work.sizeOf('G2');
      const ranges = cutBatch(left.count, pool.threads, MOST_PAIRS);
      const factors = await runBatch(pool, ranges, (from, to) => ({
        op: 'miller',
        curve,
        g1: copyBytes(left.bytes, from * work.sizeOf('G1'), to * work.sizeOf('G1')),
        g2: copyBytes(right.bytes, from * size, to * size),
      }));
      return new WasmMiller(curve, factors);
    },

    multiply(values: MillerValue[]) {
      return new WasmMiller(
        curve,
        values.flatMap((value) => work.factorsOf(value)),
      );
    },

    async isOne(value: MillerValue) {
      const values = joinBytes(work.factorsOf(value));
      const [answer] = await pool.run(() => ({ op: 'isOne', curve, values: copyBytes(values) }));
      return answer === 1;
    },

    release: (...points) => giveBack(...points.map((batch) => work.own(batch).bytes)),

    close: () => pool.close(),
  };
}
