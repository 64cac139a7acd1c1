import { joinBytes } from '@brebaje/curves/bytes';
import type { Engine, Points } from '@brebaje/curves/engine';
import { ComputationFault } from '../computation-fault.ts';
import { generatorBytes, sizesOf } from '../curve.ts';
import { hashToG2 } from '../random/curve-point.ts';
import { sameBytes } from '../same-bytes.ts';
import { Refused, type Verdict, verdictOf } from '../verify/verdict.ts';
import { type Records, recordBytes } from '../zkey/records.ts';
import { SECTION, type Zkey } from '../zkey/zkey.ts';
import { decodeHeader, decodeRecords, type HeaderPoints } from './chain-points.ts';
import { combine, freshScalars, joinPairs, type Pairs, productIsOne } from './pairs.ts';
import { ratioPairs, type Step, stepPairs } from './proof-pairs.ts';
import { Transcript } from './transcript.ts';

/** What of a zkey says how δ came to be. */
export type Chain = Pick<Zkey, 'header' | 'records'>;

export interface CheckChainOptions {
  /** A chain that was checked before: when this one continues it, only new records are checked. */
  known?: CheckedChain;
  /** Records done of those that are checked. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** A chain that has been checked. */
export interface CheckedChain {
  readonly records: Pick<Records, 'circuitHash' | 'list'>;
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
  chain: Chain,
  options: CheckChainOptions = {},
): Promise<CheckedChain> {
  const { checked, steps, start } = await openChain(engine, chain, options);
  const pairs = joinPairs(engine, [
    ...(await pairsOfSteps(engine, steps)),
    await deltaPairs(engine, checked.points),
  ]);
  if (!(await productIsOne(engine, pairs))) {
    await refuseChain(engine, { checked, steps, start });
    throw new ComputationFault('every equation of the records holds, but not all at once');
  }
  return checked;
}

/** A chain of which only the equations have not been checked yet. */
export interface OpenChain {
  readonly checked: CheckedChain;
  /** Of the records that have to be checked, of which the first one has the index `start`. */
  readonly steps: readonly Step[];
  readonly start: number;
}

/** Checks everything of a chain that needs no pairing. Throws Refused. */
export async function openChain(
  engine: Engine,
  { header, records }: Chain,
  options: CheckChainOptions = {},
): Promise<OpenChain> {
  const points = await decodeHeader(engine, header);
  const { list, circuitHash } = records;
  const known = options.known && continues(records, options.known.records) ? options.known : undefined;
  const start = known?.records.list.length ?? 0;
  const news = list.slice(start);
  const decoded = news.length > 0 ? await decodeRecords(engine, news, start) : [];
  requireDeltas({ header, records });

  const transcript = new Transcript(header.curve, known?.transcript ?? circuitHash);
  const hashed: Uint8Array[] = [];
  for (const [i, record] of news.entries()) {
    options.signal?.throwIfAborted();
    if (!sameBytes(transcript.of(record), record.transcript)) {
      throw refuseRecord('mathematical', 'transcript', start + i, 'does not hash what came before it');
    }
    transcript.add(record);
    hashed.push(hashToG2(header.curve, record.transcript));
    // Drawing a point takes long enough to let others have their turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
    options.progress?.(i + 1, news.length);
  }

  const checked = { records, points, transcript };
  if (decoded.length === 0) return { checked, steps: [], start };
  const sp = await engine.decode('G2', 'lem', joinBytes(hashed));
  const before = list[start - 1]?.deltaAfter ?? generatorBytes(header.curve, 'G1');
  const first = await engine.decode('G1', 'lem', before);
  const steps = decoded.map((record, i) => ({
    ...record,
    deltaBefore: decoded[i - 1]?.deltaAfter ?? first,
    sp: engine.slice(sp, i, i + 1),
  }));
  return { checked, steps, start };
}

/** Factors of a product that is one when every record changes δ by a secret that its contributor knew. */
export function pairsOfSteps(engine: Engine, steps: readonly Step[]): Promise<Pairs[]> {
  return Promise.all(steps.map((step) => stepPairs(engine, step)));
}

/** Whether records begin with those of a chain that is known, byte for byte. */
function continues(records: CheckedChain['records'], known: CheckedChain['records']): boolean {
  return (
    sameBytes(records.circuitHash, known.circuitHash) &&
    records.list.length >= known.list.length &&
    known.list.every((record, i) => sameBytes(recordBytes(record), recordBytes(records.list[i]!)))
  );
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

/** Throws what is wrong with a chain, equation by equation. Every one of them may hold. */
export async function refuseChain(engine: Engine, { checked, steps, start }: OpenChain): Promise<void> {
  const holds = async (pairs: Promise<Pairs>) => productIsOne(engine, await pairs);
  for (const [i, { s, sx, spx, sp, deltaBefore, deltaAfter }] of steps.entries()) {
    const index = start + i;
    if (!(await holds(ratioPairs(engine, [s, spx], [sx, sp])))) {
      throw refuseRecord('mathematical', 'proof', index, 'does not prove that its secret was known');
    }
    if (!(await holds(ratioPairs(engine, [deltaBefore, spx], [deltaAfter, sp])))) {
      throw refuseRecord('mathematical', 'delta', index, 'changes δ by another secret than its own');
    }
  }
  const { delta1, delta2 } = checked.points;
  const [g1, g2] = [engine.generator('G1'), engine.generator('G2')];
  if (!(await holds(ratioPairs(engine, [g1, delta2], [delta1, g2])))) {
    throw new Refused({
      check: 'mathematical',
      code: 'delta-2',
      section: SECTION.header,
      text: 'the header’s δ₂ is not δ₁ in the other group',
    });
  }
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
