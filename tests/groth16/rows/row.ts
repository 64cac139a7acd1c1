/** Rows of the table of attacks, and the changes that they make. */
import type { CurveName, Group } from '@brebaje/curves/engine';
import { generatorBytes, sizesOf } from '@brebaje/groth16/curve';
import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { times } from '@brebaje/groth16/testing/made-chain';
import { replacePoint, type SlimParts } from '@brebaje/groth16/testing/made-zkey';
import type { ContributionRecord } from '@brebaje/groth16/zkey/records';
import { zkeySection } from '@brebaje/groth16/zkey/zkey';
import type { Stage } from '../stage.ts';

export interface Row {
  /** The rule that the file breaks, and it alone. */
  readonly item: string;
  readonly what: string;
  /** What must be said of it. */
  readonly expected: string;
  readonly attack: (stage: Stage) => Promise<string>;
  /** Where there is no such attack on the other curve. */
  readonly only?: CurveName;
}

export const row = (
  item: string,
  what: string,
  expected: string,
  attack: Row['attack'],
  only?: CurveName | undefined,
): Row => ({ item, what, expected, attack, ...(only && { only }) });

/** A group's generator times an integer. */
export const multiple = ({ curve, engine }: Stage, group: Group, factor: bigint): Promise<Uint8Array> =>
  times(engine, group, generatorBytes(curve, group), factor);

/** The newest record changed, or the one at an index. */
export function withRecord(
  parts: SlimParts,
  change: Partial<ContributionRecord>,
  index = parts.records.list.length - 1,
): SlimParts {
  const list = parts.records.list.map((record, i) => (i === index ? { ...record, ...change } : record));
  return { ...parts, records: { ...parts.records, list } };
}

export const withHeader = (parts: SlimParts, change: Partial<SlimParts['header']>): SlimParts => ({
  ...parts,
  header: { ...parts.header, ...change },
});

export const withPoint = (
  parts: SlimParts,
  name: 'l' | 'h',
  index: number,
  change: (point: Uint8Array) => Uint8Array,
): SlimParts => ({ ...parts, [name]: replacePoint(parts, parts[name], index, change) });

export const pointAt = ({ header: { curve } }: SlimParts, points: Uint8Array, index: number): Uint8Array => {
  const { G1 } = sizesOf(curve);
  return points.slice(index * G1, (index + 1) * G1);
};

/** P + k·G. */
export async function moved(stage: Stage, group: Group, point: Uint8Array, by: bigint): Promise<Uint8Array> {
  const { engine } = stage;
  const parts = [point, await multiple(stage, group, by)];
  const ones = new Uint8Array(32);
  ones[0] = 1;
  ones[16] = 1;
  const points = await Promise.all(
    parts.map((bytes) => engine.decode(group, 'lem', bytes, { infinity: true })),
  );
  return engine.encode(await engine.msm(engine.concat(points), ones, 16), 'lem');
}

/** The first points of L and H, wrong by as much, one forth and one back: their sum is right. */
export async function offsetting(stage: Stage, parts: SlimParts): Promise<SlimParts> {
  const one = await moved(stage, 'G1', pointAt(parts, parts.l, 0), 5n);
  const other = await moved(stage, 'G1', pointAt(parts, parts.h, 0), -5n);
  return withPoint(
    withPoint(parts, 'l', 0, () => one),
    'h',
    0,
    () => other,
  );
}

/** The bytes of a section of a whole zkey, changed in place in a copy of the file. */
export async function inSection(
  whole: Uint8Array,
  id: number,
  change: (content: Uint8Array) => unknown,
): Promise<Uint8Array> {
  const bytes = whole.slice();
  const { from, size } = zkeySection(await zkeyIn(whole), id);
  await change(bytes.subarray(from, from + size));
  return bytes;
}

/** A point of a section of a whole zkey replaced. */
export function inPoint(
  { curve }: Stage,
  whole: Uint8Array,
  id: number,
  index: number,
  change: (point: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  const size = sizesOf(curve)[id === 7 ? 'G2' : 'G1'];
  return inSection(whole, id, async (content) => {
    const [from, to] = [index * size, (index + 1) * size];
    content.set(await change(content.slice(from, to)), from);
  });
}
