import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { signIdentity } from './bls-signature.ts';
import { openState } from './check-state.ts';
import type { Refusal } from './codes.ts';
import type { BatchContribution, SubContribution } from './contribution.ts';
import type { DecodedPowers } from './decoded-powers.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { G1_BYTES, type SubSize } from './sizes.ts';
import { stateOfContribution } from './state.ts';
import { verifyContribution } from './verify.ts';

/** What was received to work on is no state of a ceremony; no secret has touched it. */
export class ReceivedStateError extends Error {
  override readonly name = 'ReceivedStateError';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`the received powers are not those of an honest ceremony: ${refusal.text}`);
    this.refusal = refusal;
  }
}

export interface ContributeOptions {
  /** Sign this identity with every sub-ceremony's secret. */
  identity?: string;
  /** The sizes that were announced. */
  sizes?: SubSize[];
  /** Points done of all, counted over the whole work. */
  progress?: Progress;
}

/** Shares of the work: multiplying takes about as long as both checks together. */
const CHECK = 1;
const MULTIPLY = 2;
const PARTS = CHECK + MULTIPLY + CHECK;

/**
 * Multiplies power i of each sub-ceremony by the i-th power of its secret, 32 little-endian bytes in 1…r−1 each.
 *
 * The received state is checked before a secret touches it, every point of it: a point outside the prime-order
 * subgroup would give part of the secret away. What comes out is checked, as bytes, before it is given out.
 * The secrets are overwritten with zeros, whatever happens. Throws {@link ReceivedStateError} for a bad state,
 * {@link EngineDisagreement} when the own result is wrong.
 */
export async function contribute(
  engine: Engine,
  received: BatchContribution,
  secrets: Uint8Array[],
  options: ContributeOptions = {},
): Promise<BatchContribution> {
  try {
    const before = stateOfContribution(received);
    if (secrets.length !== before.subs.length) {
      throw new RangeError(`${before.subs.length} secrets are needed, one for each sub-ceremony`);
    }
    const points = before.subs.reduce((sum, sub) => sum + sub.g1.length / G1_BYTES, 0);
    const part = (from: number, width: number): Progress => {
      return (done, total) =>
        options.progress?.(Math.floor((points * (from + (width * done) / total)) / PARTS), points);
    };
    const { refusal, subs } = await openState(engine, before, {
      ...(options.sizes && { sizes: options.sizes }),
      progress: part(0, CHECK),
    });
    if (refusal) throw new ReceivedStateError(refusal);
    const contributions: SubContribution[] = [];
    const multiplied = part(CHECK, MULTIPLY);
    let finished = 0;
    for (const [index, sub] of subs.entries()) {
      const progress: Progress = (done) => multiplied(finished + done, points);
      contributions.push(await multiply(engine, sub, secrets[index]!, options.identity, progress));
      finished += sub.g1.count;
    }
    const contribution = { contributions, ecdsaSignature: null };
    const verdict = await verifyContribution(engine, before, contribution, {
      progress: part(CHECK + MULTIPLY, CHECK),
    });
    if (!verdict.ok)
      throw new EngineDisagreement(`the own result is wrong and was discarded: ${verdict.text}`);
    return contribution;
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

async function multiply(
  engine: Engine,
  { g1, g2 }: DecodedPowers,
  secret: Uint8Array,
  identity: string | undefined,
  progress: Progress,
): Promise<SubContribution> {
  const one = bigIntToScalar(1n);
  const timesPowers = async (points: Points, report?: Progress) =>
    engine.encode(await engine.powers(points, one, secret, report), 'zcash');
  return {
    numG1Powers: g1.count,
    numG2Powers: g2.count,
    g1: await timesPowers(g1, progress),
    g2: await timesPowers(g2),
    potPubkey: await engine.encode(await engine.scale(engine.generator('G2'), secret), 'zcash'),
    blsSignature: identity === undefined ? null : await signIdentity(engine, identity, secret),
  };
}
