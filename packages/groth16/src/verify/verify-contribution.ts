import type { Engine, Points } from '@brebaje/curves/engine';
import { decodeHeader, decodeRecords, type HeaderPoints } from '../chain/chain-points.ts';
import { genesisPairs, isDivided } from '../chain/divided-pairs.ts';
import { type GenesisSums, requireSameCircuit } from '../chain/genesis-sums.ts';
import { joinPairs, productIsOne, sumOf } from '../chain/pairs.ts';
import { ratioPairs, type Step, stepPairs } from '../chain/proof-pairs.ts';
import { contributionHash } from '../chain/record-hash.ts';
import { Transcript } from '../chain/transcript.ts';
import { ComputationFault } from '../computation-fault.ts';
import { hashToG2 } from '../random/curve-point.ts';
import { sameBytes } from '../same-bytes.ts';
import type { ContributionRecord, Records } from '../zkey/records.ts';
import { SECTION, type Zkey } from '../zkey/zkey.ts';
import { requireImmutable } from './immutable-sections.ts';
import { type NextRecord, requireNextRecord } from './next-record.ts';
import { type StateSums, type SumOptions, sumState } from './state-sums.ts';
import { type Refusal, type RefusalCode, Refused } from './verdict.ts';

/** What an upload is compared with. */
export interface Before {
  readonly genesis: GenesisSums;
  /** The genesis itself, whole, or the hash of its sections that no contribution changes. Only whole uploads need it. */
  readonly immutable: Uint8Array | Zkey;
  /** Of the state that was handed out in this turn, which is the accepted head. */
  readonly records: Pick<Records, 'list'>;
}

export interface AcceptedContribution {
  readonly ok: true;
  readonly record: ContributionRecord;
  /** 64 bytes. */
  readonly contributionHash: Uint8Array;
  /** 32 bytes, of the state after it. */
  readonly stateHash: Uint8Array;
}

export type VerifyContributionOptions = SumOptions & Partial<NextRecord>;

/**
 * Whether an upload, whole or slim, extends an accepted state by exactly one contribution. It needs the genesis'
 * combination, no ptau and no r1cs; its cost does not grow with the number of contributions but for their records'
 * bytes. One product of four Miller loops tells everything:
 *
 * e(a·s + b·δ before, spx)·e(−a·sx − b·δ after, sp) · e(S − κ·G, δ₂)·e(κ·δ₁ − S₀, G₂)
 *
 * The state before was accepted, which is what makes its δ₁ and δ₂ the same. Throws nothing but faults of ours.
 */
