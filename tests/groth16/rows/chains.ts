/** Chains that somebody made, and what the check of a whole chain says of them. */
import { contributeBeacon } from '@brebaje/groth16/chain/contribute';
import type { Beacon } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { type SlimParts, slimParts } from '@brebaje/groth16/testing/made-zkey';
import type { VerifyZkeyOptions } from '@brebaje/groth16/verify/verify-zkey';
import { type HostileStep, step } from '../hostile.ts';
import { chainOutcome } from '../outcome.ts';
import { BEACON, SECRETS, type Stage } from '../stage.ts';

export type Change = (stage: Stage) => SlimParts | Promise<SlimParts>;

export const chain = (change: Change, options?: VerifyZkeyOptions) => async (stage: Stage) => {
  const parts = await change(stage);
  return chainOutcome(stage, () => stage.slim(parts), options);
};

/** Three contributions, of which some lie. */
export const steps =
  (lies: Partial<Record<0 | 1 | 2, Partial<HostileStep>>>): Change =>
  async ({ engine, states }) => {
    let parts = states[0];
    for (const [i, secret] of SECRETS.entries()) {
      parts = await step(engine, parts, { secret, ...lies[i as 0 | 1 | 2] });
    }
    return parts;
  };

/** After some people, two unless told otherwise, the beacon. */
export const sealed = async (
  { engine, states, slim }: Stage,
  beacon: Beacon = BEACON,
  after = 2,
): Promise<SlimParts> => {
  const { output } = await contributeBeacon(engine, await slim(states[after]!), beacon);
  return slimParts(await zkeyIn(await bytesOf(output), 'slim'));
};
