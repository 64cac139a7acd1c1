import { isZero } from '@brebaje/curves/bytes';
import type { Engine, Points } from '@brebaje/curves/engine';
import { sizesOf } from '../curve.ts';
import { streamOf } from '../files/source.ts';
import { decodeOrRefuse } from '../verify/verdict.ts';
import { SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';
import type { Divided } from './point-sums.ts';

/** Points at a time: a linear combination gets no cheaper beyond, and memory stays small. */
export const CHUNK = 16_384;

/** Consecutive points of a section as the file has them. */
export interface Chunk {
  readonly section: Divided;
  /** Index of the first one. */
  readonly from: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The points of L or H in order. */
export async function* chunksOf(zkey: Zkey, section: Divided): AsyncGenerator<Chunk> {
  const { from, size } = zkeySection(zkey, section);
  const { G1 } = sizesOf(zkey.header.curve);
  let index = 0;
  for await (const bytes of streamOf(zkey.source, from, from + size, CHUNK * G1)) {
    yield { section, from: index, bytes };
    index += bytes.length / G1;
  }
}

/**
 * Decodes them strictly: canonical, on the curve, in the subgroup. L may hold infinity, for wires that no
 * constraint uses; H never does. Throws Refused.
 */
export function decodeChunk(engine: Engine, { section, from, bytes }: Chunk): Promise<Points> {
  const isL = section === SECTION.l;
  return decodeOrRefuse(
    () => engine.decode('G1', 'lem', bytes, { infinity: isL }),
    (index) => ({ section, index: from + index, name: `point ${from + index} of ${isL ? 'L' : 'H'}` }),
  );
}

/** Which points of a section are infinity, a bit each. */
export class InfinityMap {
  readonly bits: Uint8Array;

  /** Of `count` points, none of them noted unless `bits` are given. */
  constructor(count: number, bits: Uint8Array = new Uint8Array(Math.ceil(count / 8))) {
    this.bits = bits;
  }

  /** Notes the infinities of points from index `from` on, each of `size` bytes. */
  note(from: number, bytes: Uint8Array, size: number): void {
    for (let at = 0, i = from; at < bytes.length; at += size, i++) {
      if (isZero(bytes, at, at + size)) this.bits[i >> 3]! |= 1 << (i & 7);
    }
  }

  /** The first index at which points are infinity here but not there, or the other way round. */
  firstDifference(from: number, bytes: Uint8Array, size: number): number | undefined {
    for (let at = 0, i = from; at < bytes.length; at += size, i++) {
      if (isZero(bytes, at, at + size) !== this.has(i)) return i;
    }
    return undefined;
  }

  has(index: number): boolean {
    return ((this.bits[index >> 3]! >> (index & 7)) & 1) === 1;
  }
}
