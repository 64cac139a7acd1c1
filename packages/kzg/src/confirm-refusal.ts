import { type Engine, type Group, PointError, type Points } from '@brebaje/curves/engine';
import { type Refusal, refusePoint } from './codes.ts';
import type { BatchContribution, SubContribution } from './contribution.ts';
import { g1Holds, g2Holds, pubkeyHolds } from './equations.ts';
import { G1_BYTES, G2_BYTES, type SubPowers } from './sizes.ts';
import type { PowersState } from './state.ts';

/**
 * Whether another engine agrees with a refusal. It looks only at what decides it, a few points or one
 * equation, so even the slowest engine answers at once.
 */
export async function confirmRefusal(
  engine: Engine,
  before: PowersState,
  after: BatchContribution,
  refusal: Refusal,
): Promise<boolean> {
  if (refusal.code === 'CeremoniesError::UnexpectedNumContributions') {
    return before.subs.length !== after.contributions.length;
  }
  const old = before.subs[refusal.sub ?? -1];
  const sub = after.contributions[refusal.sub ?? -1];
  if (!old || !sub) return false;
  try {
    return await confirmIn(engine, old, sub, refusal);
  } catch (error) {
    // What is confirmed here was read as points by the first engine.
    if (error instanceof PointError) return false;
    throw error;
  }
}

async function confirmIn(
  engine: Engine,
  old: SubPowers,
  sub: SubContribution,
  refusal: Refusal,
): Promise<boolean> {
  const index = refusal.index ?? 0;
  const generator = async (point: Points) =>
    (await engine.firstDifference(point, engine.generator(point.group))) === undefined;
  const misplaced = async (group: Group) => {
    const point = await decodePower(engine, sub, group, index);
    return engine.isInfinity(point, 0) || (index === 0 && !(await generator(point)));
  };

  switch (refusal.code) {
    case 'CeremonyError::UnexpectedNumG1Powers':
      return sub.g1.length !== old.g1.length;
    case 'CeremonyError::UnexpectedNumG2Powers':
      return sub.g2.length !== old.g2.length;
    case 'CeremonyError::InvalidG1Power':
      return refusesPoint(engine, 'G1', powerBytes(sub, 'G1', index), refusal);
    case 'CeremonyError::InvalidG2Power':
      return (
        (await refusesPoint(engine, 'G2', powerBytes(sub, 'G2', index), refusal)) ||
        (index === 0 && (await refusesPoint(engine, 'G2', sub.potPubkey, refusal)))
      );
    case 'CeremonyError::ZeroPubkey':
      return engine.isInfinity(await decode(engine, 'G2', sub.potPubkey), 0);
    case 'CeremonyError::ContributionNoEntropy':
      return generator(await decode(engine, 'G2', sub.potPubkey));
    case 'CeremonyError::PubKeyPairingFailed': {
      const g1 = await decode(engine, 'G1', sub.g1.subarray(0, 2 * G1_BYTES));
      const previous = await decode(engine, 'G1', powerBytes(old, 'G1', 1));
      const pubkey = await decode(engine, 'G2', sub.potPubkey);
      return !(await pubkeyHolds(engine, { g1, g2: pubkey, link: { previous, pubkey } }));
    }
    case 'CeremonyError::G1PairingFailed': {
      if (await misplaced('G1')) return true;
      if (index === 0) return false;
      const g1 = await decode(engine, 'G1', sub.g1.subarray((index - 1) * G1_BYTES, (index + 1) * G1_BYTES));
      const g2 = await decode(engine, 'G2', sub.g2.subarray(0, 2 * G2_BYTES));
      return !(await g1Holds(engine, { g1, g2 }, 1, 2));
    }
    case 'CeremonyError::G2PairingFailed': {
      if (await misplaced('G2')) return true;
      const g1 = await decodePower(engine, sub, 'G1', index);
      const g2 = await decodePower(engine, sub, 'G2', index);
      return !(await g2Holds(engine, { g1, g2 }, 0, 1));
    }
    default:
      return false;
  }
}

async function refusesPoint(
  engine: Engine,
  group: Group,
  bytes: Uint8Array,
  refusal: Refusal,
): Promise<boolean> {
  try {
    await decode(engine, group, bytes);
    return false;
  } catch (error) {
    if (!(error instanceof PointError)) throw error;
    return refusePoint(group, refusal.sub ?? 0, refusal.index ?? 0, error.fault, bytes).text === refusal.text;
  }
}

function powerBytes(powers: SubPowers, group: Group, index: number): Uint8Array {
  return group === 'G1'
    ? powers.g1.subarray(index * G1_BYTES, (index + 1) * G1_BYTES)
    : powers.g2.subarray(index * G2_BYTES, (index + 1) * G2_BYTES);
}

function decodePower(engine: Engine, powers: SubPowers, group: Group, index: number): Promise<Points> {
  return decode(engine, group, powerBytes(powers, group, index));
}

function decode(engine: Engine, group: Group, bytes: Uint8Array): Promise<Points> {
  return engine.decode(group, 'zcash', bytes, { infinity: true });
}
