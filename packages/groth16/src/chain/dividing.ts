import type { Engine, Points } from '@brebaje/curves/engine';
import { giveBack } from '@brebaje/curves/spare-memory';
import { ComputationFault } from '../computation-fault.ts';
import { sizesOf } from '../curve.ts';
import { hashToG2 } from '../random/curve-point.ts';
import { sameBytes } from '../same-bytes.ts';
import { Refused } from '../verify/verdict.ts';
import { headerBytes, type ZkeyHeader } from '../zkey/header.ts';
import { type ContributionRecord, recordsBytes } from '../zkey/records.ts';
import { pointCounts, SECTION, type Zkey } from '../zkey/zkey.ts';
import { decodeHeader, decodeRecords } from './chain-points.ts';
import type { ContributeOptions } from './contribute.ts';
import { genesisPairs, isDivided, previousPairs } from './divided-pairs.ts';
import { type Chunk, chunksOf, decodeChunk } from './divided-points.ts';
import { joinPairs, productIsOne, sumOf } from './pairs.ts';
import { combinationSeed, DIVIDED, type Divided, PointSums } from './point-sums.ts';
import { stepPairs } from './proof-pairs.ts';
import { PartHasher, STATE } from './state-hash.ts';

/** What a contributor keeps, and publishes to let others repeat the comparison. */
export interface Evidence {
  /** Of the states that were received and made. */
  readonly stateBefore: Uint8Array;
  readonly stateAfter: Uint8Array;
  /** The combination's seed, and its value over L and H as received, in the form of the files. */
  readonly seed: Uint8Array;
  readonly sum: Uint8Array;
}

/** What is made of a base. */
interface Result {
  readonly header: ZkeyHeader;
  readonly record: ContributionRecord;
  /** 1/x of the contribution's secret x. */
  readonly inverse: Uint8Array;
}

/**
 * The part of a contribution that goes over all points: divides L and H by the secret, and combines and hashes
 * what comes in and what goes out, so that in the end both can be judged without being read again.
 */
export class Dividing {
  readonly #engine: Engine;
  readonly #base: Zkey;
  readonly #result: Result;
  readonly #options: ContributeOptions;
  readonly #seed: Uint8Array;
  readonly #before: PointSums;
  readonly #after: PointSums;
  readonly #stateBefore = new PartHasher(STATE);
  readonly #stateAfter = new PartHasher(STATE);
  readonly #total: number;
  #done = 0;
  #evidence: Evidence | undefined;

  constructor(engine: Engine, base: Zkey, result: Result, options: ContributeOptions) {
    const counts = pointCounts(base.header);
    this.#engine = engine;
    this.#base = base;
    this.#result = result;
    this.#options = options;
    this.#seed = options.genesis?.seed ?? combinationSeed();
    this.#before = new PointSums(engine, this.#seed, counts[SECTION.l]);
    this.#after = new PointSums(engine, this.#seed, counts[SECTION.l]);
    this.#total = counts[SECTION.l] + counts[SECTION.h];
  }

  /** Throws an Error before {@link check} has succeeded. */
  evidence(): Evidence {
    if (!this.#evidence) throw new Error('there is no evidence before the output has ended');
    return this.#evidence;
  }

  /** A section of the base divided by the secret. A chunk is computed while the one before is consumed. */
  async *section(id: Divided): AsyncGenerator<Uint8Array> {
    let ahead: Promise<Uint8Array> | undefined;
    for await (const chunk of chunksOf(this.#base, id)) {
      this.#options.signal?.throwIfAborted();
      await this.#stateBefore.update(id, chunk.bytes);
      const next = this.#divide(chunk);
      // Whoever stops reading leaves a chunk behind that nobody asks for.
      next.catch(() => {});
      if (ahead) yield await this.#finished(id, ahead);
      ahead = next;
    }
    if (ahead) yield await this.#finished(id, ahead);
  }

  async #divide(chunk: Chunk): Promise<Uint8Array> {
    const { section, from } = chunk;
    const points = await decodeChunk(this.#engine, chunk);
    this.#options.genesis?.infinities.require(chunk);
    giveBack(chunk.bytes);
    const [divided] = await Promise.all([
      this.#engine.scale(points, this.#result.inverse),
      this.#before.add(section, from, points),
    ]);
    const output = await this.#engine.encode(divided, 'lem');
    await Promise.all([this.#after.add(section, from, divided), this.#requireOnCurve(section, output)]);
    this.#engine.release(points, divided);
    return output;
  }

  /** Bytes that would leave are read again: whatever happened to them, they are points of the curve. */
  async #requireOnCurve(section: Divided, bytes: Uint8Array): Promise<void> {
    const options = { infinity: section === SECTION.l, subgroup: false };
    const read = await this.#engine.decode('G1', 'lem', bytes, options).catch((error: unknown) => {
      throw new ComputationFault('the own result holds what is no point', { cause: error });
    });
    this.#engine.release(read);
  }

  async #finished(id: Divided, chunk: Promise<Uint8Array>): Promise<Uint8Array> {
    const bytes = await chunk;
    await this.#stateAfter.update(id, bytes);
    this.#done += bytes.length / sizesOf(this.#base.header.curve).G1;
    this.#options.progress?.(this.#done, this.#total);
    return bytes;
  }

