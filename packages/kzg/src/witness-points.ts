import { type Engine, type Group, PointError, type Points } from '@brebaje/curves/engine';
import { hashIdentities } from './bls-signature.ts';
import { G1_BYTES } from './sizes.ts';
import type { WitnessColumns, WitnessSegment } from './transcript.ts';
import { place, type TranscriptFault } from './transcript-verdict.ts';

/** Records of a transcript as points, all finite and in the prime-order subgroup. */
export interface SegmentPoints {
  /** Index of the first record. */
  from: number;
  count: number;
  subs: SubPoints[];
  /** Every identity that signed with any sub-ceremony's secret, hashed to G1. */
  hashes: Points;
  /** Where in `hashes` a record's identity is, −1 where nothing is signed. */
  hashOf: Int32Array;
}

/** The records of one sub-ceremony. */
export interface SubPoints {
  /** count + 1 running products: the one before the first record comes first. */
  products: Points;
  pubkeys: Points;
  /** The signatures that are there, in order. */
  signatures: Points;
  /** Where in `signatures` a record's is, −1 where there is none. */
  signatureOf: Int32Array;
}

/** Decodes a segment that continues `previous` (the last product of each sub-ceremony), or names a bad point. */
export async function decodeSegment(
  engine: Engine,
  segment: WitnessSegment,
  previous: Points[],
): Promise<SegmentPoints | TranscriptFault> {
  const subs: SubPoints[] = [];
  for (const [sub, columns] of segment.subs.entries()) {
    const { packed, places } = packSigned(columns, segment.count);
    const nth = (index: number) => places.indexOf(index);
    const decode = (group: Group, bytes: Uint8Array, what: string, record = (index: number) => index) =>
      decodeOrFault(engine, group, bytes, what, sub, (index) => segment.from + record(index));
    const products = await decode('G1', columns.products, 'running product');
    if ('check' in products) return products;
    const pubkeys = await decode('G2', columns.pubkeys, 'public key');
    if ('check' in pubkeys) return pubkeys;
    const signatures = await decode('G1', packed, 'BLS signature', nth);
    if ('check' in signatures) return signatures;
    subs.push({
      products: engine.concat([previous[sub]!, products]),
      pubkeys,
      signatures,
      signatureOf: places,
    });
  }

  const hashOf = new Int32Array(segment.count).fill(-1);
  const identities: string[] = [];
  for (const [record, identity] of segment.identities.entries()) {
    if (!segment.subs.some(({ signed }) => signed[record] === 1)) continue;
    hashOf[record] = identities.length;
    identities.push(identity);
  }
  const hashes = await hashIdentities(engine, identities);
  return { from: segment.from, count: segment.count, subs, hashes, hashOf };
}

/** The signatures that are there, and for each record which of them is its own. */
function packSigned({ bls, signed }: WitnessColumns, count: number) {
  const places = new Int32Array(count).fill(-1);
  const parts: Uint8Array[] = [];
  for (let record = 0; record < count; record++) {
    if (signed[record] !== 1) continue;
    places[record] = parts.length;
    parts.push(bls.subarray(record * G1_BYTES, (record + 1) * G1_BYTES));
  }
  const packed = new Uint8Array(parts.length * G1_BYTES);
  for (const [index, part] of parts.entries()) packed.set(part, index * G1_BYTES);
  return { packed, places };
}

async function decodeOrFault(
  engine: Engine,
  group: Group,
  bytes: Uint8Array,
  what: string,
  sub: number,
  record: (index: number) => number,
): Promise<Points | TranscriptFault> {
  try {
    return await engine.decode(group, 'zcash', bytes);
  } catch (error) {
    if (!(error instanceof PointError)) throw error;
    const index = record(error.index);
    const sentence = `the ${what} in ${place(index, sub)} is no point of ${group}: ${error.fault}`;
    return { check: 'points', sub, index, sentence };
  }
}
