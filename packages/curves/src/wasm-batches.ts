import { copyBytes } from './bytes.ts';
import { CURVES } from './curve/parameters.ts';
import { storagePoint } from './curve/storage.ts';
import type { CurveName, Group, MillerValue, Points, Progress } from './engine.ts';
import { encodedSize } from './kernel/encoding.ts';
import { requireSecretScalar } from './scalar.ts';
import { copyToSend, giveBack, memoryFor } from './spare-memory.ts';
import type { Job } from './threads/job.ts';
import type { Pool } from './threads/pool.ts';
import { cutBatch, runBatch } from './threads/run-batch.ts';
import { WasmMiller, WasmPoints } from './wasm-values.ts';

/** Most points of one job: about a tenth of a second of work, so that progress moves and little is copied. */
export const MOST: Record<Group, number> = { G1: 2048, G2: 512 };

/** What threads answered, one after another; the answers themselves are given back. */
export function joinReplies(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const joined = memoryFor(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  giveBack(...parts);
  return joined;
}

/** The points of one engine, and jobs over batches of them. */
export class WasmBatches {
  readonly curve: CurveName;
  readonly pool: Pool;
  readonly order: bigint;
  readonly #owner = {};

  constructor(curve: CurveName, pool: Pool) {
    this.curve = curve;
    this.pool = pool;
    this.order = CURVES[curve].r;
  }

  /** Bytes of a point in storage form. */
  sizeOf(group: Group): number {
    return encodedSize(this.curve, group, 'lem');
  }

  make(group: Group, bytes: Uint8Array, checked = true): WasmPoints {
    return new WasmPoints(
      this.#owner,
      { curve: this.curve, group, size: this.sizeOf(group) },
      bytes,
      checked,
    );
  }

  generator(group: Group): WasmPoints {
    return this.make(group, storagePoint(CURVES[this.curve], group));
  }

  /** Throws a TypeError for points of another engine, and for those that were given back. */
  own(points: Points): WasmPoints {
    if (!(points instanceof WasmPoints) || points.owner !== this.#owner) {
      throw new TypeError('these points belong to another engine');
    }
    if (points.bytes.length === 0 && points.count > 0) throw new TypeError('these points were given back');
    return points;
  }

  /** Runs a job over the batch, cut for the threads, and joins the results. */
  async over(
    points: WasmPoints,
    build: (points: Uint8Array, from: number, to: number) => Job,
    progress?: Progress,
    ranges = cutBatch(points.count, this.pool.threads, MOST[points.group]),
  ): Promise<Uint8Array> {
    const size = this.sizeOf(points.group);
    const parts = await runBatch(
      this.pool,
      ranges,
      (from, to) => build(copyToSend(points.bytes, from * size, to * size), from, to),
      progress,
    );
    return joinReplies(parts);
  }

  /** The same points, in the prime-order subgroup; throws a PointError otherwise. */
  async checked(points: Points): Promise<WasmPoints> {
    const mine = this.own(points);
    if (mine.checked) return mine;
    const { curve } = this;
    const { group } = mine;
    await this.over(mine, (part) => ({ op: 'check', curve, group, points: part }));
    mine.checked = true;
    return mine;
  }

  /** Runs `use` with copies of the secrets, so that the caller may wipe its own at once. */
  async withCopies<Result>(
    secrets: Uint8Array[],
    use: (copies: Uint8Array[]) => Promise<Result>,
  ): Promise<Result> {
    for (const secret of secrets) requireSecretScalar(secret, this.order);
    const copies = secrets.map((secret) => copyBytes(secret));
    try {
      return await use(copies);
    } finally {
      for (const copy of copies) copy.fill(0);
    }
  }

  /** Every point times s, in the subgroup or not known to be. */
  scale(points: Points, s: Uint8Array, progress?: Progress): Promise<WasmPoints> {
    return this.withCopies([s], async ([copy]) => {
      const mine = await this.checked(points);
      const { curve } = this;
      const { group } = mine;
      const build = (part: Uint8Array): Job => {
        return { op: 'scale', curve, group, points: part, s: copyBytes(copy!) };
      };
      return this.make(group, await this.over(mine, build, progress));
    });
  }

  /** The factors of a product of Miller loops. Throws a TypeError for one of another engine. */
  factorsOf(value: MillerValue): Uint8Array[] {
    if (!(value instanceof WasmMiller) || value.curve !== this.curve) {
      throw new TypeError('this value belongs to another engine');
    }
    return value.factors;
  }
}
