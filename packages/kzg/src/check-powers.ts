import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import { lowestFailing } from './bisect.ts';
import { CheckRun, type CheckTimings } from './check-run.ts';
import { type PlainCode, type Refusal, refuse } from './codes.ts';
import { type DecodedPowers, decodePowers, type PowersInput } from './decoded-powers.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { g1Holds, g2Holds, productHolds, productPoints, pubkeyHolds } from './equations.ts';
import { G1_BYTES, G2_BYTES } from './sizes.ts';

export interface CheckedPowers {
  refusal?: Refusal;
  /** What was decoded, all of it unless there is a refusal. */
  subs: DecodedPowers[];
  timings: CheckTimings;
}

/**
 * Checks powers whose counts are already known to be right, all sub-ceremonies together: every point canonical,
 * on the curve, in the subgroup and not infinity; the first of each group the generator; a public key that is
 * neither infinity nor the generator; then one pairing product. When something fails the sub-ceremonies are
 * looked at one by one, in the reference's order, for the code and the index. Throws
 * {@link EngineDisagreement} when the parts contradict the whole.
 */
export async function checkPowers(
  engine: Engine,
  inputs: PowersInput[],
  progress?: Progress,
): Promise<CheckedPowers> {
  const counts = inputs.map(({ g1, g2 }) => ({ g1: g1.length / G1_BYTES, g2: g2.length / G2_BYTES }));
  const total = counts.reduce((sum, { g1, g2 }) => sum + g1 + g2 + productPoints(g1, g2), 0);
  const run = new CheckRun(total, progress);
  const subs: DecodedPowers[] = [];
  const refusal = await findRefusal(engine, inputs, subs, run);
  return { ...(refusal ? { refusal } : {}), subs, timings: run.timings };
}

async function findRefusal(
  engine: Engine,
  inputs: PowersInput[],
  subs: DecodedPowers[],
  run: CheckRun,
): Promise<Refusal | undefined> {
  for (const [index, input] of inputs.entries()) {
    const points = input.g1.length / G1_BYTES + input.g2.length / G2_BYTES;
    const decoded = await run.time('decode', () =>
      run.step(points, (step) => decodePowers(engine, input, index, step)),
    );
    if ('ok' in decoded) return decoded;
    subs.push(decoded);
  }
  for (const [index, sub] of subs.entries()) {
    const refusal = await findFormatFault(engine, sub, index, run);
    if (refusal) return refusal;
  }
  for (const [index, { link }] of subs.entries()) {
    if (link && (await isGenerator(engine, link.pubkey))) {
      return refuse('CeremonyError::ContributionNoEntropy', index);
    }
  }
  if (await productHolds(engine, subs, run)) return undefined;
  for (const [index, sub] of subs.entries()) {
    const fault = await findEquation(engine, sub, run);
    if (fault) return refuse(fault.code, index, fault.index);
  }
  throw new EngineDisagreement('the combined pairing product fails, and none of its equations does');
}

/**
 * Infinity, or a first power that is no generator. The reference has no such rules: its pairing checks refuse
 * these, so it is their code that is answered. Where they would not (nothing but infinity), the code is that of
 * the check that the place belongs to.
 */
async function findFormatFault(
  engine: Engine,
  sub: DecodedPowers,
  index: number,
  run: CheckRun,
): Promise<Refusal | undefined> {
  if (sub.link && engine.isInfinity(sub.link.pubkey, 0)) {
    return refuse('CeremonyError::ZeroPubkey', index);
  }
  const misplaced =
    (await findMisplaced(engine, sub.g1, 'CeremonyError::G1PairingFailed')) ??
    (await findMisplaced(engine, sub.g2, 'CeremonyError::G2PairingFailed'));
  if (!misplaced) return undefined;
  const { code, index: power } = (await findEquation(engine, sub, run)) ?? misplaced;
  return refuse(code, index, power, 'format');
}

interface Fault {
  code: PlainCode;
  index?: number;
}

async function findMisplaced(engine: Engine, points: Points, code: PlainCode): Promise<Fault | undefined> {
  for (let i = 0; i < points.count; i++) if (engine.isInfinity(points, i)) return { code, index: i };
  return (await isGenerator(engine, engine.slice(points, 0, 1))) ? undefined : { code, index: 0 };
}

async function isGenerator(engine: Engine, point: Points): Promise<boolean> {
  return (await engine.firstDifference(point, engine.generator(point.group))) === undefined;
}

/** The first equation of one sub-ceremony that fails, in the reference's order. */
async function findEquation(engine: Engine, sub: DecodedPowers, run: CheckRun): Promise<Fault | undefined> {
  return run.time('pairing', async () => {
    if (!(await pubkeyHolds(engine, sub))) return { code: 'CeremonyError::PubKeyPairingFailed' };
    const g1 = await lowestFailing(1, sub.g1.count, (from, to) => g1Holds(engine, sub, from, to));
    if (g1 !== undefined) return { code: 'CeremonyError::G1PairingFailed', index: g1 };
    const g2 = await lowestFailing(0, sub.g2.count, (from, to) => g2Holds(engine, sub, from, to));
    if (g2 !== undefined) return { code: 'CeremonyError::G2PairingFailed', index: g2 };
    return undefined;
  });
}
