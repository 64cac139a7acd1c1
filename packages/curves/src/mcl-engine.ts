import { hexToBytes } from '@noble/hashes/utils.js';
import { defaultThreads, startThread } from '#start-thread';
import { cutBatch, runBatch } from './batch.ts';
import {
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
  requireEncoding,
  requirePairs,
  requirePowerOfTwo,
  requireRange,
  requireSameGroup,
} from './engine-arguments.ts';
import type { Job } from './job.ts';
import { transformPoints } from './mcl-lagrange.ts';
import { copyBytes, firstDifferentPoint, isZeroPoint, joinBytes, POINT_BYTES } from './mcl-layout.ts';
import { factorsOf, MclMiller, MclPoints } from './mcl-values.ts';
import { createPool, type Pool } from './pool.ts';
import { bigIntToScalar, invertScalar, requireCombinationScalars, requireSecretScalar } from './scalar.ts';
import { encodedCount, encodedSize, GENERATORS } from './zcash-encoding.ts';

/** Most points of one job: a third of a second of work, so that progress moves and little memory is held. */
const MOST: Record<Group, number> = { G1: 512, G2: 256 };
/** A linear combination gets cheaper per point as it grows, up to about this many. */
const MOST_COMBINED = 2048;
const MOST_PAIRS = 128;

/**
 * BLS12-381 with mcl-wasm in a pool of worker threads (Node) or Web Workers (browser). `threads` defaults to
 * what the machine has; they start when there is work and let the process exit when there is none.
 *
 * Multiplications take time that depends on the scalar. Copies of secret scalars are overwritten here, in the
 * workers and in WebAssembly's memory; scalar.ts says what that cannot promise.
 */
export async function createMclEngine(options: { threads?: number } = {}): Promise<Engine> {
  const threads = options.threads ?? defaultThreads();
  if (!Number.isInteger(threads) || threads < 1) throw new RangeError('at least one thread is needed');
  const pool = createPool(threads, startThread);
  try {
    const [g1, g2] = await Promise.all([generatorOf(pool, 'G1'), generatorOf(pool, 'G2')]);
    return mclEngine(pool, { G1: g1, G2: g2 });
  } catch (error) {
    await pool.close();
    throw error;
  }
}

