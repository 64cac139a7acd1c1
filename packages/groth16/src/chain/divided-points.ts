import { isZero } from '@brebaje/curves/bytes';
import type { CurveName, Engine, Points } from '@brebaje/curves/engine';
import { sizesOf } from '../curve.ts';
import { streamOf } from '../files/source.ts';
import { decodeOrRefuse, Refused } from '../verify/verdict.ts';
import type { ZkeyHeader } from '../zkey/header.ts';
import { pointCounts, SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { COMBINATION_BYTES } from './pairs.ts';
import type { Divided } from './point-sums.ts';

/** Points at a time: a linear combination gets little cheaper beyond, and memory stays small. */
export const CHUNK = 16_384;

/** Points at a time where they are only combined: as many for each of two threads. */
export const SUMMED = 4 * CHUNK;

/** Consecutive points of a section as the file has them. */
export interface Chunk {
  readonly section: Divided;
  /** Index of the first one. */
  readonly from: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The points of L or H in order, `most` at a time. */
export async function* chunksOf(zkey: Zkey, section: Divided, most = CHUNK): AsyncGenerator<Chunk> {
  const { from, size } = zkeySection(zkey, section);
  const { G1 } = sizesOf(zkey.header.curve);
  let index = 0;
  for await (const bytes of streamOf(zkey.source, from, from + size, most * G1)) {
    const count = bytes.length / G1;
    yield { section, from: index, bytes };
    index += count;
  }
}

/**
 * Decodes them strictly: canonical, on the curve, in the subgroup. L may hold infinity, for wires that no
 * constraint uses; H never does. Throws Refused.
 */
export function decodeChunk(engine: Engine, chunk: Chunk): Promise<Points> {
  const { section, bytes } = chunk;
  return naming(chunk, () => engine.decode('G1', 'lem', bytes, { infinity: section === SECTION.l }));
}

/** Σ kᵢ·Pᵢ of them, by 128-bit scalars, each decoded as strictly. Throws Refused. */
export function combineChunk(engine: Engine, chunk: Chunk, scalars: Uint8Array): Promise<Points> {
  const { section, bytes } = chunk;
  const options = { width: COMBINATION_BYTES, infinity: section === SECTION.l } as const;
  return naming(chunk, () => engine.combineEncoded('G1', 'lem', bytes, scalars, options));
}

function naming({ section, from }: Chunk, decode: () => Promise<Points>): Promise<Points> {
  return decodeOrRefuse(decode, (index) => {
    const name = `point ${from + index} of ${section === SECTION.l ? 'L' : 'H'}`;
    return { section, index: from + index, name };
  });
}

/** Which points of L are infinity, a bit each. Chunks of H are passed over. */
export class InfinityMap {
  readonly bits: Uint8Array;
  /** Bytes of a point. */
  readonly #size: number;

  constructor(curve: CurveName, bits: Uint8Array) {
    this.#size = sizesOf(curve).G1;
    this.bits = bits;
  }

  /** None of a circuit's. */
  static of(header: ZkeyHeader): InfinityMap {
    return new InfinityMap(header.curve, new Uint8Array(Math.ceil(pointCounts(header)[SECTION.l] / 8)));
  }

  /** Notes the infinities among points. */
  note(chunk: Chunk): void {
    for (const i of this.#infinitiesOf(chunk)) this.bits[i >> 3]! |= 1 << (i & 7);
  }

  /** Throws Refused unless exactly those points are infinity that were noted of another file. */
  require(chunk: Chunk): void {
    const { section, from, bytes } = chunk;
    if (section !== SECTION.l) return;
    const found = new Set(this.#infinitiesOf(chunk));
    for (let i = from; i < from + bytes.length / this.#size; i++) {
      const noted = ((this.bits[i >> 3]! >> (i & 7)) & 1) === 1;
      if (found.has(i) === noted) continue;
      throw new Refused({
        check: 'format',
        code: 'infinity-moved',
        section,
        index: i,
        text: `point ${i} of L is ${noted ? 'not infinity, but is' : 'infinity, but is not'} in the genesis`,
      });
    }
  }

  *#infinitiesOf({ section, from, bytes }: Chunk): Generator<number> {
    if (section !== SECTION.l) return;
    for (let at = 0, i = from; at < bytes.length; at += this.#size, i++) {
      if (isZero(bytes, at, at + this.#size)) yield i;
    }
  }
}
