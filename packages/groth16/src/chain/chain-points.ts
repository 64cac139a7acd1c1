import { joinBytes } from '@brebaje/curves/bytes';
import type { Engine, Points } from '@brebaje/curves/engine';
import { decodeOrRefuse } from '../verify/verdict.ts';
import { HEADER_POINTS, type ZkeyHeader } from '../zkey/header.ts';
import type { ContributionRecord } from '../zkey/records.ts';
import { SECTION } from '../zkey/zkey.ts';

/** The header's points, decoded; each a batch of one. */
export type HeaderPoints = Readonly<Record<(typeof HEADER_POINTS)[number][0], Points>>;

/** A record's points, decoded; each a batch of one. */
export interface RecordPoints {
  readonly deltaAfter: Points;
  readonly s: Points;
  readonly sx: Points;
  readonly spx: Points;
}

const NAMES = { alpha1: 'α₁', beta1: 'β₁', beta2: 'β₂', gamma2: 'γ₂', delta1: 'δ₁', delta2: 'δ₂' } as const;

/** Decodes the header's points strictly; none may be infinity. Throws Refused. */
export async function decodeHeader(engine: Engine, header: ZkeyHeader): Promise<HeaderPoints> {
  const points = await Promise.all(
    HEADER_POINTS.map(async ([name, group]) => {
      const decoded = await decodeOrRefuse(
        () => engine.decode(group, 'lem', header[name]),
        () => ({ section: SECTION.header, name: `the header’s ${NAMES[name]}` }),
      );
      return [name, decoded] as const;
    }),
  );
  return Object.fromEntries(points) as Record<(typeof HEADER_POINTS)[number][0], Points>;
}

const FIRST_GROUP = ['deltaAfter', 's', 'sx'] as const;

/**
 * Decodes the records' points strictly; none may be infinity. Throws Refused for the first bad one of
 * a group; `start` is the index of the first record among all.
 */
export async function decodeRecords(
  engine: Engine,
  list: readonly ContributionRecord[],
  start = 0,
): Promise<RecordPoints[]> {
  const where = (index: number) => ({
    section: SECTION.records,
    index: start + index,
    name: `a point of record ${start + index + 1}`,
  });
  const width = FIRST_GROUP.length;
  const g1 = await decodeOrRefuse(
    () => engine.decode('G1', 'lem', joinBytes(list.flatMap((one) => FIRST_GROUP.map((name) => one[name])))),
    (index) => where(Math.floor(index / width)),
  );
  const g2 = await decodeOrRefuse(
    () => engine.decode('G2', 'lem', joinBytes(list.map(({ spx }) => spx))),
    where,
  );
  return list.map((_, i) => {
    const at = (k: number) => engine.slice(g1, width * i + k, width * i + k + 1);
    return { deltaAfter: at(0), s: at(1), sx: at(2), spx: engine.slice(g2, i, i + 1) };
  });
}