function mclEngine(pool: Pool, generators: Record<Group, Uint8Array>): Engine {
  const owner = {};
  const make = (group: Group, bytes: Uint8Array, checked = true) =>
    new MclPoints(owner, group, bytes, checked);

  function own(points: Points): MclPoints {
    if (!(points instanceof MclPoints) || points.owner !== owner) {
      throw new TypeError('these points belong to another engine');
    }
    return points;
  }

  /** Runs a job over the batch, cut for the threads, and joins the results. */
  async function over(
    points: MclPoints,
    build: (part: Uint8Array, from: number, to: number) => Job,
    progress?: Progress,
    ranges = cutBatch(points.count, pool.threads, MOST[points.group]),
  ): Promise<Uint8Array> {
    const size = POINT_BYTES[points.group];
    const parts = await runBatch(
      pool,
      ranges,
      (from, to) => build(copyBytes(points.bytes, from * size, to * size), from, to),
      progress,
    );
    return joinBytes(parts);
  }

  /** The same points, in the prime-order subgroup; throws {@link PointError} otherwise. */
  async function checked(points: Points): Promise<MclPoints> {
    const mine = own(points);
    if (mine.checked) return mine;
    await over(mine, (part) => ({ op: 'check', group: mine.group, points: part }));
    mine.checked = true;
    return mine;
  }

  async function multiply(points: Points, s: Uint8Array, t: Uint8Array, progress?: Progress) {
    requireSecretScalar(s);
    requireSecretScalar(t);
    // The caller may wipe its scalars as soon as this function has given back its promise.
    const first = copyBytes(s);
    const ratio = copyBytes(t);
    try {
      const mine = await checked(points);
      const { group } = mine;
      const products = await over(
        mine,
        (part, start) => ({
          op: 'powers',
          group,
          points: part,
          s: copyBytes(first),
          t: copyBytes(ratio),
          start,
        }),
        progress,
      );
      return make(group, products);
    } finally {
      first.fill(0);
      ratio.fill(0);
    }
  }

  return {
    name: 'mcl',
    curve: 'bls12-381',

    async decode(group: Group, encoding: Encoding, bytes: Uint8Array, options: DecodeOptions = {}) {
      requireEncoding(encoding);
      const { subgroup = true, infinity = false } = options;
      const size = encodedSize(group);
      const parts = await runBatch(
        pool,
        cutBatch(encodedCount(group, bytes), pool.threads, MOST[group]),
        (from, to) => {
          const part = copyBytes(bytes, from * size, to * size);
          return { op: 'decode', group, bytes: part, subgroup, infinity };
        },
        options.progress,
      );
      return make(group, joinBytes(parts), subgroup);
    },

    async encode(points: Points, encoding: Encoding) {
      requireEncoding(encoding);
      const mine = own(points);
      return over(mine, (part) => ({ op: 'encode', group: mine.group, points: part }));
    },

    powers: multiply,

    scale: (points: Points, s: Uint8Array, progress?: Progress) =>
      multiply(points, s, bigIntToScalar(1n), progress),

    async msm(points: Points, scalars: Uint8Array, width: 16 | 32, progress?: Progress) {
      requireCombinationScalars(scalars, points.count, width);
      const mine = await checked(points);
      const { group } = mine;
      const most = Math.min(MOST_COMBINED, Math.max(64, Math.ceil(mine.count / pool.threads)));
      const sums = await over(
        mine,
        (part, from, to) => {
          const factors = copyBytes(scalars, from * width, to * width);
          return { op: 'msm', group, points: part, scalars: factors, width };
        },
        progress,
        cutBatch(mine.count, 1, most),
      );
      return make(group, await pool.run(() => ({ op: 'sum', group, points: sums })));
    },

    async lagrange(points: Points, progress?: Progress) {
      requirePowerOfTwo(points.count);
      const mine = await checked(points);
      const { group, count } = mine;
      const one = bigIntToScalar(1n);
      let before = 0;
      const transformed = await transformPoints(pool, group, mine.bytes, (done, total) => {
        before = total;
        progress?.(done, total + count);
      });
      // A division by n remains, which normalises too.
      const share = invertScalar(bigIntToScalar(BigInt(count)));
      return multiply(make(group, transformed), share, one, (done) =>
        progress?.(before + done, before + count),
      );
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
      return firstDifferentPoint(group, own(a).bytes, own(b).bytes);
    },

    slice(points: Points, from: number, to: number) {
      requireRange(points, from, to);
      const mine = own(points);
      const size = POINT_BYTES[mine.group];
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
      return make(group, await over(mine, (part) => ({ op: 'negate', group, points: part })), mine.checked);
    },

    generator: (group: Group) => make(group, generators[group]),

    isInfinity(points: Points, index: number) {
      requireRange(points, index, index + 1);
      return isZeroPoint(points.group, own(points).bytes, index);
    },

    async hashToG1(messages: Uint8Array[], dst: string) {
      const parts = await runBatch(pool, cutBatch(messages.length, pool.threads, MOST_PAIRS), (from, to) => {
        const part = messages.slice(from, to).map((message) => copyBytes(message));
        return { op: 'hash', messages: part, dst };
      });
      return make('G1', joinBytes(parts));
    },

    async miller(g1: Points, g2: Points) {
      requirePairs(g1, g2);
      const left = await checked(g1);
      const right = await checked(g2);
      const size = POINT_BYTES.G2;
      const value = await over(
        left,
        (part, from, to) => ({ op: 'miller', g1: part, g2: copyBytes(right.bytes, from * size, to * size) }),
        undefined,
        cutBatch(left.count, pool.threads, MOST_PAIRS),
      );
      return new MclMiller([value]);
    },

    multiply(values: MillerValue[]) {
      return new MclMiller(values.flatMap(factorsOf));
    },

    async isOne(value: MillerValue) {
      const values = joinBytes(factorsOf(value));
      const [answer] = await pool.run(() => ({ op: 'isOne', values }));
      return answer === 1;
    },

    close: () => pool.close(),
  };
}

function generatorOf(pool: Pool, group: Group): Promise<Uint8Array> {
  return pool.run(() => ({
    op: 'decode',
    group,
    bytes: hexToBytes(GENERATORS[group]),
    subgroup: true,
    infinity: false,
  }));
}
