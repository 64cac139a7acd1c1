import type { Engine, Points } from '@brebaje/curves/engine';
import { lowestFailing } from './bisect.ts';
import { COMBINATION_BYTES, Combination, combinationScalars } from './combination.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { areSound, pairingsEqual } from './pairings.ts';
import { place, type TranscriptFault } from './transcript-verdict.ts';
import type { SegmentPoints, SubPoints } from './witness-points.ts';

/**
 * Checks the chain and the BLS signatures of a segment in one pairing product: with R the running products, K
 * the public keys and H the hashed identities, a and b fresh random scalars, for every sub-ceremony
 *
 * Π e(aₖ·Rₖ₋₁ + bₖ·Hₖ, Kₖ) · e(−Σ (aₖ·Rₖ + bₖ·sigₖ), G₂) = 1, bₖ = 0 where nothing is signed.
 *
 * One Miller loop for each record and sub-ceremony. A failing segment is halved until one record is left.
 */
export async function findWitnessFault(
  engine: Engine,
  segment: SegmentPoints,
): Promise<TranscriptFault | undefined> {
  const record = await lowestFailing(0, segment.count, (from, to) => witnessHolds(engine, segment, from, to));
  if (record === undefined) return undefined;
  const index = segment.from + record;
  for (const [sub, points] of segment.subs.entries()) {
    if (await chainHolds(engine, points, record)) continue;
    const sentence = `the running product in ${place(index, sub)} does not follow from the one before by its public key`;
    return { check: 'chain', sub, index, sentence };
  }
  for (const [sub, points] of segment.subs.entries()) {
    if (await signatureHolds(engine, segment, points, record)) continue;
    const sentence = `the BLS signature in ${place(index, sub)} is not by its public key over its identity`;
    return { check: 'bls', sub, index, sentence };
  }
  throw new EngineDisagreement(`the combined product of record ${index} fails, and none of its parts does`);
}

async function witnessHolds(
  engine: Engine,
  segment: SegmentPoints,
  from: number,
  to: number,
): Promise<boolean> {
  const left: Promise<Points>[] = [];
  const right: Points[] = [];
  const sums: Promise<Points>[] = [];
  for (const sub of segment.subs) {
    const a = combinationScalars(to - from);
    const sum = new Combination(engine).add(engine.slice(sub.products, from + 1, to + 1), a);
    for (let record = from; record < to; record++) {
      const at = (record - from) * COMBINATION_BYTES;
      const term = new Combination(engine).add(
        one(engine, sub.products, record),
        a.subarray(at, at + COMBINATION_BYTES),
      );
      const signature = sub.signatureOf[record]!;
      if (signature >= 0) {
        const b = combinationScalars(1);
        term.add(one(engine, segment.hashes, segment.hashOf[record]!), b);
        sum.add(one(engine, sub.signatures, signature), b);
      }
      left.push(term.sum());
    }
    right.push(engine.slice(sub.pubkeys, from, to));
    sums.push(sum.sum());
  }
  const lefts = engine.concat(await Promise.all(left));
  const sum = engine.concat(await Promise.all(sums));
  for (let i = 0; i < lefts.count; i++) if (engine.isInfinity(lefts, i)) return false;
  if (!(await areSound(engine, sum))) return false;
  const g1 = engine.concat([lefts, await engine.negate(sum)]);
  const g2 = engine.concat([...right, ...segment.subs.map(() => engine.generator('G2'))]);
  return engine.isOne(await engine.miller(g1, g2));
}

/** e(Rₖ, G₂) = e(Rₖ₋₁, Kₖ). */
function chainHolds(engine: Engine, sub: SubPoints, record: number): Promise<boolean> {
  return pairingsEqual(
    engine,
    [one(engine, sub.products, record + 1), engine.generator('G2')],
    [one(engine, sub.products, record), one(engine, sub.pubkeys, record)],
  );
}

/** e(sigₖ, G₂) = e(Hₖ, Kₖ), or nothing is signed. */
async function signatureHolds(
  engine: Engine,
  segment: SegmentPoints,
  sub: SubPoints,
  record: number,
): Promise<boolean> {
  const signature = sub.signatureOf[record]!;
  if (signature < 0) return true;
  return pairingsEqual(
    engine,
    [one(engine, sub.signatures, signature), engine.generator('G2')],
    [one(engine, segment.hashes, segment.hashOf[record]!), one(engine, sub.pubkeys, record)],
  );
}

function one(engine: Engine, points: Points, index: number): Points {
  return engine.slice(points, index, index + 1);
}
