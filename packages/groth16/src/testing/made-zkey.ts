import { joinBytes } from '@brebaje/curves/bytes';
import { type NewSection, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { sizesOf } from '../curve.ts';
import { headerBytes, type ZkeyHeader } from '../zkey/header.ts';
import { type Records, recordsBytes } from '../zkey/records.ts';
import { SLIM_ORDER, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { bytesOf, zkeyIn } from './bytes-of.ts';

/** The sections of a slim zkey, to be changed. */
export interface SlimParts {
  header: ZkeyHeader;
  l: Uint8Array;
  h: Uint8Array;
  records: Records;
}

/** Of a zkey, whole or slim. */
export async function slimParts(zkey: Zkey): Promise<SlimParts> {
  const read = ({ from, size }: { from: number; size: number }) => zkey.source.read(from, from + size);
  const { header, records } = zkey;
  return { header, records, l: await read(zkeySection(zkey, 8)), h: await read(zkeySection(zkey, 9)) };
}

/** The slim zkey that they make. */
export async function slimZkey(parts: SlimParts): Promise<Zkey> {
  return zkeyIn(await slimBytes(parts), 'slim');
}

export function slimBytes({ header, l, h, records }: SlimParts): Promise<Uint8Array> {
  const sections: NewSection[] = [
    headerBytes(header),
    l,
    h,
    recordsBytes(records.circuitHash, records.list),
  ].map((bytes, i) => sectionOfBytes(SLIM_ORDER[i]!, bytes));
  return bytesOf(writeContainer('zkey', sections));
}

/** Points of G1 in the form of the files, with the one at an index replaced. */
export function replacePoint(
  { header: { curve } }: SlimParts,
  points: Uint8Array,
  index: number,
  change: (point: Uint8Array) => Uint8Array,
): Uint8Array {
  const size = sizesOf(curve).G1;
  const [from, to] = [index * size, (index + 1) * size];
  return joinBytes([points.subarray(0, from), change(points.slice(from, to)), points.subarray(to)]);
}
