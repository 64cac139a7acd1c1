import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { longHash } from '#long-hash';
import { joinPairs, productIsOne } from '../chain/pairs.ts';
import { ComputationFault } from '../computation-fault.ts';
import { generatorBytes } from '../curve.ts';
import { type Refusal, type RefusalCode, Refused } from '../verify/verdict.ts';
import { firstChallenge } from './challenge-hash.ts';
import { NeighbourSums, type Neighbours, powerPairs, type RowId, refusePowers } from './check-powers.ts';
import { type RecordStep, recordPairs, refuseRecord, requireBeaconKey } from './check-records.ts';
import { requireTables } from './check-tables.ts';
import { ResponseHash, sameState } from './hash-state.ts';
import { pieceOf } from './piece.ts';
import { countSteps, placeOf, pointBytes, readPoints, type Steps } from './points.ts';
import { requireRoots } from './prepare.ts';
import type { Ptau } from './ptau.ts';
import { decodeRecord, generators } from './record-points.ts';
import type { PtauRecord } from './records.ts';
import { responseHash, responsePointsSize } from './response.ts';
import { groupOf, POWERS, POWERS_OF_TABLE, type PowersId, pointCount, SECTION, TABLES } from './sections.ts';

/** What was found out about a ptau. */
export type PtauVerdict =
  | Refusal
  | {
      readonly ok: true;
      /** What the file has nothing to check against. */
      readonly unchecked: readonly string[];
    };

/**
 * Whether a ptau is what an honest ceremony leaves (`powersoftau verify`): every point of its group; every record's
 * contributor knew the three secrets, which lead from the points before it to those after it; all points powers of
 * the last record's; its hashes theirs; Lagrange tables, if there are any, those of the powers, the power that is
 * lacking included. At least one person must have contributed.
 *
 * Reads the file once, powers of prepared ones twice. Equations are combined with scalars of 128 bits and more, and
 * told apart only when they do not hold together. That responses before the last one were as their records say cannot
 * be checked: the points are gone. Throws a RangeError for tables that {@link requireRoots} refuses to make.
 */
