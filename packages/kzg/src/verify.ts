import type { Engine, Progress } from '@brebaje/curves/engine';
import { type CheckedPowers, checkPowers } from './check-powers.ts';
import type { CheckTimings } from './check-run.ts';
import { type Refusal, refusePowerCount, refuseSubCount } from './codes.ts';
import { confirmRefusal } from './confirm-refusal.ts';
import type { BatchContribution } from './contribution.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { G1_BYTES, G2_BYTES } from './sizes.ts';
import { type PowersState, stateOfContribution } from './state.ts';

export { confirmRefusal };

/** What a check of a contribution found, and the milliseconds that its stages took. */
export type Verdict = ({ ok: true; after: PowersState } | Refusal) & { timings: CheckTimings };

export interface VerifyOptions {
  progress?: Progress;
  /** Pronounce a refusal only when this engine agrees with what decides it. */
  confirm?: Engine;
}

/**
 * Whether a contribution extends exactly `before`, an accepted state. Signatures are not looked at: a wrong
 * one is left out of the transcript and refuses nobody. Throws {@link EngineDisagreement} when the confirming
 * engine sees it differently; then nobody is to blame.
 */
export async function verifyContribution(
  engine: Engine,
  before: PowersState,
  after: BatchContribution,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const { refusal, timings } = await check(engine, before, after, options.progress);
  if (!refusal) return { ok: true, after: stateOfContribution(after), timings };
  if (options.confirm && !(await confirmRefusal(options.confirm, before, after, refusal))) {
    throw new EngineDisagreement(`${engine.name} and ${options.confirm.name} disagree: ${refusal.text}`);
  }
  return { ...refusal, timings };
}

async function check(
  engine: Engine,
  before: PowersState,
  after: BatchContribution,
  progress: Progress | undefined,
): Promise<CheckedPowers> {
  const refusal = checkCounts(before, after);
  if (refusal) return { refusal, subs: [], timings: { decode: 0, msm: 0, pairing: 0 } };
  const inputs = after.contributions.map(({ g1, g2, potPubkey }, sub) => ({
    g1,
    g2,
    link: { previous: before.subs[sub]!.g1.subarray(G1_BYTES, 2 * G1_BYTES), pubkey: potPubkey },
  }));
  return checkPowers(engine, inputs, progress);
}

function checkCounts(before: PowersState, { contributions }: BatchContribution): Refusal | undefined {
  if (contributions.length !== before.subs.length) {
    return refuseSubCount(before.subs.length, contributions.length);
  }
  for (const [sub, { g1, g2 }] of before.subs.entries()) {
    const after = contributions[sub]!;
    if (after.g1.length !== g1.length) {
      return refusePowerCount('G1', sub, g1.length / G1_BYTES, after.g1.length / G1_BYTES);
    }
    if (after.g2.length !== g2.length) {
      return refusePowerCount('G2', sub, g2.length / G2_BYTES, after.g2.length / G2_BYTES);
    }
  }
  return undefined;
}