  /**
   * Judges what was received and what was made, when both sections are through. Throws Refused for a base whose
   * state is not the promised one or whose L or H is not the genesis', ComputationFault for a wrong result.
   */
  async check(): Promise<void> {
    const { header, records } = this.#base;
    const { circuitHash, list } = records;
    const stateBefore = await rootWith(this.#stateBefore, header, recordsBytes(circuitHash, list));
    const { state } = this.#options;
    if (state && !sameBytes(state, stateBefore)) {
      throw new Refused({
        check: 'consistency',
        code: 'state',
        text: 'the content is not what was promised: its state hash is another',
      });
    }
    const sum = await this.#checkReceived();
    await this.#checkOwn(sum);
    const { record, header: headerAfter } = this.#result;
    const recordsAfter = recordsBytes(circuitHash, [...list, record]);
    this.#evidence = {
      stateBefore,
      stateAfter: await rootWith(this.#stateAfter, headerAfter, recordsAfter),
      seed: this.#seed,
      sum: await this.#engine.encode(sum, 'lem'),
    };
  }

  /** Compares what was received with the genesis, and answers its combination. */
  async #checkReceived(): Promise<Points> {
    const engine = this.#engine;
    const { genesis } = this.#options;
    const received = [await this.#before.of(SECTION.l), await this.#before.of(SECTION.h)];
    const sum = await sumOf(engine, received);
    if (!genesis) return sum;
    const { delta2 } = await decodeHeader(engine, this.#base.header);
    if (await isDivided(engine, sum, delta2, await this.#genesisSum(genesis))) return sum;
    for (const [i, section] of DIVIDED.entries()) {
      const expected = await decodeSum(engine, section === SECTION.l ? genesis.l : genesis.h);
      if (await isDivided(engine, received[i]!, delta2, expected)) continue;
      const isL = section === SECTION.l;
      throw new Refused({
        check: 'mathematical',
        code: isL ? 'l' : 'h',
        section,
        text: `${isL ? 'L' : 'H'} is not that of the genesis divided by δ`,
      });
    }
    throw new ComputationFault('L and H are each those of the genesis, but not together');
  }

  /** The equations that everybody will check, over the own result. */
  async #checkOwn(sumBefore: Points): Promise<void> {
    const engine = this.#engine;
    const { header, record } = this.#result;
    const before = await decodeHeader(engine, this.#base.header);
    const after = await decodeHeader(engine, header);
    const [points] = await decodeRecords(engine, [record]);
    const sp = await engine.decode('G2', 'lem', hashToG2(header.curve, record.transcript));
    const sum = await sumOf(engine, [await this.#after.of(SECTION.l), await this.#after.of(SECTION.h)]);
    const state = { sum, delta1: after.delta1, delta2: after.delta2 };
    const { genesis } = this.#options;
    const pairs = joinPairs(engine, [
      await stepPairs(engine, { ...points!, deltaBefore: before.delta1, sp }),
      genesis
        ? await genesisPairs(engine, state, await this.#genesisSum(genesis))
        : await previousPairs(engine, state, { sum: sumBefore, delta2: before.delta2 }),
    ]);
    if (!(await productIsOne(engine, pairs))) {
      throw new ComputationFault('the own result is wrong and must be discarded');
    }
  }

  async #genesisSum({ l, h }: { l: Uint8Array; h: Uint8Array }): Promise<Points> {
    return sumOf(this.#engine, [await decodeSum(this.#engine, l), await decodeSum(this.#engine, h)]);
  }
}

function decodeSum(engine: Engine, bytes: Uint8Array): Promise<Points> {
  return engine.decode('G1', 'lem', bytes, { infinity: true });
}

/** The state's hash, of which sections 8 and 9 have been taken in. */
async function rootWith(hasher: PartHasher, header: ZkeyHeader, records: Uint8Array): Promise<Uint8Array> {
  await hasher.update(SECTION.header, headerBytes(header));
  await hasher.update(SECTION.records, records);
  return hasher.root();
}