export async function verifyPtau(ptau: Ptau, engine: WasmEngine, steps: Steps = {}): Promise<PtauVerdict> {
  try {
    return { ok: true, unchecked: await requireSound(ptau, engine, steps) };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

async function requireSound(ptau: Ptau, engine: WasmEngine, options: Steps): Promise<string[]> {
  const { header, records } = ptau;
  if (ptau.prepared) requireRoots(ptau);
  requireSomebody(records);
  for (const [index, record] of records.entries()) {
    if (responseHash(header.curve, header.ceremonyPower, record)) continue;
    const { ceremonyPower } = header;
    throw refuse('hash-state', index, `has no state of the hash of a response of power ${ceremonyPower}`);
  }
  const tick = countSteps(totalPoints(ptau), options);
  const steps = await recordSteps(ptau, engine, options);
  const rows = await readRows(ptau, engine, steps.at(-1)!, tick);

  const state = steps.at(-1)!.points;
  const rowPairs = await Promise.all(rows.map(([id, sums]) => powerPairs(engine, id, sums, state)));
  const pairs = [...(await mapInOrder(steps, (step) => recordPairs(engine, step))), ...rowPairs];
  if (!(await productIsOne(engine, joinPairs(engine, pairs)))) {
    for (const [i, step] of steps.entries()) {
      if (!(await productIsOne(engine, pairs[i]!))) await refuseRecord(engine, step);
    }
    for (const [i, [id]] of rows.entries()) {
      if (!(await productIsOne(engine, rowPairs[i]!))) await refusePowers(engine, ptau, id, state);
    }
    throw new ComputationFault('every equation of the file holds, but not their product');
  }
  if (ptau.prepared) for (const id of TABLES) await requireTables(engine, ptau, id, state, tick);
  return unchecked(ptau);
}

/** A chain of beacons alone has secrets that everybody can compute. */
function requireSomebody(records: readonly PtauRecord[]): void {
  if (records.some(({ type }) => type === 'person')) return;
  throw new Refused({
    check: 'consistency',
    code: 'nobody',
    section: SECTION.records,
    text: 'nobody has contributed, so that everybody knows the secrets',
  });
}

function refuse(code: RefusalCode, index: number, text: string): Refused {
  const check = 'consistency';
  return new Refused({ check, code, section: SECTION.records, index, text: `record ${index + 1} ${text}` });
}

async function recordSteps(ptau: Ptau, engine: WasmEngine, { signal }: Steps): Promise<RecordStep[]> {
  const { header, records } = ptau;
  const options = signal ? { signal } : {};
  const steps: RecordStep[] = [];
  for (const [index, record] of records.entries()) {
    signal?.throwIfAborted();
    const before = steps.at(-1);
    const step: RecordStep = {
      index,
      record,
      points: await decodeRecord(engine, record, index),
      before: before?.points ?? generators(engine),
      challenge:
        before?.record.nextChallenge ?? (await firstChallenge(header.curve, header.ceremonyPower, options)),
    };
    await requireBeaconKey(engine, step, options);
    steps.push(step);
  }
  return steps;
}

/** A section begins with the generator or with what the last record has. */
async function requireFirstPoints(ptau: Ptau, id: PowersId): Promise<void> {
  const { curve } = ptau.header;
  const { tauG1, tauG2, alphaG1, betaG1, betaG2 } = ptau.records.at(-1)!;
  const expected: Record<PowersId, readonly Uint8Array[]> = {
    2: [generatorBytes(curve, 'G1'), tauG1],
    3: [generatorBytes(curve, 'G2'), tauG2],
    4: [alphaG1],
    5: [betaG1],
    6: [betaG2],
  };
  for (const [index, point] of expected[id].entries()) {
    const found = await pointBytes(ptau, id, index, index + 1);
    if (found.every((byte, i) => byte === point[i])) continue;
    const origin = id < 4 && index === 0 ? 'the generator' : 'that of the last record';
    throw new Refused({
      check: 'consistency',
      code: 'first-points',
      section: id,
      index,
      text: `point ${index} of section ${id} is not ${origin}`,
    });
  }
}

/** Combinations of the points of each section of powers. What the last record says of them is compared on the way. */
async function readRows(
  ptau: Ptau,
  engine: WasmEngine,
  { record, index, challenge }: RecordStep,
  tick: (points: number) => void,
): Promise<[RowId, Neighbours][]> {
  const { curve, power, ceremonyPower } = ptau.header;
  const whole = power === ceremonyPower;
  const response = new ResponseHash().update(challenge);
  const next = longHash().update(responseHash(curve, ceremonyPower, record)!);
  const rows: [RowId, Neighbours][] = [];
  for (const id of POWERS) {
    const sums = new NeighbourSums(engine);
    const most = pieceOf(curve, groupOf(id));
    for await (const { first, points } of readPoints(engine, placeOf(ptau, id), { overlap: true })) {
      if (first === 0) await requireFirstPoints(ptau, id);
      // The point that overlaps is hashed with the next piece.
      const own = engine.slice(points, 0, Math.min(points.count, most));
      if (whole) {
        response.update(await engine.encode(own, 'c'));
        next.update(await engine.encode(own, 'u'));
      }
      if (id !== SECTION.betaG2) await sums.add(points);
      tick(own.count);
    }
    if (id !== SECTION.betaG2) rows.push([id, await sums.sums()]);
  }
  if (!whole) return rows;
  if (!sameState(record.hashState, response.state(), responsePointsSize(curve, power))) {
    throw refuse('response-hash', index, 'has another response’s hash than that of the points');
  }
  const hash = next.digest();
  if (!record.nextChallenge.every((byte, i) => byte === hash[i])) {
    throw refuse('next-challenge', index, 'has another next challenge than the hash of the points');
  }
  return rows;
}

/** Powers once, and once more with the tables that are made of them. */
function totalPoints({ header: { power }, prepared }: Ptau): number {
  const once = POWERS.reduce((sum, id) => sum + pointCount(id, power), 0);
  if (!prepared) return once;
  return TABLES.reduce(
    (sum, id) => sum + pointCount(id, power) + pointCount(POWERS_OF_TABLE[id], power),
    once,
  );
}

function unchecked({ header: { power, ceremonyPower }, prepared }: Ptau): string[] {
  const cut = `the file was cut from 2^${ceremonyPower}: the last record’s hashes are of points that it has no more`;
  return [
    ...(power < ceremonyPower ? [cut] : []),
    ...(prepared ? [] : ['the file is not prepared for phase 2: it has no Lagrange tables']),
  ];
}

async function mapInOrder<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await map(item));
  return results;
}
