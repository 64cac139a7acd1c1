import type { Engine, Points } from '@brebaje/curves/engine';
import { combine, freshScalars, joinPairs, type Pairs, productIsOne } from '../chain/pairs.ts';
import { ratioPairs, stepPairs } from '../chain/proof-pairs.ts';
import { ComputationFault } from '../computation-fault.ts';
import { beaconStream } from '../random/generators.ts';
import { type RefusalCode, Refused } from '../verify/verdict.ts';
import { drawKey, proofPoint } from './key.ts';
import type { Steps } from './points.ts';
import type { RecordPoints, StatePoints } from './record-points.ts';
import { type PtauRecord, publicKeyBytes, SECRETS, type SecretName } from './records.ts';
import { SECTION } from './sections.ts';

/** A record and what it follows. */
export interface RecordStep {
  /** From zero. */
  readonly index: number;
  readonly record: PtauRecord;
  readonly points: RecordPoints;
  readonly before: StatePoints;
  /** What the contribution began with. */
  readonly challenge: Uint8Array;
}

/** Where the state has what a secret multiplies to. */
const IN_G1 = { tau: 'tauG1', alpha: 'alphaG1', beta: 'betaG1' } as const;
const IN_G2 = { tau: 'tauG2', beta: 'betaG2' } as const;

/**
 * What makes one contribution, as factors whose product is one: that its contributor knew the three secrets, and that
 * all five points follow by them from those before. With fresh random a, b and c for each secret x, proven by s,
 * sx = x·s and spx = x·sp,
 *
 * e(a·s + b·before, spx) · e(−a·sx − b·after, sp) in G1, and e(c·s, after) · e(−c·sx, before) in G2.
 */
export async function recordPairs(engine: Engine, step: RecordStep): Promise<Pairs> {
  const { points, before } = step;
  const parts: Pairs[] = [];
  for (const name of SECRETS) {
    const proof = { ...points.key[name], sp: await proofPointOf(engine, step, name) };
    const [deltaBefore, deltaAfter] = [before[IN_G1[name]], points[IN_G1[name]]];
    parts.push(await stepPairs(engine, { ...proof, deltaBefore, deltaAfter }));
    if (name === 'alpha') continue;
    const factor = freshScalars(1);
    const [s, sx] = await Promise.all([proof.s, proof.sx].map((one) => combine(engine, [one], factor)));
    parts.push(await ratioPairs(engine, [s!, points[IN_G2[name]]], [sx!, before[IN_G2[name]]]));
  }
  return joinPairs(engine, parts);
}

/** Throws Refused naming what is wrong with a record whose product is not one. */
export async function refuseRecord(engine: Engine, step: RecordStep): Promise<never> {
  const { points, before, index } = step;
  const test = async (left: readonly [Points, Points], right: readonly [Points, Points]) =>
    productIsOne(engine, await ratioPairs(engine, left, right));
  const refusal = (code: RefusalCode, text: string) =>
    new Refused({
      check: 'mathematical',
      code,
      section: SECTION.records,
      index,
      text: `record ${index + 1} ${text}`,
    });
  for (const name of SECRETS) {
    const { s, sx, spx } = points.key[name];
    const sp = await proofPointOf(engine, step, name);
    if (!(await test([s, spx], [sx, sp]))) {
      throw refusal('proof', `does not prove that its contributor knew ${name}`);
    }
    if (!(await test([before[IN_G1[name]], spx], [points[IN_G1[name]], sp]))) {
      throw refusal(name, `has another ${name} in G1 than follows from the one before`);
    }
    if (name === 'alpha') continue;
    if (!(await test([s, points[IN_G2[name]]], [sx, before[IN_G2[name]]]))) {
      throw refusal(name, `has another ${name} in G2 than follows from the one before`);
    }
  }
  throw new ComputationFault(`record ${index + 1} is sound, but not in a product`);
}

async function proofPointOf(
  engine: Engine,
  { record, challenge }: RecordStep,
  name: SecretName,
): Promise<Points> {
  return engine.decode('G2', 'lem', proofPoint(engine.curve, name, challenge, record.key[name]));
}

/** Throws Refused unless the key of a beacon's record is what everybody can compute from the beacon. */
export async function requireBeaconKey(
  engine: Engine,
  { record, challenge, index }: RecordStep,
  { signal }: Steps,
): Promise<void> {
  if (!record.beacon) return;
  const refusal = (text: string) =>
    new Refused({ check: 'mathematical', code: 'beacon', section: SECTION.records, index, text });
  let stream: Awaited<ReturnType<typeof beaconStream>>;
  try {
    stream = await beaconStream(record.beacon, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof RangeError) throw refusal(`record ${index + 1}: ${error.message}`);
    throw error;
  }
  const { publicKey } = await drawKey(engine, challenge, stream);
  const expected = publicKeyBytes(publicKey);
  if (publicKeyBytes(record.key).every((byte, i) => byte === expected[i])) return;
  throw refusal(`record ${index + 1} is not what its beacon gives`);
}
