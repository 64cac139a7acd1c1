import { type Engine, PointError, type Points } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { randomScalars } from '@brebaje/curves/scalar';
import { lowestFailing } from './bisect.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { place, type TranscriptFault } from './transcript-verdict.ts';
import type { SegmentPoints, SubPoints } from './witness-points.ts';

/** Bytes of a combination scalar. */
const WIDTH = 16;

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
  const { subs } = segment;
  const record = await lowestFailing(0, segment.count, (from, to) =>
    witnessHolds(engine, segment, subs, from, to, true),
  );
  if (record === undefined) return undefined;
  const index = segment.from + record;
  for (const [sub, points] of subs.entries()) {
    if (await witnessHolds(engine, segment, [points], record, record + 1, false)) continue;
    const sentence = `the running product in ${place(index, sub)} does not follow from the one before by its public key`;
    return { check: 'chain', sub, index, sentence };
  }
  for (const [sub, points] of subs.entries()) {
    if (await witnessHolds(engine, segment, [points], record, record + 1, true)) continue;
    const sentence = `the BLS signature in ${place(index, sub)} is not by its public key over its identity`;
    return { check: 'bls', sub, index, sentence };
  }
  throw new EngineDisagreement(`the combined product of record ${index} fails, and none of its parts does`);
}

async function witnessHolds(
  engine: Engine,
  segment: SegmentPoints,
  subs: SubPoints[],
  from: number,
  to: number,
  signatures: boolean,
): Promise<boolean> {
  const left: Promise<Points>[] = [];
  const right: Points[] = [];
  const sums: Promise<Points>[] = [];
  for (const sub of subs) {
    const a = randomScalars(to - from, WIDTH);
    const sumPoints = [engine.slice(sub.products, from + 1, to + 1)];
    const sumScalars = [a];
    for (let record = from; record < to; record++) {
      const points = [engine.slice(sub.products, record, record + 1)];
      const scalars = [a.subarray((record - from) * WIDTH, (record - from + 1) * WIDTH)];
      const signature = sub.signatureOf[record]!;
      if (signatures && signature >= 0) {
        const b = randomScalars(1, WIDTH);
        const hash = segment.hashOf[record]!;
        points.push(engine.slice(segment.hashes, hash, hash + 1));
        scalars.push(b);
        sumPoints.push(engine.slice(sub.signatures, signature, signature + 1));
        sumScalars.push(b);
      }
      left.push(combine(engine, points, scalars));
    }
    right.push(engine.slice(sub.pubkeys, from, to));
    sums.push(combine(engine, sumPoints, sumScalars));
  }
  const lefts = engine.concat(await Promise.all(left));
  const sum = engine.concat(await Promise.all(sums));
  for (let i = 0; i < lefts.count; i++) if (engine.isInfinity(lefts, i)) return false;
  if (!(await sound(engine, sum))) return false;
  const g1 = engine.concat([lefts, await engine.negate(sum)]);
  const g2 = engine.concat([...right, ...subs.map(() => engine.generator('G2'))]);
  return engine.isOne(await engine.miller(g1, g2));
}

function combine(engine: Engine, points: Points[], scalars: Uint8Array[]): Promise<Points> {
  const packed = new Uint8Array(scalars.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of scalars) {
    packed.set(part, at);
    at += part.length;
  }
  return engine.msm(engine.concat(points), packed, WIDTH);
}

/** Whether the noble engine finds finite points of the group: an engine that returns zeros must not accept. */
async function sound(engine: Engine, points: Points): Promise<boolean> {
  try {
    await createNobleEngine().decode(points.group, 'zcash', await engine.encode(points, 'zcash'));
    return true;
  } catch (error) {
    if (error instanceof PointError) return false;
    throw error;
  }
}