export async function verifyContribution(
  engine: Engine,
  before: Before,
  upload: Zkey,
  options: VerifyContributionOptions = {},
): Promise<AcceptedContribution | Refusal> {
  try {
    return await accept(engine, before, upload, options);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

async function accept(
  engine: Engine,
  { genesis, immutable, records }: Before,
  upload: Zkey,
  options: VerifyContributionOptions,
): Promise<AcceptedContribution> {
  const { type = 'person', name, ...work } = options;
  const { curve } = genesis.header;
  requireSameCircuit(upload, genesis);
  const record = requireNextRecord(upload, records, { type, name });
  const points = await decodeHeader(engine, upload.header);
  const step = await stepOf(engine, records, record, upload);
  await requireImmutable(upload, immutable);
  const sums = await sumState(engine, upload, genesis, work);

  const sum = await sumOf(engine, [sums.l, sums.h]);
  const expected = await sumOf(engine, await genesisParts(engine, genesis));
  const pairs = joinPairs(engine, [
    await stepPairs(engine, step),
    await genesisPairs(engine, { sum, delta1: points.delta1, delta2: points.delta2 }, expected),
  ]);
  if (!(await productIsOne(engine, pairs))) {
    await refuseEquation(engine, { step, points, sums, genesis, index: records.list.length });
  }
  return {
    ok: true,
    record,
    contributionHash: contributionHash(curve, record),
    stateHash: sums.stateHash,
  };
}

/** The new record with what it is made from; its transcript is the hash of everything before. Throws Refused. */
export async function stepOf(
  engine: Engine,
  before: Pick<Records, 'list'>,
  record: ContributionRecord,
  { header, records }: Zkey,
): Promise<Step> {
  const index = before.list.length;
  const transcript = new Transcript(header.curve, records.circuitHash);
  for (const one of before.list) transcript.add(one);
  const [points] = await namingRecord(index, () => decodeRecords(engine, [record]));
  if (!sameBytes(transcript.of(record), record.transcript)) {
    throw refuseRecord('transcript', index, 'does not hash what came before it');
  }
  const last = before.list.at(-1);
  return {
    ...points!,
    deltaBefore: last ? await engine.decode('G1', 'lem', last.deltaAfter) : engine.generator('G1'),
    sp: await engine.decode('G2', 'lem', hashToG2(header.curve, record.transcript)),
  };
}

/** Records are decoded one by one here: a refusal must name the place in the chain. */
async function namingRecord<Result>(index: number, decode: () => Promise<Result>): Promise<Result> {
  try {
    return await decode();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { ok: _, ...refusal } = error.refusal;
    throw new Refused({ ...refusal, index, text: refusal.text.replace('record 1', `record ${index + 1}`) });
  }
}

/** L and H of the genesis, combined. */
async function genesisParts(engine: Engine, { l, h }: GenesisSums): Promise<[l: Points, h: Points]> {
  const decode = (bytes: Uint8Array) => engine.decode('G1', 'lem', bytes, { infinity: true });
  return [await decode(l), await decode(h)];
}

/** The equations in which neither L nor H stand, one by one. Throws Refused. */
export async function requireStep(
  engine: Engine,
  { step, points, index }: { step: Step; points: HeaderPoints; index: number },
): Promise<void> {
  const { s, sx, spx, sp, deltaBefore, deltaAfter } = step;
  const holds = async (left: [Points, Points], right: [Points, Points]) =>
    productIsOne(engine, await ratioPairs(engine, left, right));
  if (!(await holds([s, spx], [sx, sp]))) {
    throw refuseRecord('proof', index, 'does not prove that its secret was known');
  }
  if (!(await holds([deltaBefore, spx], [deltaAfter, sp]))) {
    throw refuseRecord('delta', index, 'changes δ by another secret than its own');
  }
  const [g1, g2] = [engine.generator('G1'), engine.generator('G2')];
  const { delta1, delta2 } = points;
  if (!(await holds([g1, delta2], [delta1, g2]))) {
    throw refuseMath('delta-2', SECTION.header, 'the header’s δ₂ is not δ₁ in the other group');
  }
}

/** Throws what is wrong, equation by equation. */
async function refuseEquation(
  engine: Engine,
  found: { step: Step; points: HeaderPoints; sums: StateSums; genesis: GenesisSums; index: number },
): Promise<never> {
  const { points, sums, genesis } = found;
  await requireStep(engine, found);
  const { delta2 } = points;
  const [l, h] = await genesisParts(engine, genesis);
  if (!(await isDivided(engine, sums.l, delta2, l))) {
    throw refuseMath('l', SECTION.l, 'L is not that of the genesis divided by δ');
  }
  if (!(await isDivided(engine, sums.h, delta2, h))) {
    // What snarkjs' import of bellman's files does to H, too: it zeroes one direction.
    throw refuseMath(
      'h',
      SECTION.h,
      'H is not that of the genesis divided by δ (was it imported from bellman’s form?)',
    );
  }
  throw new ComputationFault('every equation of the contribution holds, but not all at once');
}

function refuseMath(code: RefusalCode, section: number, text: string): Refused {
  return new Refused({ check: 'mathematical', code, section, text });
}

function refuseRecord(code: RefusalCode, index: number, what: string): Refused {
  return new Refused({
    check: 'mathematical',
    code,
    section: SECTION.records,
    index,
    text: `record ${index + 1} ${what}`,
  });
}
