import { joinBytes } from '@brebaje/curves/bytes';
import type { Engine, Points } from '@brebaje/curves/engine';
import { ComputationFault } from '../computation-fault.ts';
import { generatorBytes, sizesOf } from '../curve.ts';
import { hashToG2 } from '../random/curve-point.ts';
import { sameBytes } from '../same-bytes.ts';
import { Refused, type Verdict, verdictOf } from '../verify/verdict.ts';
import { SECTION, type Zkey } from '../zkey/zkey.ts';
import { decodeHeader, decodeRecords, type HeaderPoints } from './chain-points.ts';
import { combine, freshScalars, joinPairs, type Pairs, productIsOne } from './pairs.ts';
import { ratioPairs, type Step, stepPairs } from './proof-pairs.ts';
import { Transcript } from './transcript.ts';

/** What of a zkey says how δ came to be. */
export type Chain = Pick<Zkey, 'header' | 'records'>;

export interface CheckChainOptions {
  /** Records done of all. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** A chain that has been checked. */
export interface CheckedChain {
  readonly points: HeaderPoints;
  /** Of all records. */
  readonly transcript: Transcript;
}

/**
 * Whether header and records of a zkey are those of an honest chain: every point of its group; δ that of the last
 * record, or the generator when there is none, and the same in both groups; every record's transcript the hash of
 * what came before, its proof that of a secret other than ±1, and δ before and after it apart by that secret.
 * All equations are one product of two Miller loops for each record and two more.
 *
 * It tells nothing about L and H, nor about who contributed: a chain of beacons is sound.
 */
export function checkChain(engine: Engine, chain: Chain, options: CheckChainOptions = {}): Promise<Verdict> {
  return verdictOf(() => requireChain(engine, chain, options));
}

/** The same, and what was decoded. Throws Refused. */
export async function requireChain(
  engine: Engine,
  { header, records }: Chain,
  options: CheckChainOptions = {},
): Promise<CheckedChain> {
  const points = await decodeHeader(engine, header);
  const decoded = records.list.length > 0 ? await decodeRecords(engine, records.list) : [];
  requireDeltas({ header, records });

  const transcript = new Transcript(header.curve, records.circuitHash);
  const hashed: Uint8Array[] = [];
  for (const [index, record] of records.list.entries()) {
    options.signal?.throwIfAborted();
    if (!sameBytes(transcript.of(record), record.transcript)) {
      throw refuseRecord('mathematical', 'transcript', index, 'does not hash what came before it');
    }
    transcript.add(record);
    hashed.push(hashToG2(header.curve, record.transcript));
    // Drawing a point takes long enough to let others have their turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
    options.progress?.(index + 1, records.list.length);
  }

  let steps: Step[] = [];
  if (decoded.length > 0) {
    const sp = await engine.decode('G2', 'lem', joinBytes(hashed));
    steps = decoded.map((record, i) => ({
      ...record,
      deltaBefore: decoded[i - 1]?.deltaAfter ?? engine.generator('G1'),
      sp: engine.slice(sp, i, i + 1),
    }));
  }
  const parts = await Promise.all(steps.map((step) => stepPairs(engine, step)));
  parts.push(await deltaPairs(engine, points));
  if (!(await productIsOne(engine, joinPairs(engine, parts)))) await refuseOne(engine, steps, points);
  return { points, transcript };
}

/** What needs no more than comparing bytes. Points are canonical by now, so equal points are equal bytes. */
function requireDeltas({ header, records }: Chain): void {
  const { curve } = header;
  const { coordinate } = sizesOf(curve);
  let before: Uint8Array = generatorBytes(curve, 'G1');
  for (const [index, { deltaAfter, s, sx }] of records.list.entries()) {
    // With the same abscissa points are equal or opposite.
    const opposite = sameBytes(s.subarray(0, coordinate), sx.subarray(0, coordinate));
    if (sameBytes(deltaAfter, before) || opposite) {
      throw refuseRecord('consistency', 'no-change', index, 'changes nothing');
    }
    before = deltaAfter;
  }
  if (sameBytes(header.delta1, before)) return;
  throw new Refused({
    check: 'consistency',
    code: 'delta-record',
    section: SECTION.header,
    text:
      records.list.length > 0
        ? 'the header’s δ₁ is not that of the last record'
        : 'the header’s δ₁ is not the generator, but nobody has contributed',
  });
}

/** e(κ·G, δ₂)·e(−κ·δ₁, G₂): the same δ in both groups. */
async function deltaPairs(engine: Engine, { delta1, delta2 }: HeaderPoints): Promise<Pairs> {
  const factor = freshScalars(1);
  const times = (point: Points) => combine(engine, [point], factor);
  return ratioPairs(
    engine,
    [await times(engine.generator('G1')), delta2],
    [await times(delta1), engine.generator('G2')],
  );
}

/** Throws what is wrong, equation by equation. */
async function refuseOne(engine: Engine, steps: readonly Step[], points: HeaderPoints): Promise<never> {
  const holds = async (pairs: Promise<Pairs>) => productIsOne(engine, await pairs);
  for (const [index, { s, sx, spx, sp, deltaBefore, deltaAfter }] of steps.entries()) {
    if (!(await holds(ratioPairs(engine, [s, spx], [sx, sp])))) {
      throw refuseRecord('mathematical', 'proof', index, 'does not prove that its secret was known');
    }
    if (!(await holds(ratioPairs(engine, [deltaBefore, spx], [deltaAfter, sp])))) {
      throw refuseRecord('mathematical', 'delta', index, 'changes δ by another secret than its own');
    }
  }
  const { delta1, delta2 } = points;
  const [g1, g2] = [engine.generator('G1'), engine.generator('G2')];
  if (!(await holds(ratioPairs(engine, [g1, delta2], [delta1, g2])))) {
    throw new Refused({
      check: 'mathematical',
      code: 'delta-2',
      section: SECTION.header,
      text: 'the header’s δ₂ is not δ₁ in the other group',
    });
  }
  throw new ComputationFault('every equation of the records holds, but not all at once');
}

function refuseRecord(
  check: 'consistency' | 'mathematical',
  code: 'no-change' | 'transcript' | 'proof' | 'delta',
  index: number,
  what: string,
): Refused {
  return new Refused({
    check,
    code,
    section: SECTION.records,
    index,
    text: `record ${index + 1} ${what}`,
  });
}
