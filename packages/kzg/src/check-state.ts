import type { Engine, Progress } from '@brebaje/curves/engine';
import { type CheckedPowers, checkPowers } from './check-powers.ts';
import type { CheckTimings } from './check-run.ts';
import { type Refusal, refusePowerCount, refuseSubCount } from './codes.ts';
import { G1_BYTES, G2_BYTES, type SubSize } from './sizes.ts';
import type { PowersState } from './state.ts';

export type StateVerdict = ({ ok: true } | Refusal) & { timings: CheckTimings };

export interface StateOptions {
  /**
   * The expected sizes. Without them any number of at least two powers in each group, no more in G2 than in
   * G1, will do.
   */
  sizes?: SubSize[];
  progress?: Progress;
}

/**
 * Whether a state consists of powers of some τ, whoever made it: every rule for a contribution except those
 * about what it extends. The state may come from anybody.
 */
export async function checkState(
  engine: Engine,
  state: PowersState,
  options: StateOptions = {},
): Promise<StateVerdict> {
  const { refusal, timings } = await openState(engine, state, options);
  return { ...(refusal ?? { ok: true }), timings };
}

/** As {@link checkState}, giving the decoded points to whoever goes on to work with them. */
export async function openState(
  engine: Engine,
  state: PowersState,
  options: StateOptions = {},
): Promise<CheckedPowers> {
  const refusal = checkSizes(state, options.sizes);
  if (refusal) return { refusal, subs: [], timings: { decode: 0, msm: 0, pairing: 0 } };
  const inputs = state.subs.map(({ g1, g2 }) => ({ g1, g2 }));
  return checkPowers(engine, inputs, options.progress);
}

function checkSizes({ subs }: PowersState, sizes: SubSize[] | undefined): Refusal | undefined {
  const expected = sizes?.length ?? Math.max(subs.length, 1);
  if (subs.length !== expected) return refuseSubCount(expected, subs.length);
  for (const [index, sub] of subs.entries()) {
    const g1 = sub.g1.length / G1_BYTES;
    const g2 = sub.g2.length / G2_BYTES;
    const size = sizes?.[index] ?? leastSize(g1, g2);
    if (g1 !== size.g1) return refusePowerCount('G1', index, size.g1, g1);
    if (g2 !== size.g2) return refusePowerCount('G2', index, size.g2, g2);
  }
  return undefined;
}

/** The size itself when it is possible, else the nearest that is. */
function leastSize(g1: number, g2: number): SubSize {
  const fewest = Math.max(2, Math.ceil(g2));
  return { g1: Math.max(fewest, Math.ceil(g1)), g2: fewest };
}
